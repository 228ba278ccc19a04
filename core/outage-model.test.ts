import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import { kindFacts, type Diagnosis } from "./diagnosis.ts";
import { judge, pausedSeconds, proved, type Health } from "./health.ts";
import {
  isMassRefusal,
  networkCondition,
  nextCalls,
  rulingOn,
  sampleIsWell,
  sampleSize,
  type GuardPolicy,
  type RefusalRun,
} from "./outage.ts";

/** One network in a model: logins, calls that take time, outages that refuse everybody, and the rules of `outage.ts` and `health.ts`. */
const policy: GuardPolicy = { minimumGrants: 5, share: 0.3, minimumSilent: 1, silentShare: 0.5, provedToResume: 2 };
const secondLookSeconds = 60;
const witnessSeconds = 120;
const windowSeconds = 900;
const start = new Date("2026-11-22T09:00:00Z");
const at = (seconds: number): Date => addSeconds(start, seconds);
const seconds = (moment: Date): number => (moment.getTime() - start.getTime()) / 1000;

interface Outage {
  readonly from: number;
  readonly to: number;
}

interface Story {
  readonly seed: number;
  readonly logins: number;
  /** When each of the first few really dies. */
  readonly deaths: readonly number[];
  readonly outages: readonly Outage[];
  /** Between two ordinary probes of one login. */
  readonly pace: number;
  readonly certain: boolean;
  readonly until: number;
}

interface Login {
  readonly id: number;
  readonly diesAt: number;
  health: Health;
  refusal: { first: number; last: number } | undefined;
  /** When the last probe that worked was sent, and when anything was last heard. */
  provedAt: number;
  heardAt: number;
  probeAt: number;
  call: { readonly sent: number; readonly heard: number; readonly works: boolean } | undefined;
}

interface Freeze {
  readonly since: number;
  readonly from: number;
  sampledAt: number;
  sampled: number;
  sampleAt: number;
}

/** Chance that a failing story can be told again by. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function refusalOf({ certain }: Story): Diagnosis {
  const { reach, repairer: who, retry, cause } = kindFacts["grant-revoked"];
  const confidence = certain ? "certain" : "likely";
  return { kind: "grant-revoked", cause, reach, repair: { who, how: "" }, retry, confidence, rule: "", source: "" };
}

class Model {
  readonly #story: Story;
  readonly #random: () => number;
  readonly logins: Login[];
  freeze: Freeze | undefined;
  frozenSeconds = 0;
  #changedAt = -1e9;
  now = 0;
  /** Good logins that were declared dead, at any moment. */
  readonly wronglyDead: number[] = [];

  constructor(story: Story) {
    this.#story = story;
    this.#random = chance(story.seed);
    this.logins = Array.from({ length: story.logins }, (_, id) => ({
      id,
      diesAt: story.deaths[id] ?? Infinity,
      health: { state: "live", cause: null, since: start, troubles: 0 },
      refusal: undefined,
      provedAt: -1,
      heardAt: -1,
      probeAt: this.#random() * story.pace,
      call: undefined,
    }));
  }

  run(): this {
    for (;;) {
      const next = Math.min(
        this.freeze?.sampleAt ?? Infinity,
        ...this.logins.map((one) => one.call?.heard ?? one.probeAt),
      );
      if (next > this.#story.until) return this;
      this.now = Math.max(this.now, next);
      if (this.freeze && this.freeze.sampleAt <= this.now) this.#draw(this.freeze);
      for (const login of this.logins) {
        if (login.call && login.call.heard <= this.now) this.#hear(login, login.call);
        else if (!login.call && login.probeAt <= this.now) this.#send(login);
      }
    }
  }

  #send(login: Login): void {
    const heard = this.now + 0.01 + this.#random() * 3;
    const met = this.now + this.#random() * (heard - this.now);
    const isOut = this.#story.outages.some(({ from, to }) => met >= from && met < to);
    login.call = { sent: this.now, heard, works: !isOut && met < login.diesAt };
  }

  #hear(login: Login, call: NonNullable<Login["call"]>): void {
    login.call = undefined;
    if (login.health.state === "dead") return void (login.probeAt = Infinity);
    login.heardAt = this.now;
    if (call.works) {
      login.health = proved(login.health, at(this.now));
      login.provedAt = call.sent;
      login.refusal = undefined;
      login.probeAt = this.now + this.#story.pace * (0.9 + 0.1 * this.#random());
    } else this.#refuse(login, call.sent);
    if (!call.works || this.freeze) this.#consider();
    this.#seek();
  }

  #refuse(login: Login, sent: number): void {
    login.refusal = { first: login.refusal?.first ?? this.now, last: this.now };
    const { first } = login.refusal;
    const after = Math.max(first, sent - witnessSeconds);
    const ruling = rulingOn(
      {
        condition: this.freeze ? "frozen" : "well",
        run: this.#run(login),
        witnessed: this.logins.some((one) => one !== login && one.provedAt >= after && one.heardAt <= sent),
        refusedSeconds: this.now - Math.max(first, this.#changedAt),
      },
      policy,
    );
    const rules = { secondLookSeconds, ruling, backoff: { firstSeconds: 30, longestSeconds: 900 } };
    const { health, lookAgainAt } = judge(login.health, refusalOf(this.#story), rules, at(this.now), 0.5);
    login.health = health;
    login.probeAt = health.state === "dead" ? Infinity : seconds(lookAgainAt ?? at(this.now));
    if (health.state === "dead" && this.now < login.diesAt) this.wronglyDead.push(login.id);
  }

  get #lastSuccess(): number {
    return Math.max(...this.logins.map((one) => one.provedAt));
  }

  #run(besides?: Login): RefusalRun {
    const last = this.#lastSuccess;
    const run = this.logins.filter(({ refusal }) => refusal && refusal.last > last);
    const couldProve = (one: Login): boolean => one !== besides && one.health.state === "live" && !run.includes(one);
    return {
      length: run.length,
      fresh: run.filter(({ refusal }) => refusal && refusal.first > last).length,
      others: this.logins.filter(couldProve).length,
    };
  }

  #seen(since: number, which: "first" | "last") {
    const seen = this.logins.filter((one) => one.heardAt >= since);
    const refused = seen.filter((one) => (one.refusal?.[which] ?? -1) >= since).length;
    const provedSince = seen.filter((one) => one.provedAt >= since && !one.refusal).length;
    return { lookedAt: seen.length, alive: seen.length, unreachable: 0, refused, provedSince };
  }

  #consider(): void {
    if (this.freeze) {
      this.#withdraw(this.freeze.from);
      if (sampleIsWell(this.#seen(this.freeze.sampledAt, "last"), this.freeze.sampled, policy))
        this.#resume(this.freeze);
      return;
    }
    const window = Math.max(this.now - windowSeconds, this.#changedAt);
    if (isMassRefusal(this.#run(), policy)) this.#pause(this.#lastSuccess);
    else if (networkCondition(this.#seen(window, "first"), policy).state === "mass-refusal") this.#pause(window - 1);
  }

  #withdraw(from: number): void {
    for (const one of this.logins)
      if (one.health.state === "dead" && (one.refusal?.last ?? -1) > from) {
        one.health = { ...one.health, state: "suspect" };
        one.probeAt = this.now + pausedSeconds;
      }
  }

  #pause(from: number): void {
    this.#withdraw(from);
    for (const one of this.logins)
      if (one.health.state === "suspect" && (one.refusal?.last ?? -1) > from)
        one.probeAt = Math.max(one.probeAt, this.now + pausedSeconds);
    this.freeze = { since: this.now, from, sampledAt: this.now, sampled: 0, sampleAt: 0 };
    this.#draw(this.freeze);
  }

  #byLot(): Login[] {
    const living = this.logins.filter(({ health }) => health.state !== "dead");
    return living
      .map((one) => ({ one, lot: this.#random() }))
      .toSorted((a, b) => a.lot - b.lot)
      .map(({ one }) => one);
  }

  #draw(freeze: Freeze): void {
    const drawn = this.#byLot().slice(0, sampleSize(policy));
    for (const one of drawn) one.probeAt = this.now;
    Object.assign(freeze, { sampledAt: this.now, sampled: drawn.length, sampleAt: this.now + secondLookSeconds });
  }

  #resume({ since }: Freeze): void {
    this.frozenSeconds += this.now - since;
    this.freeze = undefined;
    this.#changedAt = this.now;
    for (const [position, one] of this.#byLot().entries())
      one.probeAt = this.now + ((position + 1) * 60) / this.logins.length;
  }

  #seek(): void {
    if (this.freeze) return;
    const last = this.#lastSuccess;
    const waiting = this.logins.filter((one) => one.health.state === "suspect");
    const isDue = ({ refusal }: Login): boolean =>
      refusal !== undefined && (this.#story.certain || refusal.first + secondLookSeconds <= this.now);
    const due = waiting.filter((one) => one.refusal && one.refusal.last <= last && isDue(one));
    const unwitnessed = waiting.filter((one) => one.refusal && one.refusal.last > last).length;
    const { suspects, callWitnesses } = nextCalls({ unwitnessed, due: due.length, run: this.#run().length }, policy);
    const later = due
      .filter((one) => one.probeAt > this.now)
      .toSorted((a, b) => (a.refusal?.first ?? 0) - (b.refusal?.first ?? 0));
    for (const one of later.slice(0, suspects)) one.probeAt = this.now;
    if (callWitnesses) this.#call();
  }

  #call(): void {
    const eligible = this.logins.filter((one) => one.health.state === "live" && !one.refusal);
    const asked = eligible.filter((one) => one.probeAt <= this.now).length;
    const others = eligible.filter((one) => one.probeAt > this.now).toSorted((a, b) => a.heardAt - b.heardAt);
    for (const one of others.slice(0, Math.max(0, 3 - asked))) one.probeAt = this.now;
  }
}

const story = fc
  .record({
    seed: fc.integer(),
    good: fc.integer({ min: 5, max: 40 }),
    dead: fc.integer({ min: 0, max: 12 }),
    from: fc.integer({ min: 1, max: 4000 }),
    span: fc.integer({ min: 1, max: 6000 }),
    // From a look a minute to one a day: dense, thin, and so thin that hardly anybody comes due meanwhile.
    pace: fc.constantFrom(60, 300, 3600, 20_000, 86_400),
    certain: fc.boolean(),
    moments: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ good, dead, from, span, moments, ...rest }): Story & { readonly healthyAt: number } => {
    const healthyAt = from + span;
    const logins = good + Math.min(dead, Math.floor(good / 4));
    const deaths = moments.slice(0, logins - good).map((moment) => moment * healthyAt);
    return { ...rest, logins, deaths, outages: [{ from, to: healthyAt }], until: healthyAt + 600, healthyAt };
  });

describe("over outages, paces and sizes by chance", { timeout: 60_000 }, () => {
  test("P1 P2 P53 nobody is ever declared dead wrongly, not for a moment", () => {
    fc.assert(
      fc.property(story, (told) => new Model(told).run().wronglyDead.length === 0),
      { numRuns: 150 },
    );
  });

  test("P53 who is really dead and was refused is told after ten minutes of health", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { logins } = new Model(told).run();
        const untold = logins.filter(
          (one) =>
            one.diesAt < told.healthyAt &&
            one.refusal &&
            one.refusal.first <= told.healthyAt &&
            one.health.state !== "dead",
        );
        expect(untold.map(({ id, refusal, health, probeAt }) => ({ id, refusal, health, probeAt }))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("P2 P53 outages that come back find nobody dead wrongly by the time that each of them is over", () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 120, max: 2000 }), (told, pause) => {
        const [first] = told.outages;
        const second = { from: told.healthyAt + pause, to: told.healthyAt + pause + 1500 };
        const { logins } = new Model({ ...told, outages: [first!, second], until: second.to + 600 }).run();
        expect(logins.filter((one) => one.diesAt === Infinity && one.health.state === "dead")).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("P53 forty of five hundred really de-authorised are told one by one, and verdicts hardly pause for it", () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, certain) => {
        const deaths = Array.from({ length: 40 }, () => 400);
        const model = new Model({ seed, logins: 500, deaths, outages: [], pace: 300, certain, until: 1300 }).run();
        expect(model.wronglyDead).toEqual([]);
        expect(model.logins.filter((one) => one.diesAt < Infinity && one.health.state !== "dead")).toEqual([]);
        expect([model.freeze, model.frozenSeconds < 60]).toEqual([undefined, true]);
      }),
      { numRuns: 4 },
    );
  });
});
