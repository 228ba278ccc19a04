import { expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import { personDeadline, warnsAt } from "./profile-status.ts";

const day = 86_400;
const begun = new Date("2026-11-22T09:00:00Z");
const policy = { warnSeconds: 14 * day };

const warnedAfterDays = (lifeDays: number): number => {
  const endsAt = addSeconds(begun, lifeDays * day);
  const deadline = personDeadline({ endsAt }, { selfRenewing: true, tokenOutlives: false, authorisedAt: begun });
  return (warnsAt(deadline!, policy).getTime() - begun.getTime()) / 1000 / day;
};

test("a login is announced 14 days before its end, a short one when half of it is over, none on its first day", () => {
  expect([730, 60, 28, 14, 2].map(warnedAfterDays)).toEqual([716, 46, 14, 7, 1]);
});

test("a deadline that is no life's end, such as a refused refresh, is announced at once", () => {
  const at = addSeconds(begun, 3600);
  expect(warnsAt({ at, cause: "session_ended" }, policy) <= begun).toBe(true);
});
