import { dayOf, exactly, relatively, sinceWhen, untilWhen, useNow } from "../when.ts";

const countedDays = 31;

/** ", in 12 days" while it can be counted in days; further ahead the date says enough (R61). */
export function Countdown({ at }: { at: string }) {
  const now = useNow();
  const days = (Date.parse(at) - now.getTime()) / 86_400_000;
  return days > 0 && days <= countedDays ? <>, {relatively(at, now)}</> : null;
}

/** A point in time in the reader's zone: short to read, exact on hover. */
export function Moment({ at, as = "relative" }: { at: string; as?: "relative" | "since" | "until" | "day" }) {
  const now = useNow();
  const words = { relative: relatively, since: sinceWhen, until: untilWhen, day: dayOf }[as](at, now);
  return (
    <time dateTime={at} title={exactly(at)}>
      {words}
    </time>
  );
}
