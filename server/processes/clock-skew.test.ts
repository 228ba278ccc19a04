import fc from "fast-check";
import { expect, test } from "vitest";
import { measureSkew, skewWords } from "./clock-skew.ts";

test("the answer belongs to the middle of the wait, and half the wait is allowed for", async () => {
  const times = [0, 4_000].map((ms) => new Date(ms + 1_000_000));
  const clock = { now: () => times.shift() ?? new Date(0) };
  expect(await measureSkew(clock, async () => new Date(1_000_000 + 2_000 - 6_500))).toEqual({
    seconds: 6.5,
    doubtSeconds: 2,
  });
  expect(skewWords({ seconds: 6.5, doubtSeconds: 2 })).toBeUndefined();
  expect(skewWords({ seconds: 7.5, doubtSeconds: 2 })).toContain("8 seconds ahead");
});

test.each([
  [120, "2 minutes ahead of"],
  [-3_725, "1 hour and 2 minutes behind"],
  [-90_000, "1 day and 1 hour behind"],
  [61, "1 minute and 1 second ahead of"],
])("%d seconds are told as “%s the database’s”", (seconds, words) => {
  expect(skewWords({ seconds, doubtSeconds: 0.01 })).toMatch(
    new RegExp(`^this machine’s clock is ${words} the database’s:`),
  );
});

test("clocks that agree to five seconds are no word worth, and any larger difference is told with its amount", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e7, max: 1e7, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (seconds, doubtSeconds) => {
        const words = skewWords({ seconds, doubtSeconds });
        expect(words === undefined).toBe(Math.abs(seconds) - doubtSeconds <= 5);
        if (words)
          expect(words).toMatch(
            / [1-9]\d* (day|hour|minute|second)s?( and [1-9]\d* \w+)? (ahead of|behind) the database’s/,
          );
      },
    ),
  );
});
