import { expect, test } from "vitest";
import { shiftedClock, systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";

test("a shifted clock runs ahead by the offset of the moment", () => {
  let offset = 0;
  const base = { now: () => new Date("2026-11-22T10:00:00Z") };
  const clock = shiftedClock(() => offset, base);
  expect(clock.now()).toEqual(new Date("2026-11-22T10:00:00Z"));
  offset = 60 * 86_400_000;
  expect(clock.now()).toEqual(new Date("2027-01-21T10:00:00Z"));
});

test("the machine's clock does not stand still at a moment of the past", () => {
  expect(systemClock.now().getTime()).toBeGreaterThan(new Date("2026-01-01").getTime());
});

test("randomness: as many bytes as asked, fractions from 0 up to 1 and not the same twice", () => {
  expect(systemRandom.bytes(32)).toHaveLength(32);
  expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
  const fractions = Array.from({ length: 1000 }, () => systemRandom.fraction());
  expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...fractions)).toBeLessThan(1);
  expect(new Set(fractions).size).toBeGreaterThan(990);
});
