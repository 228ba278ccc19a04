import { describe, expect, it } from "vitest";
import { dayOf, lasting, relatively, roughly, sinceWhen, untilWhen } from "./when.ts";

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

  it("tells until when a token lasts by the hour while that is near, then by the day", () => {
    expect(untilWhen(at(60 * minute), now)).toMatch(/^(13|01)[:.]00( PM)?$/);
    expect(untilWhen(at(day), now)).toMatch(/23.*12[:.]00/);
    expect(untilWhen(at(3 * day), now)).not.toMatch(/12[:.]00/);
  });

  it.each([
    [3600, "1 hour"],
    [7200, "2 hours"],
    [86_400, "1 day"],
    [60 * 86_400, "60 days"],
    [365 * 86_400, "365 days"],
    [730 * 86_400, "2 years"],
    [5400, "90 minutes"],
  ])("%i seconds last %s", (seconds, words) => {
    expect(lasting(seconds)).toBe(words);
  });

  it("adds the year when it is another one", () => {
    expect(dayOf(at(60 * day), now)).toContain("2027");
    expect(dayOf(at(2 * day), now)).not.toContain("2026");
  });

  it.each([
    [20, "1 minute"],
    [45 * 60, "45 minutes"],
    [3 * 3600 + 1000, "3 hours"],
    [47 * 3600, "47 hours"],
    [58 * 86_400 + 7200, "58 days"],
    [800 * 86_400, "800 days"],
  ])("a life of %i seconds was one of about %s", (seconds, words) => {
    expect(roughly(seconds)).toBe(words);
  });
});
