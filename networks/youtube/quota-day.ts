const hourMs = 3_600_000;
const daySeconds = 86_400;

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "America/Los_Angeles",
  hourCycle: "h23",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

const timeThere = (at: Date): { hour: number; seconds: number } => {
  const part = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const [hour = 0, minute = 0, second = 0] = [part.get("hour"), part.get("minute"), part.get("second")];
  return { hour, seconds: (hour * 60 + minute) * 60 + second };
};

/** The next midnight in California, when a project's quota begins anew; right on the two days of 23 and 25 hours as well. */
export function pacificMidnight(at: Date): Date {
  const left = daySeconds - timeThere(at).seconds;
  const next = new Date(Math.floor(at.getTime() / 1000) * 1000 + left * 1000);
  const { hour } = timeThere(next);
  if (hour === 0) return next;
  return new Date(next.getTime() + (hour === 23 ? hourMs : -hourMs));
}
