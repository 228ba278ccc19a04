import { describe, expect, it } from "vitest";
import { dayOf, relatively, sinceWhen } from "./when.ts";

const now = new Date(2026, 10, 22, 12, 0);
const at = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();
const minute = 60_000;
const day = 1440 * minute;

describe("times in words", () => {
  it.each([
    [-10_000, "just now"],
    [-60_000, "1 minute ago"],
    [-50 * minute, "1 hour ago"],
    [-26 * 60 * minute, "yesterday"],
    [12 * day, "in 12 days"],
    [-60 * day, "2 months ago"],
    [-400 * day, "last year"],
  ])("%i ms from now is %s", (milliseconds, words) => {
    expect(relatively(at(milliseconds), now)).toBe(words);
  });

  it("names the time for today, the day before as that, and else the day", () => {
    expect(sinceWhen(at(-2 * 60 * minute), now)).toMatch(/^10[:.]00|10:00/);
    expect(sinceWhen(at(-day), now)).toMatch(/^yesterday, /);
    expect(sinceWhen(at(-9 * day), now)).toMatch(/13/);
  });

  it("adds the year when it is another one", () => {
    expect(dayOf(at(60 * day), now)).toContain("2027");
    expect(dayOf(at(2 * day), now)).not.toContain("2026");
  });
});
