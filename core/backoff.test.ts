import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeconds, backoffSeconds } from "./backoff.ts";

const backoff = { firstSeconds: 30, longestSeconds: 900 };

test.each([
  [0, 0, 15],
  [0, 1, 30],
  [1, 0, 30],
  [2, 0.5, 90],
  [5, 0, 450],
  [5, 1, 900],
  [1000, 1, 900],
])("attempt %i with chance %f waits %i seconds", (attempt, chance, seconds) => {
  expect(backoffSeconds(backoff, attempt, chance)).toBe(seconds);
});

test("no wait is shorter than half the first or longer than the longest, and none is shorter than the one before at its shortest", () => {
  const any = fc.record({
    firstSeconds: fc.integer({ min: 1, max: 600 }),
    longestSeconds: fc.integer({ min: 600, max: 86_400 }),
  });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(any, fc.nat(10_000), chance, (given, attempt, fraction) => {
      const wait = backoffSeconds(given, attempt, fraction);
      expect(wait).toBeGreaterThanOrEqual(given.firstSeconds / 2);
      expect(wait).toBeLessThanOrEqual(given.longestSeconds);
      expect(backoffSeconds(given, attempt + 1, 0)).toBeGreaterThanOrEqual(backoffSeconds(given, attempt, 0));
    }),
  );
});

test("seconds become whole milliseconds", () => {
  expect(addSeconds(new Date(0), 1.2345).getTime()).toBe(1235);
});
