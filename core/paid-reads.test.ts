import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billingDay, billingMonth, monthBefore, mostAMonth, readingState } from "./paid-reads.ts";

describe("months and days are those of UTC", () => {
  test.each([
    ["2026-11-22T09:00:00Z", "2026-11", "2026-11-01", "2026-12-01", 8],
    ["2026-11-30T23:59:59.999Z", "2026-11", "2026-11-01", "2026-12-01", 0],
    ["2026-12-01T00:00:00Z", "2026-12", "2026-12-01", "2027-01-01", 30],
    ["2028-02-28T12:00:00Z", "2028-02", "2028-02-01", "2028-03-01", 1],
    ["2027-02-28T12:00:00Z", "2027-02", "2027-02-01", "2027-03-01", 0],
    ["2027-01-01T01:00:00+02:00", "2026-12", "2026-12-01", "2027-01-01", 0],
  ])("%s", (now, month, from, before, daysLeft) => {
    expect(billingMonth(new Date(now))).toEqual({
      month,
      from,
      before,
      endsAt: new Date(`${before}T00:00:00Z`),
      daysLeft,
    });
  });

  test("the month before March is February, and before January December", () => {
    expect(monthBefore(new Date("2027-03-31T12:00:00Z")).month).toBe("2027-02");
    expect(monthBefore(new Date("2027-01-01T00:00:00Z")).month).toBe("2026-12");
  });

  const moments = fc.date({ min: new Date("2026-01-01Z"), max: new Date("2100-01-01Z"), noInvalidDate: true });

  test("every moment lies in its month, and months follow each other without a gap", () => {
    fc.assert(
      fc.property(moments, (now) => {
        const { from, before, endsAt, daysLeft } = billingMonth(now);
        expect(from <= billingDay(now) && billingDay(now) < before).toBe(true);
        expect(billingMonth(endsAt).from).toBe(before);
        expect(monthBefore(endsAt)).toEqual({ ...billingMonth(now), daysLeft: 0 });
        expect(billingDay(new Date(now.getTime() + (daysLeft + 1) * 86_400_000))).toBe(before);
      }),
    );
  });
});

describe("how far the budget goes", () => {
  const now = new Date("2026-11-22T09:00:00Z"); // eight days are to come
  test.each([
    ["no limit", { used: 9999, today: 3, budget: null, accounts: 3 }, "well"],
    ["plenty", { used: 60, today: 3, budget: 93, accounts: 3 }, "well"],
    ["four fifths used, and the rest does not last", { used: 80, today: 3, budget: 100, accounts: 3 }, "low"],
    ["four fifths used, and the rest just lasts", { used: 80, today: 3, budget: 104, accounts: 3 }, "well"],
    ["just lasts, but one was not looked at today", { used: 80, today: 2, budget: 100, accounts: 3 }, "low"],
    ["less than four fifths, although it will not last", { used: 79, today: 3, budget: 100, accounts: 30 }, "well"],
    ["used up", { used: 100, today: 0, budget: 100, accounts: 3 }, "used_up"],
    ["used up beyond it by a person", { used: 103, today: 0, budget: 100, accounts: 3 }, "used_up"],
    ["nothing allowed", { used: 0, today: 0, budget: 0, accounts: 1 }, "used_up"],
    ["nothing allowed, and nobody to look at", { used: 0, today: 0, budget: 0, accounts: 0 }, "well"],
  ] as const)("%s", (_what, reading, state) => {
    expect(readingState(reading, now)).toBe(state);
  });

  test("a budget of 31 for each account is no alarm on any day of any month", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 500 }), (months, accounts) => {
        for (let day = 1; ; day++) {
          const at = new Date(Date.UTC(2026, months, day, 12));
          if (day > 1 && at.getUTCDate() === 1) return;
          for (const today of [0, accounts])
            expect(
              readingState({ used: accounts * (day - 1) + today, today, budget: mostAMonth(accounts), accounts }, at),
            ).toBe("well");
        }
      }),
      { numRuns: 40 },
    );
  });

  test("more used is never calmer, more allowed never graver", () => {
    const gravity = { well: 0, low: 1, used_up: 2 };
    const counts = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(counts, counts, counts, fc.integer({ min: 1, max: 12 }), (used, more, budget, accounts) => {
        const state = (spent: number, allowed: number) =>
          gravity[readingState({ used: spent, today: 0, budget: allowed, accounts }, now)];
        expect(state(used + more, budget)).toBeGreaterThanOrEqual(state(used, budget));
        expect(state(used, budget + more)).toBeLessThanOrEqual(state(used, budget));
      }),
    );
  });
});
