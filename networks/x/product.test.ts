import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { keepApp } from "#server/networks/apps.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { beginRenewing } from "#test/acts.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { sample } from "./simulated/sample.ts";
import { x } from "./x.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const day = 86_400;
const email = "anna@northwind.example";
const names = ["Northwind Coffee", "Northwind Berlin"];

interface XWorld extends TestWorld {
  readonly xSide: Control;
}

/** Latchkey with X beside the networks that are there anyway; Anna has connected two accounts. */
async function xWorld(): Promise<XWorld> {
  const t = await testWorld({ networks: { ...networks, x } });
  const xSide = createControl(t.simulatorUrl, "x");
  const redirectUris = [`${t.url}/v1/oauth/callback`];
  await xSide.load({ ...sample, apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris }] });
  await keepApp(t.world, { network: "x", clientId, clientSecret: Secret.of(clientSecret), settings: {} });
  for (const name of names) await connect(t, name);
  return Object.assign(t, { xSide });
}

async function connect(t: TestWorld, name: string): Promise<void> {
  const flow = await t.mira.beginConnecting({ email, password: "coffee", pages: [name] }, "x");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
}

const statuses = (t: TestWorld) => Promise.all(names.map(async (name) => (await t.profile(name)).status));
const openIncidents = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items.map(({ reach, cause }) => [
    reach,
    cause,
  ]);
const charges = async ({ xSide }: XWorld) =>
  Promise.all(names.map(async (name) => (await xSide.findPage(name)).notes["charges"]));

test("R15 R37 thirty days of looks: proved every day, by one paid read for each account and day", async () => {
  await using t = await xWorld();
  await t.xSide.clearLog();
  for (let days = 0; days < 30; days += 1) {
    for (const part of [day / 2, day / 2]) await t.pass(part);
    expect(await statuses(t)).toEqual(["connected", "connected"]);
  }
  // The login and the account are looked at; the second read of a day costs nothing.
  expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(30 * names.length * 2);
  expect(await charges(t)).toEqual([31, 31]);
  // Nothing else was asked of X but fresh tokens, which are free.
  const others = (await t.xSide.log({ host: "api.x.com" })).filter(({ path }) => path !== "/2/users/me");
  expect(new Set(others.map(({ path }) => path))).toEqual(new Set(["/2/oauth2/token"]));
});

test("R58 a suspended account is named as that, keeps its login, and is back by itself when X lets it go on", async () => {
  await using t = await xWorld();
  await t.xSide.blockPerson("anna-berg", "policy");
  for (const seconds of [day, 120]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "expired"]);
  expect((await openIncidents(t)).map(([, cause]) => cause)).toContain("profile_suspended");
  await t.xSide.unblockPerson("anna-berg");
  await t.pass(day);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  expect(await openIncidents(t)).toEqual([]);
});

test("P28 the credits are used up: one incident for the operator, everybody waits, nobody is asked to renew; topped up, all is well", async () => {
  await using t = await xWorld();
  await t.xSide.setUsage(100);
  for (const seconds of [day, 120, day]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["waiting", "waiting"]);
  expect(await openIncidents(t)).toEqual([["app", "app_rejected"]]);
  await t.xSide.setUsage(null);
  for (const seconds of [day, day]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  expect(await openIncidents(t)).toEqual([]);
});

test("R17 R40 the app is removed at x.com: within a day it is known, and one login brings an account back", async () => {
  await using t = await xWorld();
  await t.xSide.removeApp({ person: "anna-berg" });
  for (const seconds of [day, 120, 120]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "expired"]);
  const flow = await beginRenewing(t, "Northwind Coffee", { email, password: "coffee", pages: ["Northwind Coffee"] });
  await t.settle();
  await t.mira.post(`/v1/connections/${flow}/confirm`, { way: "renew" });
  await t.settle();
  expect(await statuses(t)).toEqual(["connected", "expired"]);
});

test("P13 R17 whoever renews with another account of X is told, and nothing changes", async () => {
  await using t = await xWorld();
  const flow = await beginRenewing(t, "Northwind Coffee", { email, password: "coffee", pages: ["Northwind Berlin"] });
  await t.settle();
  expect((await t.mira.connection(flow)).status).toBe("mismatch");
  expect(await statuses(t)).toEqual(["connected", "connected"]);
});
