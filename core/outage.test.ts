import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isMassRefusal,
  longestWaitSeconds,
  mayResume,
  networkCondition,
  nextCalls,
  rulingOn,
  sampleIsWell,
  signsOfServers,
  type GuardPolicy,
  type NetworkSigns,
  type Surroundings,
} from "./outage.ts";

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

  const gravest = (servers: readonly NetworkSigns[]) => networkCondition(signsOfServers(servers, policy), policy).state;

  test("P53 fewer servers than the least number, be they as big as they like, never say anything about the others", () => {
    fc.assert(
      fc.property(
        fc.array(signs, { maxLength: policy.minimumGrants - 1 }),
        fc.array(signs.map((one) => ({ ...one, refused: 0 }))),
        (loud, calm) => gravest([...loud, ...calm]) === "well",
      ),
    );
  });

  test("P53 however many logins each of them has: servers count, not logins", () => {
    fc.assert(
      fc.property(fc.array(signs), fc.integer({ min: 1, max: 1000 }), (servers, times) => {
        const bigger = servers.map((one) => ({
          lookedAt: one.lookedAt * times,
          alive: one.alive * times,
          unreachable: one.unreachable * times,
          refused: one.refused * times,
          provedSince: one.provedSince * times,
        }));
        return gravest(bigger) === gravest(servers);
      }),
    );
  });

  test("P2 servers that are silent, all of them too, are never a verdict or a pause about the network", () => {
    const silent = signs.map((one) => ({ ...one, refused: 0, unreachable: one.alive }));
    fc.assert(fc.property(fc.array(silent), (servers) => gravest(servers) === "well"));
  });
});

test("P53 five servers refuse everybody and one does not: that is no server's own trouble any more", () => {
  const refusing = { ...quiet, lookedAt: 1, alive: 1, refused: 1 };
  const well = { ...quiet, lookedAt: 9, alive: 9, provedSince: 9 };
  const seen = signsOfServers([refusing, refusing, refusing, refusing, refusing, well, quiet], policy);
  expect(seen).toEqual({ lookedAt: 6, alive: 6, unreachable: 0, refused: 5, provedSince: 1 });
  expect(networkCondition(seen, policy)).toEqual({ state: "mass-refusal" });
});

const run = { length: 1, fresh: 1, others: 9 };
const around: Surroundings = { condition: "well", run, witnessed: false, refusedSeconds: 60 };

test.each<[string, Partial<Surroundings>, string]>([
  ["nobody else was seen to work yet", {}, "witness"],
  ["P4 somebody else worked meanwhile", { witnessed: true }, "pronounce"],
  ["P4 there is nobody else", { run: { ...run, others: 0 } }, "pronounce"],
  [
    "P53 so many in a row are nobody's verdict, with or without a witness",
    { run: { ...run, length: 5 }, witnessed: true },
    "witness",
  ],
  ["P53 nor where nobody else is left", { run: { length: 5, fresh: 5, others: 0 } }, "witness"],
  ["P53 verdicts are frozen", { condition: "frozen", witnessed: true }, "pause"],
  ["a person lifted the freeze", { condition: "overruled", run: { ...run, length: 50 } }, "pronounce"],
  ["no witness was to be had for an hour", { refusedSeconds: longestWaitSeconds }, "pronounce"],
  ["P2 not while the network answers nobody", { condition: "unavailable", refusedSeconds: 86_400 }, "witness"],
])("a refusal as a verdict: %s", (_what, known, ruling) => {
  expect(rulingOn({ ...around, ...known }, policy)).toBe(ruling);
});

test("P53 a run is a mass failure by first refusals, or when nobody is left to ask; not by asking the same doubtful ones again", () => {
  expect(isMassRefusal({ length: 5, fresh: 5, others: 100 }, policy)).toBe(true);
  expect(isMassRefusal({ length: 40, fresh: 4, others: 100 }, policy)).toBe(false);
  expect(isMassRefusal({ length: 5, fresh: 0, others: 0 }, policy)).toBe(true);
  expect(isMassRefusal({ length: 4, fresh: 4, others: 0 }, policy)).toBe(false);
});

test("P53 a sample is well when enough of it was asked and works, and few are refused", () => {
  const sample = { ...quiet, lookedAt: 10, alive: 10, refused: 2, provedSince: 8 };
  expect(sampleIsWell(sample, 10, policy)).toBe(true);
  expect(sampleIsWell({ ...sample, refused: 3, provedSince: 7 }, 10, policy)).toBe(false);
  expect(sampleIsWell({ ...sample, lookedAt: 4, refused: 0, provedSince: 4 }, 10, policy)).toBe(false);
  expect(sampleIsWell({ ...sample, lookedAt: 2, refused: 0, provedSince: 2 }, 2, policy)).toBe(true);
  expect(sampleIsWell(quiet, 0, policy)).toBe(false);
});

test("P53 of those who wait never so many are asked again that they look like a mass failure; then somebody else is asked first", () => {
  expect(nextCalls({ unwitnessed: 0, due: 40, run: 0 }, policy)).toEqual({ suspects: 4, callWitnesses: true });
  expect(nextCalls({ unwitnessed: 0, due: 36, run: 4 }, policy)).toEqual({ suspects: 0, callWitnesses: true });
  expect(nextCalls({ unwitnessed: 0, due: 1, run: 0 }, policy)).toEqual({ suspects: 1, callWitnesses: false });
  expect(nextCalls({ unwitnessed: 1, due: 0, run: 1 }, policy)).toEqual({ suspects: 0, callWitnesses: true });
  expect(nextCalls({ unwitnessed: 0, due: 0, run: 0 }, policy)).toEqual({ suspects: 0, callWitnesses: false });
});
