import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { facebook } from "#networks/facebook/facebook.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { appId, testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";

const hour = 3600;

const openIncidents = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items;
const health = async (t: TestWorld) => (await t.get<contract.Network>("/v1/networks/facebook")).health.state;
const statuses = async (t: TestWorld) => {
  const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles?limit=200");
  return Object.groupBy(items, (one) => one.status);
};
const count = async (t: TestWorld) =>
  Object.fromEntries(Object.entries(await statuses(t)).map(([status, profiles]) => [status, profiles.length]));
const events = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200")).items.map((event) => event.kind);

describe("Facebook goes down", { timeout: 60_000 }, () => {
  test("P2 P53 everything waits, there is one incident, nobody dies; when it is back everything is proved anew", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    await t.control.outage(true);
    await t.pass(hour);
    await t.pass(60);
    await t.pass(120);
    expect(await count(t)).toEqual({ waiting: 4 });
    expect(await t.profile("Northwind Oslo")).toMatchObject({
      cause: "network_unavailable",
      statusText: "Facebook has trouble. Nobody here needs to act.",
    });
    expect(await openIncidents(t)).toMatchObject([{ reach: "network", cause: "network_unavailable", advice: null }]);
    expect(await health(t)).toBe("unavailable");
    for (let hours = 0; hours < 12; hours++) await t.pass(hour);
    expect(await count(t)).toEqual({ waiting: 4 });
    expect(await openIncidents(t)).toHaveLength(1);
    // Its token may still work wherever it is used, so it is lent.
    expect(await t.get(`/v1/profiles/${(await t.profile("Northwind Oslo")).id}/token`)).toMatchObject({
      kind: "bearer",
    });

    await t.control.outage(false);
    await t.pass(900);
    await t.pass(61);
    expect(await count(t)).toEqual({ connected: 4 });
    expect(await openIncidents(t)).toEqual([]);
    expect(await health(t)).toBe("well");
    const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles");
    for (const profile of items)
      expect(t.world.clock.now().getTime() - new Date(profile.provedAt ?? 0).getTime()).toBeLessThan(hour * 1000);
    const told = await events(t);
    expect(told.filter((kind) => kind === "incident_opened")).toHaveLength(1);
    expect(told.filter((kind) => kind.endsWith("_died"))).toEqual([]);
  });

  test("a password changed during the outage is found out after it, as that person's own trouble", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    await t.control.outage(true);
    await t.pass(hour);
    await t.pass(60);
    await t.control.changePassword("anna-berg");
    await t.pass(hour);
    expect(await count(t)).toEqual({ waiting: 2 });
    await t.control.outage(false);
    await t.pass(900);
    await t.pass(900);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "expired", cause: "password_changed" });
    expect(await t.profile("Northwind Oslo")).toMatchObject({ status: "connected" });
    expect(await openIncidents(t)).toMatchObject([{ reach: "grant", cause: "password_changed" }]);
  });
});

describe("many logins fail at once", { timeout: 60_000 }, () => {
  const eight = Array.from({ length: 8 }, (_, index) => `person-${index + 1}`);
  const scenario = {
    people: eight.map((handle) => ({ name: `Person ${handle.at(-1)}`, handle })),
    pages: eight.map((handle) => ({ name: `Page ${handle.at(-1)}`, people: { [handle]: "full_control" } })),
  };

  async function eightConnected(): Promise<TestWorld> {
    const t = await testWorld({ scenario });
    for (const handle of eight)
      await connectPages(t, { email: `${handle}@people.example`, password: "password" }, [`Page ${handle.at(-1)}`]);
    return t;
  }

  test("P53 six of eight: verdicts are frozen and withdrawn, nobody is told to renew; thawed by hand they are made", async () => {
    await using t = await eightConnected();
    for (const handle of eight.slice(0, 6)) await t.control.changePassword(handle);
    await t.pass(hour);
    expect(await health(t)).toBe("frozen");
    expect(await count(t)).toEqual({ waiting: 8 });
    expect(await openIncidents(t)).toMatchObject([{ reach: "network" }]);
    expect(await t.get("/v1/summary")).toMatchObject({ loginsToRenew: 0, counts: { problems: 0 } });
    for (let minutes = 0; minutes < 10; minutes++) await t.pass(60);
    expect(await count(t)).toEqual({ waiting: 8 });
    expect((await events(t)).filter((kind) => kind === "verdicts_frozen")).toHaveLength(1);

    const stranger = await fetch(`${t.url}/v1/networks/facebook/thaw`, { method: "POST" });
    expect(stranger.status).toBe(401);
    await t.mira.post("/v1/networks/facebook/thaw");
    await t.pass(61);
    await t.pass(61);
    expect(await count(t)).toEqual({ expired: 6, connected: 2 });
    expect((await openIncidents(t)).map((one) => [one.reach, one.cause])).toEqual(
      Array.from({ length: 6 }, () => ["grant", "password_changed"]),
    );
    expect(await health(t)).toBe("well");
    expect((await t.mira.fetch("/v1/networks/facebook/thaw", { method: "POST" })).status).toBe(409);
  });

  test("P53 it was Facebook's mistake: once proofs come in again verdicts resume by themselves, and all are green", async () => {
    await using t = await eightConnected();
    await t.control.addFault("revoked");
    await t.pass(hour);
    expect(await health(t)).toBe("frozen");
    expect((await statuses(t)).expired).toBeUndefined();
    await t.pass(300);
    await t.control.clearFaults();
    for (let minutes = 0; minutes < 30; minutes++) await t.pass(60);
    expect(await health(t)).toBe("well");
    expect(await count(t)).toEqual({ connected: 8 });
    expect(await openIncidents(t)).toEqual([]);
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200");
    const became = items.filter((event) => event.kind === "status_changed" && event.tone === "bad");
    // The first five, until the fifth made it a mass failure and all five were withdrawn.
    expect(became.length).toBeLessThanOrEqual(5);
  });

  test("four of eight are these four persons' own trouble", async () => {
    await using t = await eightConnected();
    for (const handle of eight.slice(0, 4)) await t.control.changePassword(handle);
    await t.pass(hour);
    expect(await health(t)).toBe("well");
    expect(await count(t)).toEqual({ expired: 4, connected: 4 });
  });
});

describe("our app is refused", () => {
  test("P28 its secret was changed: one incident for the operator, profiles wait, nobody is asked to renew; back with the new secret", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    const { secret } = await t.control.changeAppSecret();
    await t.pass(hour);
    expect(await count(t)).toEqual({ waiting: 3 });
    expect(await health(t)).toBe("app_rejected");
    expect(await t.profile("Northwind Oslo")).toMatchObject({
      cause: "app_rejected",
      nextStep: "The operator checks the app’s secret and permissions; nobody needs to renew.",
    });
    expect(await openIncidents(t)).toMatchObject([{ reach: "app", cause: "app_rejected" }]);
    await t.control.clearLog();
    for (let hours = 0; hours < 24; hours++) await t.pass(hour);
    expect(await count(t)).toEqual({ waiting: 3 });
    expect(await openIncidents(t)).toHaveLength(1);
    expect(await t.control.countCalls()).toBeLessThan(100);

    const clientSecret = Secret.of(secret);
    await keepApp(t.world, { network: "facebook", clientId: appId, clientSecret, settings: {} });
    await t.pass(hour);
    expect(await count(t)).toEqual({ connected: 3 });
    expect(await openIncidents(t)).toEqual([]);
    expect((await events(t)).filter((kind) => kind.endsWith("_died"))).toEqual([]);
  });
});

test("P28 when the app is refused at a profile's own call only, it is one alarm, and the profile is not asked again and again", async () => {
  const refused: Network["probe"] = {
    ...facebook.probe,
    access: async (call) =>
      call.fail("probe", {
        status: 400,
        headers: {},
        body: { error: { code: 101, message: "Error validating application." } },
        at: call.now(),
      }),
  };
  let isRefused = false;
  const probe: Network["probe"] = {
    ...facebook.probe,
    access: (call, grant, access) => (isRefused ? refused : facebook.probe).access(call, grant, access),
  };
  await using t = await testWorld({ networks: { facebook: { ...facebook, probe } } });
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  isRefused = true;
  await t.pass(3700);
  const { items } = await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
  expect(items).toMatchObject([{ reach: "app", cause: "app_rejected" }]);
  expect((await t.profile("Northwind Berlin")).status).toBe("waiting");
});
