import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lackOf, nextSealingKey, sealingKey, type Knower, type ToldKey } from "./sealing-key.ts";

const ids = ["k1", "k2", "k3", "k4"] as const;
const at = (second: number): Date => new Date(second * 1000);
const knower = (name: string, ...keyIds: string[]): Knower => ({ name, keyIds });
const wasActive = (id: string, second: number): ToldKey => ({ id, activeAt: at(second) });
const isNew = (id: string): ToldKey => ({ id, activeAt: null });

const rings = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 });
const told = fc.record(Object.fromEntries(ids.map((id) => [id, fc.option(fc.integer({ min: 1, max: 99 }))])));
const keysOf = (seconds: Record<string, number | null>): ToldKey[] =>
  Object.entries(seconds).map(([id, second]) => ({ id, activeAt: second === null ? null : at(second) }));
/** Processes as they may live: each of them knows the key that seals, or its start would have been refused. */
const fleets = fc
  .record({ seconds: told, rings: fc.array(rings, { minLength: 1, maxLength: 5 }) })
  .map(({ seconds, rings: all }) => {
    const keys = keysOf(seconds);
    const active = sealingKey(keys);
    const living = all.map((ring, index) =>
      knower(`p${index}`, ...ring, ...(active && !ring.some((id) => id === active) ? [active] : [])),
    );
    return { keys, living, active };
  });

describe("P24 the key that seals", () => {
  test("is known to every living process, whoever knows and wants what", () => {
    fc.assert(
      fc.property(fleets, ({ keys, living }) => {
        const next = nextSealingKey(keys, living);
        if (next !== undefined && next !== sealingKey(keys))
          expect(living.filter(({ keyIds }) => !keyIds.includes(next))).toEqual([]);
      }),
    );
  });

  test("is the wanted one as soon as all know and want it, and a new one as soon as all know and one wants it", () => {
    fc.assert(
      fc.property(fleets, fc.constantFrom(...ids), ({ keys, living }, id) => {
        const all = living.map(({ name, keyIds }) => knower(name, id, ...keyIds.filter((other) => other !== id)));
        expect(nextSealingKey(keys, all)).toBe(id);
        const one = [knower("new", "k9", ...ids), ...living.map(({ name, keyIds }) => knower(name, ...keyIds, "k9"))];
        const others = ids.filter((other) => keys.some((key) => key.id === other && key.activeAt === null));
        expect(["k9", ...others]).toContain(nextSealingKey([...keys, isNew("k9")], one));
      }),
    );
  });

  test("comes to rest: it is not switched to and fro, whatever the processes want", () => {
    fc.assert(
      fc.property(fleets, ({ keys, living }) => {
        const now = new Map(keys.map((key) => [key.id, key]));
        const seen: (string | undefined)[] = [];
        for (let second = 100; second < 110; second++) {
          const next = nextSealingKey([...now.values()], living);
          if (next === seen.at(-1)) return;
          seen.push(next);
          if (next !== undefined) now.set(next, wasActive(next, second));
        }
        expect(seen.length).toBeLessThan(ids.length + 2);
      }),
    );
  });

  test("a rolling restart: the old one until the last process knows the new one; an old order of keys does not fetch it back", () => {
    const keys = [wasActive("k1", 1), isNew("k2")];
    const old = knower("old", "k1");
    const fresh = knower("fresh", "k2", "k1");
    expect(nextSealingKey(keys, [fresh, old])).toBe("k1");
    expect(nextSealingKey(keys, [fresh, fresh])).toBe("k2");
    const switched = [wasActive("k1", 1), wasActive("k2", 2)];
    expect(nextSealingKey(switched, [fresh, knower("other order", "k1", "k2")])).toBe("k2");
    expect(nextSealingKey(switched, [knower("back", "k1", "k2"), knower("back too", "k1", "k2")])).toBe("k1");
  });
});

describe("P24 what is lacking", () => {
  const keys = [wasActive("k0", 1), wasActive("k1", 2), isNew("k2")];

  test("is told by its name to the process that lacks it and to the one that waits for it", () => {
    const old = knower("old", "k1", "k0");
    const fresh = knower("fresh", "k2", "k1", "k0");
    expect(lackOf(old, [fresh], keys)).toEqual({ missingHere: ["k2"], waiting: undefined });
    expect(lackOf(fresh, [old, fresh], keys)).toEqual({ missingHere: [], waiting: { keyId: "k2", for: ["old"] } });
  });

  test("is not what is over: an old key that others still have may be gone here", () => {
    expect(
      lackOf(knower("tidy", "k1"), [knower("other", "k1", "k0")], [wasActive("k0", 1), wasActive("k1", 2)]),
    ).toEqual({
      missingHere: [],
      waiting: undefined,
    });
  });

  test("is the sealing key itself for a process that was away while it was switched", () => {
    expect(lackOf(knower("away", "k0"), [], keys).missingHere).toEqual(["k1"]);
  });
});
