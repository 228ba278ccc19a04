import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import { causes, diagnosisKinds, kindFacts, type Diagnosis, type DiagnosisKind } from "./diagnosis.ts";
import { healthStates, judge, proved, type Health, type HealthPolicy, type HealthState } from "./health.ts";

const now = new Date("2026-11-22T09:00:00Z");
const policy: HealthPolicy = {
  secondLookSeconds: 60,
  backoff: { firstSeconds: 30, longestSeconds: 900 },
  ruling: "pronounce",
};
const frozen: HealthPolicy = { ...policy, ruling: "pause" };

function seen(kind: DiagnosisKind, changes: Partial<Diagnosis> = {}): Diagnosis {
  const { reach, repairer, retry, cause } = kindFacts[kind];
  const repair = { who: repairer, how: "Wait." };
  return { kind, cause, reach, repair, retry, confidence: "likely", rule: "test/row", source: "a test", ...changes };
}

function healthOf(state: HealthState, secondsAgo = 3600): Health {
  const cause = state === "suspect" || state === "dead" ? "session_ended" : null;
  return { state, cause, since: addSeconds(now, -secondsAgo), troubles: 0 };
}

const fatal = ["token-expired", "grant-revoked", "profile-lost"] as const satisfies readonly DiagnosisKind[];
const harmless = diagnosisKinds.filter((kind) => !(fatal as readonly string[]).includes(kind));

describe("every kind in every state", () => {
  const table: [DiagnosisKind, Record<HealthState, HealthState>][] = [
    ...fatal.map((kind): [DiagnosisKind, Record<HealthState, HealthState>] => [
      kind,
      { unverified: "suspect", live: "suspect", suspect: "dead", dead: "dead", ended: "ended" },
    ]),
    ...harmless.map((kind): [DiagnosisKind, Record<HealthState, HealthState>] => [
      kind,
      { unverified: "unverified", live: "live", suspect: "suspect", dead: "dead", ended: "ended" },
    ]),
  ];
  test.each(table)("P1 P4 %s, likely: %j", (kind, expected) => {
    for (const state of healthStates) {
      const { health, died } = judge(healthOf(state), seen(kind), policy, now, 0.5);
      expect([state, health.state]).toEqual([state, expected[state]]);
      expect(died).toBe(health.state === "dead" && state !== "dead");
    }
  });

  test.each(fatal)("%s, certain: dead at the first look, except where a person ended it", (kind) => {
    for (const state of healthStates) {
      const { health } = judge(healthOf(state), seen(kind, { confidence: "certain" }), policy, now, 0.5);
      expect(health.state).toBe(state === "ended" ? "ended" : "dead");
    }
  });

  test.each(diagnosisKinds)("P53 %s while verdicts are frozen: nobody dies, whatever the confidence", (kind) => {
    for (const state of healthStates)
      for (const confidence of ["likely", "certain"] as const) {
        const { health, died } = judge(healthOf(state), seen(kind, { confidence }), frozen, now, 0.5);
        expect([died, health.state === "dead"]).toEqual([false, state === "dead"]);
      }
  });
});

describe("the second look", () => {
  test("P6 comes after the pause, not before; the death dates from the first", () => {
    const first = judge(healthOf("live"), seen("grant-revoked"), policy, now, 0.5);
    expect(first).toMatchObject({ health: { state: "suspect", since: now }, died: false });
    expect(first.lookAgainAt).toEqual(addSeconds(now, 60));
    const early = judge(first.health, seen("grant-revoked"), policy, addSeconds(now, 59), 0.5);
    expect(early).toEqual({ health: first.health, lookAgainAt: addSeconds(now, 60), died: false });
    const second = judge(first.health, seen("grant-revoked"), policy, addSeconds(now, 60), 0.5);
    expect(second.health).toMatchObject({ state: "dead", since: now });
  });

  test("P6 a proof in between clears the suspicion; it takes two looks again", () => {
    const { health } = judge(healthOf("live"), seen("grant-revoked"), policy, now, 0.5);
    const later = addSeconds(now, 60);
    const cleared = proved(health, later);
    expect(cleared).toEqual({ state: "live", cause: null, since: later, troubles: 0 });
    expect(judge(cleared, seen("grant-revoked"), policy, addSeconds(later, 3600), 0.5).died).toBe(false);
  });

  test("the cause of the last look is the one that is told", () => {
    const doubted: Health = { ...healthOf("suspect"), cause: "session_ended" };
    const changed = seen("grant-revoked", { cause: "password_changed" });
    expect(judge(doubted, changed, policy, now, 0.5).health.cause).toBe("password_changed");
    expect(judge(healthOf("dead"), changed, policy, now, 0.5)).toMatchObject({
      health: { state: "dead", cause: "password_changed" },
      died: false,
    });
  });
});

describe("troubles that time repairs", () => {
  test("P2 they are counted, wait longer each time up to the longest, and a proof forgets them", () => {
    let health = healthOf("live");
    const waits: number[] = [];
    for (let look = 0; look < 8; look++) {
      const judgement = judge(health, seen("unreachable"), policy, now, 0);
      waits.push(((judgement.lookAgainAt?.getTime() ?? 0) - now.getTime()) / 1000);
      health = judgement.health;
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 450, 450, 450]);
    expect(health).toMatchObject({ state: "live", troubles: 8, since: healthOf("live").since });
    expect(proved(health, now).troubles).toBe(0);
  });

  test("the moment that a network asks to wait for is kept to; one that is past is not", () => {
    const until = addSeconds(now, 700);
    expect(judge(healthOf("live"), seen("rate-limited", { until }), policy, now, 0).lookAgainAt).toEqual(until);
    const past = seen("rate-limited", { until: addSeconds(now, -1) });
    expect(judge(healthOf("live"), past, policy, now, 0).lookAgainAt).toEqual(addSeconds(now, 15));
  });
});

test("a proof brings everything back to life but what a person ended", () => {
  for (const state of healthStates) expect(proved(healthOf(state), now).state).toBe(state === "ended" ? state : "live");
  expect(proved(healthOf("live"), now).since).toEqual(healthOf("live").since);
  expect(proved(healthOf("dead"), now)).toMatchObject({ cause: null, since: now });
});

const anyHealth: fc.Arbitrary<Health> = fc.record({
  state: fc.constantFrom(...healthStates),
  cause: fc.option(fc.constantFrom(...causes), { nil: null }),
  since: fc.integer({ min: 0, max: 10_000_000 }).map((seconds) => addSeconds(now, -seconds)),
  troubles: fc.nat(1000),
});
const anyPolicy: fc.Arbitrary<HealthPolicy> = fc.record({
  secondLookSeconds: fc.nat(86_400),
  backoff: fc.record({
    firstSeconds: fc.integer({ min: 1, max: 3600 }),
    longestSeconds: fc.integer({ min: 1, max: 86_400 }),
  }),
  ruling: fc.constantFrom("pronounce", "witness", "pause"),
});
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const diagnosisOf = (kinds: readonly DiagnosisKind[]): fc.Arbitrary<Diagnosis> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      cause: fc.constantFrom(...causes),
      confidence: fc.constantFrom("certain", "likely"),
    })
    .map(({ kind, ...changes }) => seen(kind, changes));

describe("whatever the history", () => {
  test("P1 P2 P4 nobody dies of a temporary, unrecognised or harmless answer, and no state changes by it", () => {
    fc.assert(
      fc.property(anyHealth, diagnosisOf(harmless), anyPolicy, fraction, (health, diagnosis, rules, chance) => {
        const judgement = judge(health, diagnosis, rules, now, chance);
        return !judgement.died && judgement.health.state === health.state && judgement.health.cause === health.cause;
      }),
    );
  });

  test("P6 nobody dies at the first look unless the answer leaves no doubt", () => {
    const unsuspected = anyHealth.filter(({ state }) => state === "live" || state === "unverified");
    fc.assert(
      fc.property(unsuspected, diagnosisOf(diagnosisKinds), anyPolicy, fraction, (health, diagnosis, rules, chance) => {
        return !judge(health, diagnosis, rules, now, chance).died || diagnosis.confidence === "certain";
      }),
    );
  });

  test("P53 nobody dies while verdicts are frozen", () => {
    fc.assert(
      fc.property(anyHealth, diagnosisOf(diagnosisKinds), anyPolicy, fraction, (health, diagnosis, rules, chance) => {
        return !judge(health, diagnosis, { ...rules, ruling: "pause" }, now, chance).died;
      }),
    );
  });

  test("whoever looks again looks in the future, or at once", () => {
    fc.assert(
      fc.property(anyHealth, diagnosisOf(diagnosisKinds), anyPolicy, fraction, (health, diagnosis, rules, chance) => {
        const { lookAgainAt } = judge(health, diagnosis, rules, now, chance);
        return lookAgainAt === undefined || lookAgainAt >= now;
      }),
    );
  });
});
