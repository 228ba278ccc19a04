import type { Moment } from "../play.ts";

/** "Saturday, 11-Dec-21 05:00:00 PST": the form in which Meta writes dates, in California's time. */
export function stamp(moment: Moment): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { timeZone: "America/Los_Angeles", ...options }).format(moment);
  const time = part({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const date = `${part({ day: "2-digit" })}-${part({ month: "short" })}-${part({ year: "2-digit" })}`;
  return `${part({ weekday: "long" })}, ${date} ${time} ${part({ timeZoneName: "short" }).split(" ").at(-1)}`;
}
