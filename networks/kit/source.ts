/** Where a fact is from, and the day it was read there. */
interface DatedSource {
  readonly source: string;
  /** ISO date. */
  readonly readOn: string;
}

const dated = /^(?<text>\S.*), read (?<readOn>\d{4}-\d{2}-\d{2})$/s;
const everyDay = /, read (\d{4}-\d{2}-\d{2})(?=[;,:]|$)/g;

/**
 * Adapters write a source as one string that ends with the day: `docs.chirp.example/limits (2026-03-01), read 2026-11-22`. Of
 * several sources in one string, each with its day, the earliest day counts. Throws where the day is missing.
 */
export function datedSource(written: string): DatedSource {
  if (!isDated(written)) throw new Error(`no “, read 2026-11-22” at the end of the source “${written}”`);
  const days = [...written.matchAll(everyDay)].map(([, day = ""]) => day);
  return { source: written.replaceAll(everyDay, ""), readOn: days.toSorted()[0] ?? "" };
}

export function isDated(written: string): boolean {
  const readOn = dated.exec(written)?.groups?.["readOn"];
  return readOn !== undefined && !Number.isNaN(Date.parse(readOn));
}
