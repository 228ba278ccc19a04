import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import { afterAnswer, afterSilence, postponedTo, windowAfter, windowNow, type Caution } from "./refresh-caution.ts";

const now = new Date("2026-11-29T09:00:00Z");
const outcomes = fc.array(fc.constantFrom("silent", "answered"), { maxLength: 60 });

function cautionAfter(story: readonly string[]): Caution | undefined {
  let known: Caution | undefined;
  for (const outcome of story)
    if (outcome === "silent") known = afterSilence(known, "feeling-the-way", now);
    else known = known && afterAnswer(known, now);
  return known;
}

describe("caution at silence", () => {
  test("P17 the first silence stops early refreshes for half a minute; each further one doubles the pause, up to a quarter of an hour", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 9].map(
      (silences) => cautionAfter(Array.from({ length: silences }, () => "silent"))?.pauseSeconds,
    );
    expect(pauses).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test("each answer halves it until it is gone", () => {
    const answered = (times: number) => [
      ...Array.from({ length: 6 }, () => "silent"),
      ...Array.from({ length: times }, () => "answered"),
    ];
    expect([1, 2, 3, 4, 5].map((times) => cautionAfter(answered(times))?.pauseSeconds)).toEqual([
      450,
      225,
      112.5,
      56.25,
      undefined,
    ]);
  });

  test("whatever happens: after a silence there is a pause between the two bounds, after five answers in a row none", () => {
    fc.assert(
      fc.property(outcomes, (story) => {
        const silent = cautionAfter([...story, "silent"]);
        expect(silent?.pauseSeconds).toBeGreaterThanOrEqual(30);
        expect(silent?.pauseSeconds).toBeLessThanOrEqual(900);
        expect(silent?.earlyAt).toEqual(addSeconds(now, silent?.pauseSeconds ?? 0));
        expect(cautionAfter([...story, ...Array.from({ length: 5 }, () => "answered")])).toBeUndefined();
      }),
    );
  });

  test("what was under way before the first silence changes nothing when it is lost as well", () => {
    const known = afterSilence(undefined, "before", now);
    expect(known.pauseSeconds).toBe(30);
    expect(afterSilence(known, "before", addSeconds(now, 20))).toBe(known);
  });

  test("whoever has to wait comes back after the pause, spread over another one", () => {
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0, max: 0.999, noNaN: true }), (story, fraction) => {
        const known = cautionAfter([...story, "silent"]);
        if (!known) throw new Error("a silence leaves caution");
        const at = postponedTo(known, now, fraction).getTime();
        expect(at).toBeGreaterThanOrEqual(known.earlyAt.getTime());
        expect(at).toBeLessThanOrEqual(known.earlyAt.getTime() + known.pauseSeconds * 1000);
      }),
    );
  });
});

describe("the window of early refreshes", () => {
  test("it begins with one, grows by one with each answer, and begins anew after a silence or a minute without any", () => {
    let window = windowNow(undefined, now);
    expect(window.size).toBe(1);
    for (let answers = 0; answers < 3; answers++) window = windowAfter(window, "answered", now);
    expect(windowNow(window, addSeconds(now, 59)).size).toBe(4);
    expect(windowNow(window, addSeconds(now, 60)).size).toBe(1);
    expect(windowAfter(window, "silent", now).size).toBe(1);
  });

  test("it is never empty and never wider than the answers since the last silence allow", () => {
    fc.assert(
      fc.property(outcomes, (story) => {
        let window = windowNow(undefined, now);
        for (const outcome of story) window = windowAfter(window, outcome as "silent" | "answered", now);
        const answers = story.length - 1 - story.lastIndexOf("silent");
        expect(window.size).toBe(Math.min(1 + answers, 64));
      }),
    );
  });
});
