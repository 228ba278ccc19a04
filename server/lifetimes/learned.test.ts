import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import type * as contract from "#sdk/contract.ts";
import { checkGrant } from "../health/check.ts";
import { beginRenewing, connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld } from "#test/chirp/chirp-world.ts";
import { appId, testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";

const hour = 3600;
const day = 24 * hour;

const learned = async (t: TestWorld) => (await t.get<contract.NetworkNotes>("/v1/networks/facebook")).learned;

/** Annas's password is changed, and the hourly looks find out. */
async function endsAnna(t: TestWorld): Promise<void> {
  await t.control.changePassword("anna-berg", anna.password);
  await t.pass(hour + 100);
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "expired" });
}

async function renewAnna(t: TestWorld): Promise<void> {
  const flow = await beginRenewing(t, "Northwind Berlin", anna);
  await t.settle();
  await t.mira.post(`/v1/connections/${flow}/confirm`, { way: "renew" });
  await t.settle();
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
}

/** Days, as a death is found out by the looks of that hour. */
const days = (seconds: number | null) => (seconds === null ? null : Math.floor(seconds / day));

describe("lives that count", { timeout: 60_000 }, () => {
  test("R77 P21 from the consent to the death at the network, each life of a login by itself; of five the median is told", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    expect(await learned(t)).toEqual({
      ended: 0,
      medianSeconds: null,
      shortestSeconds: null,
      longestSeconds: null,
      causes: [],
      alive: 2,
      oldestAliveSeconds: 0,
      enough: 5,
      ways: [],
    });
    for (const [index, length] of [3, 1, 7, 2].entries()) {
      await t.pass(length * day);
      await endsAnna(t);
      expect((await learned(t)).ended).toBe(index + 1);
      await renewAnna(t);
    }
    expect(await learned(t)).toMatchObject({ ended: 4, medianSeconds: null, alive: 2 });
    await t.pass(5 * day);
    await t.control.removeApp({ person: "anna-berg", app: appId });
    await t.pass(hour + 100);

    const told = await learned(t);
    expect([told.shortestSeconds, told.medianSeconds, told.longestSeconds].map(days)).toEqual([1, 3, 7]);
    expect(told).toMatchObject({
      ended: 5,
      alive: 1,
      causes: [
        { cause: "password_changed", count: 4 },
        { cause: "revoked_by_person", count: 1 },
      ],
    });
    expect(days(told.oldestAliveSeconds)).toBe(18); // Ben's, all the while
  });

  test("R77 a login that ran out counts, from the day on which the network said so", async () => {
    // Chirp ends a login that nobody refreshes for sixty days; this adapter would wait for longer.
    const late = chirpWith({ probeSeconds: 70 * day, refresh: { keepaliveShare: 1, idleSeconds: 65 * day } });
    await using t = await chirpWorld(late);
    await t.pass(63 * day);
    const of = async () => (await t.get<contract.NetworkNotes>("/v1/networks/chirp")).learned;
    expect(await of()).toMatchObject({ ended: 0, alive: 1, oldestAliveSeconds: 63 * day });
    for (let rounds = 0; rounds < 8; rounds++) await t.pass(day);
    const told = await of();
    expect(told).toMatchObject({ ended: 1, alive: 0, oldestAliveSeconds: null });
    expect(days(told.longestSeconds)).toBeGreaterThanOrEqual(60);
    expect(await learned(t)).toMatchObject({ ended: 0 }); // each network by itself
  });

  test("P15 a login that several looks find dead at once counts once", async () => {
    await using t = await testWorld();
    await connectPages(t, ben, ["Northwind Oslo"]);
    await t.control.changePassword("ben-okoro");
    const { grantId } = (await detail(t, "Northwind Oslo")).accesses[0] ?? { grantId: "" };
    const look = () => checkGrant(t.world, grantId, { what: "all" });
    await Promise.all([look(), look(), look()]);
    expect(await learned(t)).toMatchObject({ ended: 1, alive: 0 });
  });
});

const detail = async (t: TestWorld, name: string) =>
  t.get<contract.ProfileDetail>(`/v1/profiles/${(await t.profile(name)).id}`);

describe("lives that might have gone on", { timeout: 60_000 }, () => {
  test("R77 a renewal of a living login, and a profile that is disconnected here, end nothing at the network", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    await t.pass(10 * day);
    await renewAnna(t);
    await t.pass(5 * day);
    const { id } = await t.profile("Northwind Oslo");
    expect((await t.mira.fetch(`/v1/profiles/${id}`, { method: "DELETE" })).status).toBe(204);
    await t.settle();
    const told = await learned(t);
    expect(told).toMatchObject({ ended: 0, alive: 1, causes: [] });
    expect(days(told.oldestAliveSeconds)).toBe(5); // the renewal began a new life
    await t.control.requestDataDeletion({ person: "ben-okoro", app: appId });
    await t.settle();
    expect(await learned(t)).toMatchObject({ ended: 0, alive: 1 });
  });

  test("R77 P48 what had died stays counted once it is disconnected, and once its person has everything deleted", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.pass(4 * day);
    await endsAnna(t);
    const before = await learned(t);
    const { id } = await t.profile("Northwind Berlin");
    await t.mira.fetch(`/v1/profiles/${id}`, { method: "DELETE" });
    await t.settle();
    await t.pass(30 * day);
    await t.control.requestDataDeletion({ person: "anna-berg", app: appId });
    await t.settle();
    expect(await learned(t)).toEqual(before);
    expect(before).toMatchObject({ ended: 1, alive: 0 });
  });

  test("R77 whoever lives and has their data deleted has ended that login there", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.pass(2 * day);
    await t.control.requestDataDeletion({ person: "anna-berg", app: appId });
    await t.settle();
    const told = await learned(t);
    expect(told).toMatchObject({ ended: 1, alive: 0, causes: [{ cause: "revoked_by_person", count: 1 }] });
    expect(days(told.longestSeconds)).toBe(2);
  });
});

describe("trouble that is nobody's end", { timeout: 60_000 }, () => {
  test("P53 P28 an outage and a refused app end no life", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    await t.control.outage(true);
    for (let hours = 0; hours < 6; hours++) await t.pass(hour);
    await t.control.outage(false);
    await t.pass(hour);
    const { secret } = await t.control.changeAppSecret();
    for (let hours = 0; hours < 6; hours++) await t.pass(hour);
    expect((await t.get<contract.Network>("/v1/networks/facebook")).health.state).toBe("app_rejected");
    expect(await learned(t)).toMatchObject({ ended: 0, alive: 2 });
    await keepApp(t.world, { network: "facebook", clientId: appId, clientSecret: Secret.of(secret), settings: {} });
    await t.pass(hour);
    expect(await learned(t)).toMatchObject({ ended: 0, alive: 2 });
  });

  test("P53 deaths that turn out to be a mass failure never were, also of somebody who has renewed meanwhile", async () => {
    const eight = Array.from({ length: 8 }, (_, index) => `person-${index + 1}`);
    const visit = (handle: string) => ({ email: `${handle}@people.example`, password: "password" });
    await using t = await testWorld({
      scenario: {
        people: eight.map((handle) => ({ name: handle, handle })),
        pages: eight.map((handle) => ({ name: `Page of ${handle}`, people: { [handle]: "full_control" } })),
      },
    });
    for (const handle of eight) await connectPages(t, visit(handle), [`Page of ${handle}`]);
    await t.pass(3 * day);
    const grantOf = async (handle: string) => (await detail(t, `Page of ${handle}`)).accesses[0]?.grantId ?? "";
    await t.control.addFault("revoked");
    // The first is found dead, and renews while nobody knows yet that it is everybody's trouble.
    await checkGrant(t.world, await grantOf("person-1"), { what: "all" });
    expect(await learned(t)).toMatchObject({ ended: 1, alive: 7 });
    await t.control.clearFaults();
    const flow = await beginRenewing(t, "Page of person-1", visit("person-1"));
    await t.settle();
    await t.mira.post(`/v1/connections/${flow}/confirm`, { way: "renew" });
    await t.settle();
    await t.control.addFault("revoked");
    for (const handle of eight) await checkGrant(t.world, await grantOf(handle), { what: "all" });
    expect((await t.get<contract.Network>("/v1/networks/facebook")).health.state).toBe("frozen");
    expect(await learned(t)).toMatchObject({ ended: 0, alive: 8, causes: [] });
    await t.control.clearFaults();
    for (let minutes = 0; minutes < 30; minutes++) await t.pass(60);
    expect(await learned(t)).toMatchObject({ ended: 0, alive: 8 });
  });
});
