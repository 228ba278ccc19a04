import { dayOf, exactly, relatively, sinceWhen, useNow } from "../when.ts";

/** A point in time in the reader's zone: short to read, exact on hover. */
export function Moment({ at, as = "relative" }: { at: string; as?: "relative" | "since" | "day" }) {
  const now = useNow();
  const words = { relative: relatively, since: sinceWhen, day: dayOf }[as](at, now);
  return (
    <time dateTime={at} title={exactly(at)}>
      {words}
    </time>
  );
}
