import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import { isEnded, isSpent, planRefresh, type RefreshPolicy, type RefreshSubject } from "./refresh-plan.ts";

const now = new Date("2026-11-22T09:00:00Z");
const day = 86_400;
const inDays = (days: number): Date => addSeconds(now, days * day);

const rotating: RefreshPolicy = {
  model: "rotating",
  handOutSeconds: 120,
  keepaliveShare: 0.5,
  idleSeconds: 7 * day,
  minimumAgeSeconds: 0,
  source: "a test",
};
const extending: RefreshPolicy = { ...rotating, model: "extending", keepaliveShare: 0.8, minimumAgeSeconds: day };
const subject: RefreshSubject = { issuedAt: now, hasRefreshToken: true };

const plans: [string, Partial<RefreshSubject>, RefreshPolicy, number, ReturnType<typeof planRefresh>][] = [
  ["P21 a token without end", {}, { ...rotating, model: "none" }, 0, { never: "no_expiry" }],
  [
    "P21 P26 a fixed life",
    { accessExpiresAt: inDays(60) },
    { ...rotating, model: "fixed" },
    0,
    { never: "fixed_life" },
  ],
  ["P22 no refresh token", { hasRefreshToken: false }, rotating, 0, { never: "no_refresh_token" }],
  ["P14 half the life of the refresh token", { refreshExpiresAt: inDays(90) }, rotating, 0, { at: inDays(45) }],
  ["P14 up to a tenth earlier", { refreshExpiresAt: inDays(90) }, rotating, 0.5, { at: inDays(42.75) }],
  ["an end that was not told: after so much disuse", {}, rotating, 0, { at: inDays(7) }],
  ["told to be without end: after so much disuse", { refreshExpiresAt: null }, rotating, 0, { at: inDays(7) }],
  [
    "P14 the short life of the access token hastens nothing",
    { accessExpiresAt: addSeconds(now, 600) },
    rotating,
    0,
    { at: inDays(7) },
  ],
  [
    "P21 an extending token, by its own end",
    { accessExpiresAt: inDays(60), hasRefreshToken: false },
    extending,
    0,
    { at: inDays(48) },
  ],
  ["not before it is old enough", { accessExpiresAt: addSeconds(now, 3600) }, extending, 0, { at: inDays(1) }],
  ["an end before the issue is not believed", { refreshExpiresAt: inDays(-1) }, rotating, 0, { at: inDays(7) }],
];
test.each(plans)("%s", (_what, changes, policy, fraction, expected) => {
  expect(planRefresh({ ...subject, ...changes }, policy, fraction)).toEqual(expected);
});

describe("whatever the network tells", () => {
  const moment = fc.option(fc.integer({ min: -10_000, max: 10_000 }).map(inDays), { nil: undefined });
  const facts = fc.record({
    issuedAt: fc.constant(now),
    hasRefreshToken: fc.boolean(),
    accessExpiresAt: moment,
    refreshExpiresAt: moment,
  });
  const policies = fc.record({
    model: fc.constantFrom("rotating", "renewable", "extending", "fixed", "none"),
    handOutSeconds: fc.nat(600),
    keepaliveShare: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    idleSeconds: fc.integer({ min: day, max: 90 * day }),
    minimumAgeSeconds: fc.nat(2 * day),
    source: fc.constant("a test"),
  });
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test("P14 a plan lies after the issue: no refresh follows another without a pause", () => {
    fc.assert(
      fc.property(facts, policies, fraction, (given, policy, chance) => {
        const plan = planRefresh(given, policy, chance);
        return "never" in plan || plan.at > given.issuedAt;
      }),
    );
  });

  test("a plan comes before what it must prevent, unless the token may not be refreshed so young", () => {
    fc.assert(
      fc.property(facts, policies, fraction, (given, policy, chance) => {
        const plan = planRefresh(given, policy, chance);
        const end = policy.model === "extending" ? given.accessExpiresAt : given.refreshExpiresAt;
        if ("never" in plan || !end || end <= given.issuedAt) return true;
        return plan.at < end || policy.minimumAgeSeconds > 0;
      }),
    );
  });

  test("P22 nothing is planned without a credential to do it with", () => {
    fc.assert(
      fc.property(facts, policies, fraction, (given, policy, chance) => {
        const plan = planRefresh({ ...given, hasRefreshToken: false }, policy, chance);
        return "never" in plan || policy.model === "extending";
      }),
    );
  });
});

test.each([
  [undefined, false, false],
  [null, false, false],
  [addSeconds(now, 121), false, false],
  [addSeconds(now, 120), true, false],
  [addSeconds(now, 1), true, false],
  [now, true, true],
  [addSeconds(now, -1), true, true],
])("P3 a token that ends at %s is spent: %s, ended: %s", (accessExpiresAt, spent, ended) => {
  expect(isSpent({ accessExpiresAt }, rotating, now)).toBe(spent);
  expect(isEnded({ accessExpiresAt }, now)).toBe(ended);
});
