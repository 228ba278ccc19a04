import type { Match, Row } from "../kit/answer.ts";

/** Where the rows of the table are from, with the day they were read. */
export const read = "read 2026-11-22";
export const graphGuide = `developers.facebook.com/docs/graph-api/guides/error-handling, ${read}`;
export const limitsGuide = `developers.facebook.com/docs/graph-api/overview/rate-limiting, ${read}`;
export const pagesGuide = `developers.facebook.com/docs/pages-api/error-codes, ${read}`;
export const recorded = `error bodies recorded in open-source clients (NOTES.md, "Errors"), ${read}`;

/** Meta prints these numbers as codes and sends them as code or subcode, so both places are read. */
export function either(numbers: readonly number[], row: Omit<Row, "when">): Row[] {
  const places: Match[] = [{ code: numbers }, { subcode: numbers }];
  return places.map((when) => ({ when, rule: String(numbers[0]), ...row }));
}
