import { expect, test } from "vitest";
import { together } from "./together.ts";

// Only its identity matters here: each database has a queue of its own.
const [db, other] = [{}, {}];

test("what is asked at the same time goes in one statement, in order; what comes meanwhile goes in the next", async () => {
  const statements: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const double = together<object, number, number>(async (_db, asks) => {
    statements.push([...asks]);
    if (statements.length === 1) await gate.promise;
    return asks.map((ask) => ask * 2);
  });
  const first = [double(db, 1), double(db, 2)];
  await new Promise((resolve) => setImmediate(resolve));
  const later = [double(db, 3), double(db, 4), double(other, 5)];
  gate.resolve();
  expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8, 10]);
  expect(statements.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([[1, 2], [3, 4], [5]]);
});

test("P23 one that fails fails alone", async () => {
  const refuseSeven = together<object, number, number>(async (_db, asks) => {
    if (asks.includes(7)) throw new Error("no sevens");
    return [...asks];
  });
  const outcomes = await Promise.allSettled([6, 7, 8].map((ask) => refuseSeven(db, ask)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await refuseSeven(db, 9)).toBe(9);
});

test("P53 what fails all is asked once, and told to those who came meanwhile as well; then it goes on", async () => {
  let asked = 0;
  const gate = Promise.withResolvers<void>();
  const away = together<object, number, number>(
    async (_db, asks) => {
      if (asked++ > 0) return [...asks];
      await gate.promise;
      throw new Error("away");
    },
    { failsAll: (error) => error instanceof Error && error.message === "away" },
  );
  const first = [away(db, 1), away(db, 2)];
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = Promise.allSettled([...first, away(db, 3)]);
  gate.resolve();
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(asked).toBe(1);
  expect(await away(db, 4)).toBe(4);
});

test("an answer to another number of questions is a bug, and no answer reaches who did not ask for it", async () => {
  const short = together<object, number, number>(async () => []);
  await expect(Promise.all([short(db, 1), short(db, 2)])).rejects.toThrow("another number");
});
