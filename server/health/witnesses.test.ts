import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import type { ChirpChanges } from "#test/chirp/chirp.ts";
import { crowdNetwork, insertCrowd, type CrowdSide } from "#test/chirp/crowd.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";
import { lockCondition, saveCondition } from "../store/conditions.ts";
import { checkGrant } from "./check.ts";
import { keepAlive } from "./keep-alive.ts";

const hour = 3600;
const day = 24 * hour;

interface Crowd extends TestWorld {
  readonly side: CrowdSide;
  /** Person → their grant. */
  readonly grants: ReadonlyMap<string, string>;
}

/** `accessSeconds`: how long the tokens at hand live. */
async function crowd(count: number, accessSeconds: number, changes: ChirpChanges = {}): Promise<Crowd> {
  const { network, side } = crowdNetwork({ probeSeconds: hour, ...changes });
  const t = await testWorld({ networks: { ...networks, chirp: network } });
  await keepApp(t.world, { network: "chirp", clientId: "crowd", clientSecret: Secret.of("crowd"), settings: {} });
  const grants = await insertCrowd(t, count, { accessSeconds, probedEvery: changes.probeSeconds ?? hour });
  side.calls.length = 0;
  return Object.assign(t, { side, grants });
}

const grantOf = (t: Crowd, person: string): string => t.grants.get(person) ?? "";

async function states(t: Crowd): Promise<Record<string, string[]>> {
  const rows = await t.world.db.selectFrom("grant").select(["setter_name", "state"]).orderBy("id").execute();
  const byState = Map.groupBy(rows, (row) => row.state);
  const number = (person: string): number => Number(person.split("-")[1]);
  const inOrder = (names: string[]): string[] => names.toSorted((a, b) => number(a) - number(b));
  return Object.fromEntries([...byState].map(([state, some]) => [state, inOrder(some.map((row) => row.setter_name))]));
}

const told = async (t: Crowd) =>
  (await t.world.db.selectFrom("event").select("kind").orderBy("sequence").execute()).map(({ kind }) => kind);
const deaths = async (t: Crowd) => (await told(t)).filter((kind) => kind === "grant_died").length;
const personal = async (t: Crowd) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?limit=200")).items.filter(
    (one) => one.reach === "grant",
  );
const condition = async (t: Crowd) => (await t.get<contract.Network>("/v1/networks/chirp")).health.state;

async function minutes(t: Crowd, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) await t.pass(60);
}

const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `person-${from + index}`);

describe("a whole network refuses everybody", { timeout: 120_000 }, () => {
  test.each([true, false])(
    "P1 P2 P53 forty at once (certain: %s): nobody is told; when it is well again the six that are really dead are told apart within minutes",
    async (certain) => {
      await using t = await crowd(40, 90 * day);
      t.side.certain = certain;
      t.side.refuses = "all";
      for (const person of people(1, 6)) t.side.ended.add(person);
      await t.pass(hour);
      expect(await condition(t)).toBe("frozen");
      await minutes(t, 5);
      expect([await deaths(t), await personal(t)]).toEqual([0, []]);
      t.side.refuses = "nobody";
      await minutes(t, 10);
      expect(await condition(t)).toBe("well");
      expect(await states(t)).toMatchObject({ dead: people(1, 6), live: people(7, 40) });
      expect([await deaths(t), (await personal(t)).length]).toEqual([6, 6]);
    },
  );

  test("P2 P53 it is asked by lot meanwhile, not by everybody every minute", async () => {
    await using t = await crowd(40, 90 * day);
    t.side.refuses = "all";
    await t.pass(hour);
    t.side.calls.length = 0;
    await minutes(t, 10);
    const probes = t.side.calls.filter((call) => call.startsWith("probe")).length;
    expect(probes).toBeGreaterThanOrEqual(10 * 10);
    expect(probes).toBeLessThanOrEqual(10 * 10 + 40);
  });

  test("P3 P53 slowly and thinly, one refused refresh a minute: nobody dies, nobody is told, and all are back by themselves", async () => {
    await using t = await crowd(16, hour, { probeSeconds: 30 * day });
    await t.advance(2 * hour); // every access token has ended, and hardly anybody is looked at
    t.side.refuses = "all";
    for (const person of people(1, 16)) {
      await keepAlive(t.world, grantOf(t, person), "needed");
      await t.pass(60);
    }
    await t.pass(20 * 60); // longer than the guard's window
    expect(await condition(t)).toBe("frozen");
    expect(await states(t)).not.toHaveProperty("dead");
    expect([await deaths(t), await personal(t)]).toEqual([0, []]);
    t.side.refuses = "nobody";
    await minutes(t, 10);
    expect(await condition(t)).toBe("well");
    for (const person of people(1, 16)) await keepAlive(t.world, grantOf(t, person), "needed");
    await t.settle();
    expect(Object.keys(await states(t))).toEqual(["live"]);
  });

  test("P2 P53 refreshes were paused, and of those whose token is spent only the really dead are left: the pause ends, and these are told", async () => {
    await using t = await crowd(12, 90 * day);
    const spent = { access_expires_at: t.world.clock.now() };
    await t.world.db.updateTable("grant").set(spent).where("setter_name", "in", people(1, 6)).execute();
    for (const person of people(1, 2)) t.side.ended.add(person);
    t.side.refuses = "refreshes";
    for (const person of people(1, 6)) await keepAlive(t.world, grantOf(t, person), "needed");
    expect(await condition(t)).toBe("frozen");
    // It was well again a moment before, for these.
    const fresh = { access_expires_at: addSeconds(t.world.clock.now(), 90 * day), refresh_refused_at: null };
    const others = people(3, 6).map((person) => grantOf(t, person));
    await t.world.db
      .updateTable("grant")
      .set({ ...fresh, refresh_troubles: 0 })
      .where("id", "in", others)
      .execute();
    await t.world.db.deleteFrom("refusal").where("grant_id", "in", others).execute();
    t.side.refuses = "nobody";
    await minutes(t, 10);
    expect(await condition(t)).toBe("well");
    await minutes(t, 10);
    expect(await states(t)).toMatchObject({ dead: people(1, 2), live: people(3, 12) });
  });

  test("P3 P53 only its refreshes are refused while it accepts other tokens: these are no witnesses, and nobody dies by it", async () => {
    await using t = await crowd(12, 90 * day, { probeSeconds: 600 });
    const early = { access_expires_at: t.world.clock.now() };
    await t.world.db.updateTable("grant").set(early).where("setter_name", "in", people(1, 4)).execute();
    t.side.refuses = "refreshes";
    for (const person of people(1, 4)) await keepAlive(t.world, grantOf(t, person), "needed");
    for (let minute = 0; minute < 50; minute += 5) {
      await t.advance(300);
      await checkGrant(t.world, grantOf(t, "person-12"), { what: "all" });
      await t.settle();
      expect(await states(t)).not.toHaveProperty("dead");
    }
    expect(t.side.calls.filter((call) => call.startsWith("probe")).length).toBeGreaterThan(0);
    t.side.refuses = "nobody";
    await t.pass(900);
    expect(Object.keys(await states(t))).toEqual(["live"]);
  });

  test("P53 an early refresh that is refused is told once somebody else was refreshed, not before", async () => {
    await using t = await crowd(3, 10 * day);
    t.side.ended.add("person-1");
    await t.world.db
      .updateTable("grant")
      .set({ refresh_at: t.world.clock.now() })
      .where("setter_name", "=", "person-1")
      .execute();
    t.side.refuses = "refreshes";
    await t.pass(61);
    expect(await told(t)).not.toContain("refresh_refused");
    expect((await t.profile("person-1")).status).toBe("connected");
    t.side.refuses = "nobody";
    const spent = { access_expires_at: t.world.clock.now() };
    await t.world.db.updateTable("grant").set(spent).where("setter_name", "=", "person-2").execute();
    await minutes(t, 3);
    expect(await told(t)).toContain("refresh_refused");
    expect((await t.profile("person-1")).cause).toBe("session_ended");
  });
});

describe("one person's own trouble", { timeout: 60_000 }, () => {
  test.each([true, false])(
    "P1 P4 others who are not due are asked at once, and the verdict follows in the same minutes (certain: %s)",
    async (certain) => {
      await using t = await crowd(8, 90 * day, { probeSeconds: 30 * day });
      t.side.certain = certain;
      await t.advance(day);
      t.side.ended.add("person-1");
      await checkGrant(t.world, grantOf(t, "person-1"), { what: "all" });
      expect(await states(t)).toMatchObject({ suspect: ["person-1"] });
      await t.settle();
      expect(t.side.calls.filter((call) => call.startsWith("probe")).length).toBeLessThanOrEqual(5);
      if (!certain) await t.pass(61);
      expect(await states(t)).toMatchObject({ dead: ["person-1"], live: people(2, 8) });
      expect((await personal(t)).length).toBe(1);
    },
  );

  test("P4 the only login of a network has no witness, and is judged by the second look; by the first where there is no doubt", async () => {
    await using t = await crowd(1, 90 * day);
    t.side.ended.add("person-1");
    await t.pass(hour);
    expect(await states(t)).toEqual({ suspect: ["person-1"] });
    await t.pass(61);
    expect(await states(t)).toEqual({ dead: ["person-1"] });

    await using other = await crowd(1, 90 * day);
    other.side.certain = true;
    other.side.ended.add("person-1");
    await other.pass(hour);
    expect(await states(other)).toEqual({ dead: ["person-1"] });
  });

  test("P2 P4 nobody else answers at all: no verdict while it is so, one after an hour in which nobody could be had", async () => {
    const { network, side } = crowdNetwork({ probeSeconds: 30 * day });
    const silent: Crowd["side"] = side;
    const mute = new Set(people(2, 3));
    const probe = {
      ...network.probe,
      grant: async (...[call, grant]: Parameters<typeof network.probe.grant>) => {
        if (mute.has(grant.setter.remoteId)) call.fail("probe", { status: 429, headers: {}, body: {}, at: call.now() });
        return network.probe.grant(call, grant);
      },
    };
    await using world = await testWorld({ networks: { ...networks, chirp: { ...network, probe } } });
    await keepApp(world.world, { network: "chirp", clientId: "crowd", clientSecret: Secret.of("crowd"), settings: {} });
    const grants = await insertCrowd(world, 3, { accessSeconds: 90 * day, probedEvery: 30 * day });
    const t: Crowd = Object.assign(world, { side: silent, grants });
    side.ended.add("person-1");
    await checkGrant(t.world, grantOf(t, "person-1"), { what: "all" });
    for (let minute = 0; minute < 55; minute += 5) await t.pass(300);
    expect(await states(t)).not.toHaveProperty("dead");
    for (let minute = 0; minute < 40; minute += 5) await t.pass(300);
    expect(await states(t)).toMatchObject({ dead: ["person-1"] });
  });
});

test("P1 P53 a verdict and a freeze at the same moment: the verdict waits for the freeze, and sees it", async () => {
  await using t = await crowd(1, 90 * day);
  t.side.certain = true;
  t.side.ended.add("person-1");
  const now = t.world.clock.now();
  const key = { network: "chirp", server: "" };
  await t.world.db.transaction().execute((trx) => lockCondition(trx, key, now));
  let check = Promise.resolve();
  await t.world.db.transaction().execute(async (trx) => {
    await lockCondition(trx, key, now);
    check = checkGrant(t.world, grantOf(t, "person-1"), { what: "all" });
    await expect.poll(() => waitingForLocks(t)).toBeGreaterThan(0);
    const freeze = { act: "probe", withdrawnFrom: now, sampledAt: now, sampleSize: 1, sampleAt: now } as const;
    await saveCondition(trx, key, { state: "frozen", since: now, quietUntil: null, freeze }, now);
  });
  await check;
  expect([await states(t), await deaths(t)]).toEqual([{ suspect: ["person-1"] }, 0]);
});

async function waitingForLocks({ world }: Crowd): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db);
  return rows[0]?.waiting ?? 0;
}

describe("a death that was nobody's fault", { timeout: 60_000 }, () => {
  test("P1 P4 while the refresh has had no verdict, refusals of the access token count towards none", async () => {
    await using t = await crowd(2, 90 * day);
    t.side.tokenEnded.add("person-1");
    t.side.refreshStatus = 503;
    for (let hours = 0; hours < 24; hours++) await t.pass(hour);
    expect(await told(t)).not.toContain("grant_died");
    expect(await told(t)).not.toContain("doubt");
    t.side.refreshStatus = undefined;
    for (let minute = 0; minute < 75; minute += 15) await t.pass(900);
    expect(Object.keys(await states(t))).toEqual(["live"]);
  });

  test("P1 P4 a login that died without a witness comes back to life by itself once its refresh works, and its incident is closed", async () => {
    await using t = await crowd(1, 90 * day);
    t.side.refuses = "all";
    await t.pass(hour);
    await t.pass(61);
    expect(await t.profile("person-1")).toMatchObject({ status: "expired" });
    t.side.refuses = "nobody";
    await t.pass(day);
    expect(await t.profile("person-1")).toMatchObject({ status: "connected", cause: null });
    expect(await told(t)).toContain("grant_revived");
    expect((await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items).toEqual([]);
  });

  test("P4 whose refresh a network in health refused twice is not asked again", async () => {
    await using t = await crowd(8, 90 * day);
    t.side.ended.add("person-1");
    await t.pass(hour);
    await t.pass(61);
    expect(await states(t)).toMatchObject({ dead: ["person-1"] });
    t.side.calls.length = 0;
    for (let days = 0; days < 8; days++) await t.pass(day);
    expect(t.side.calls.filter((call) => call.endsWith("person-1"))).toEqual([]);
  });
});
