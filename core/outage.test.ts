import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayResume, networkCondition, type GuardPolicy, type NetworkSigns } from "./outage.ts";

const policy: GuardPolicy = { minimumGrants: 5, share: 0.3, minimumSilent: 2, silentShare: 0.5, provedToResume: 2 };
const quiet: NetworkSigns = { lookedAt: 0, alive: 0, unreachable: 0, refused: 0, provedSince: 0 };

test.each<[string, Partial<NetworkSigns>, string]>([
  ["nobody was looked at", {}, "well"],
  ["all is well", { lookedAt: 100 }, "well"],
  ["one person changed a password", { lookedAt: 1, refused: 1 }, "well"],
  [
    "P53 four of four persons fail: too few to call it more than their own trouble",
    { lookedAt: 4, refused: 4 },
    "well",
  ],
  ["P53 five of five fail", { lookedAt: 5, refused: 5 }, "mass-refusal"],
  ["P53 five of a hundred fail: that is everyday life", { lookedAt: 100, refused: 5 }, "well"],
  ["P53 thirty of a hundred fail", { lookedAt: 100, refused: 30 }, "mass-refusal"],
  ["one grant gets no answer", { lookedAt: 1, alive: 1, unreachable: 1 }, "well"],
  ["P2 two of two get no answer", { lookedAt: 2, alive: 2, unreachable: 2 }, "unavailable"],
  ["P2 half of them get no answer", { lookedAt: 10, alive: 10, unreachable: 5 }, "unavailable"],
  ["a few of many get no answer", { lookedAt: 10, alive: 10, unreachable: 4 }, "well"],
  [
    "P2 the dead are not asked, so they do not make silence look small",
    { lookedAt: 10, alive: 4, unreachable: 2 },
    "unavailable",
  ],
  [
    "refusals and silence together: the graver counts",
    { lookedAt: 10, alive: 10, unreachable: 5, refused: 5 },
    "mass-refusal",
  ],
])("%s", (_what, signs, state) => {
  expect(networkCondition({ ...quiet, ...signs }, policy)).toEqual({ state });
});

test.each<[string, Partial<NetworkSigns>, boolean]>([
  ["nobody proved, nobody looked at", {}, false],
  ["one proved of many", { lookedAt: 10, alive: 10, provedSince: 1 }, false],
  ["two proved of many", { lookedAt: 10, alive: 10, provedSince: 2 }, true],
  ["the only one proved", { lookedAt: 1, alive: 1, provedSince: 1 }, true],
  ["the only one that lives proved", { lookedAt: 9, alive: 1, provedSince: 1 }, true],
  ["the only one not proved", { lookedAt: 1, alive: 1 }, false],
])("verdicts resume: %s", (_what, signs, may) => {
  expect(mayResume({ ...quiet, ...signs }, policy)).toBe(may);
});

describe("whatever is seen", () => {
  const signs = fc
    .record({ lookedAt: fc.nat(10_000), a: fc.nat(10_000), b: fc.nat(10_000), provedSince: fc.nat(10_000) })
    .map(({ lookedAt, a, b, provedSince }) => ({
      lookedAt,
      alive: lookedAt,
      refused: Math.min(a, lookedAt),
      unreachable: Math.min(b, lookedAt),
      provedSince,
    }));

  test("P53 more failures never make a network look better", () => {
    const gravity = { well: 0, unavailable: 1, "mass-refusal": 2 } as const;
    fc.assert(
      fc.property(signs, fc.nat(100), (seen, more) => {
        const worse = { ...seen, refused: Math.min(seen.refused + more, seen.lookedAt) };
        return gravity[networkCondition(worse, policy).state] >= gravity[networkCondition(seen, policy).state];
      }),
    );
  });

  test("fewer than the least number of persons is never a mass failure", () => {
    fc.assert(
      fc.property(signs, (seen) => {
        const few = { ...seen, refused: Math.min(seen.refused, policy.minimumGrants - 1) };
        return networkCondition(few, policy).state !== "mass-refusal";
      }),
    );
  });
});
