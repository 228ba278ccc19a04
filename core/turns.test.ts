import fc from "fast-check";
import { expect, test } from "vitest";
import { openTurns } from "./turns.ts";

test("five thousand of one do not delay the one of another: everybody gets one turn before anybody gets a second", () => {
  const turns = openTurns();
  turns.set("big", 5000);
  turns.set("small", 1);
  expect([...turns.deal(3)]).toEqual([
    ["big", 2],
    ["small", 1],
  ]);
  expect(turns.all()).toEqual(["big"]);
});

test("the circle goes on where it stopped, also when it is counted anew", () => {
  const turns = openTurns();
  for (const who of ["a", "b", "c"]) turns.set(who, 9);
  expect([...turns.deal(1).keys()]).toEqual(["a"]);
  for (const who of ["a", "b", "c"]) turns.set(who, 8);
  expect([...turns.deal(2).keys()]).toEqual(["b", "c"]);
  turns.set("a", 0);
  expect([...turns.deal(9)]).toEqual([
    ["b", 5],
    ["c", 4],
  ]);
});

const crowd = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 40 }), {
  maxKeys: 12,
});

test("whatever waits: no turn is made up or lost, and two who wait long enough never differ by more than one", () => {
  fc.assert(
    fc.property(crowd, fc.integer({ min: 0, max: 200 }), (counts, places) => {
      const turns = openTurns();
      for (const [who, count] of Object.entries(counts)) turns.set(who, count);
      const dealt = turns.deal(places);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      expect([...dealt.values()].reduce((sum, count) => sum + count, 0)).toBe(Math.min(places, total));
      const unsated = Object.keys(counts).filter((who) => (dealt.get(who) ?? 0) < (counts[who] ?? 0));
      const served = unsated.map((who) => dealt.get(who) ?? 0);
      if (served.length > 1) expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(1);
      for (const [who, got] of dealt) expect(got).toBeLessThanOrEqual(counts[who] ?? 0);
    }),
  );
});
