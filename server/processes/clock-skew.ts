import type { Clock } from "../platform/clock.ts";

/** How far this machine's clock is from the database's, as far as one question can tell. */
export interface ClockSkew {
  /** Above zero: this machine's clock is ahead. */
  readonly seconds: number;
  /** Half the question's time on the way: the answer cannot be more exact than that. */
  readonly doubtSeconds: number;
}

/** More than this is said to the operator. Seconds. */
const toleratedSeconds = 5;

/** Asks the database for its time; the answer belongs to the middle of the wait for it. */
export async function measureSkew(clock: Clock, askDatabase: () => Promise<Date>): Promise<ClockSkew> {
  const asked = clock.now().getTime();
  const told = (await askDatabase()).getTime();
  const answered = clock.now().getTime();
  return { seconds: ((asked + answered) / 2 - told) / 1000, doubtSeconds: Math.abs(answered - asked) / 2000 };
}

/** One sentence for the operator; undefined while the clocks agree well enough. */
export function skewWords({ seconds, doubtSeconds }: ClockSkew): string | undefined {
  if (Math.abs(seconds) - doubtSeconds <= toleratedSeconds) return undefined;
  const direction = seconds > 0 ? "ahead of" : "behind";
  return `this machine’s clock is ${durationWords(Math.abs(seconds))} ${direction} the database’s: tokens seem to end too ${seconds > 0 ? "early" : "late"} here; set both clocks by NTP`;
}

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `2 minutes and 5 seconds`; of four units the two largest. */
function durationWords(seconds: number): string {
  let rest = Math.round(seconds);
  const parts = units.map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: `${count} ${name}${count === 1 ? "" : "s"}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const shown = parts.slice(first, first + 2).filter(({ count }) => count > 0);
  return shown.map(({ text }) => text).join(" and ");
}
