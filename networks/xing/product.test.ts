import { createHmac } from "node:crypto";
import OAuth from "oauth-1.0a";
import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import * as networks from "../index.ts";
import type * as contract from "#sdk/contract.ts";
import { keepApp } from "#server/apps/apps.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { xing } from "./xing.ts";

const clientId = "0123456789abcdef0123";
const secret = "0123456789abcdef0123456789abcdef01234567";
const daySeconds = 86_400;
const people = ["Anna Berg", "Ben Okoro", "Carla Ruiz"];

interface XingWorld extends TestWorld {
  readonly xingSide: Control;
}

/** Latchkey with XING beside the networks that are there anyway; the operator has entered nothing yet. */
async function xingWorld(): Promise<XingWorld> {
  const t = await testWorld({ networks: { ...networks, xing } });
  const xingSide = createControl(t.simulatorUrl, "xing");
  await xingSide.load({
    people: people.map((name) => ({ name })),
    apps: [{ name: "Latchkey", id: clientId, secret, redirectUris: [`${t.url}/v1/oauth/callback`] }],
  });
  return Object.assign(t, { xingSide });
}

const enterApp = (t: TestWorld) =>
  keepApp(t.world, { network: "xing", clientId, clientSecret: Secret.of(secret), settings: {} });

async function connect(t: TestWorld, name: string, password = "password"): Promise<void> {
  const email = `${name.toLowerCase().replace(" ", "-")}@people.example`;
  const flow = await t.mira.beginConnecting({ email, password }, "xing");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
}

async function allConnected(): Promise<XingWorld> {
  const t = await xingWorld();
  await enterApp(t);
  for (const name of people) await connect(t, name);
  return t;
}

const statuses = (t: TestWorld) => Promise.all(people.map(async (name) => (await t.profile(name)).status));
const openIncidents = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items.map(({ reach, cause }) => [
    reach,
    cause,
  ]);

test("R83 off until the operator has entered a key; from then on it is there, and labelled limited", async () => {
  await using t = await xingWorld();
  const read = () => t.get<contract.Network>("/v1/networks/xing");
  expect(await read()).toMatchObject({ configured: false, limited: expect.stringContaining("stop without notice") });
  await expect(t.mira.post("/v1/connections", { network: "xing" })).rejects.toThrow("not set up here");
  await enterApp(t);
  expect((await read()).configured).toBe(true);
});

test("R84 R85 R38 connected, proved and lent: what a program gets publishes; the inbox says why it is not there", async () => {
  await using t = await xingWorld();
  await enterApp(t);
  await connect(t, "Anna Berg");
  const profile = await t.profile("Anna Berg");
  expect(profile).toMatchObject({ network: "xing", status: "connected", provedAt: expect.any(String) });
  const { capabilities } = await t.get<contract.ProfileDetail>(`/v1/profiles/${profile.id}`);
  expect(capabilities.map(({ capability, state, text }) => [capability, state, text])).toEqual([
    ["publish", "ready", expect.any(String)],
    ["inbox", "absent", expect.stringContaining("cannot be answered from here")],
    ["analytics", "absent", expect.stringContaining("never offered figures")],
  ]);
  const lent = await t.get<contract.TokenAnswer>(`/v1/profiles/${profile.id}/token?capability=publish`);
  expect(lent).toMatchObject({ kind: "oauth1", tokenSecret: expect.any(String), scopes: [], expiresAt: null });
  const client = new OAuth({
    consumer: { key: clientId, secret },
    signature_method: "HMAC-SHA1",
    hash_function: (text, key) => createHmac("sha1", key).update(text).digest("base64"),
  });
  client.getTimeStamp = () => Math.floor(t.world.clock.now().getTime() / 1000);
  const request = { method: "POST", url: "https://api.xing.com/v1/users/me/status_message?message=Hello" };
  const signed = client.authorize(request, { key: lent.token, secret: lent.tokenSecret ?? "" });
  const headers = { ...client.toHeader(signed) };
  const posted = await fetch(request.url.replace("https://", `${t.simulatorUrl}/`), { method: "POST", headers });
  expect(posted.status).toBe(201);
});

test("R30 whoever does not allow it comes back to a clear page, and nothing is kept", async () => {
  await using t = await xingWorld();
  await enterApp(t);
  const visit = { email: "anna-berg@people.example", password: "password", cancel: true };
  const flow = await t.mira.beginConnecting(visit, "xing");
  expect(await t.mira.connection(flow)).toMatchObject({ status: "cancelled" });
});

test("R57 a changed password ends one person's profile, and nobody is accused of more than XING says; a new login heals it", async () => {
  await using t = await allConnected();
  const { password } = await t.xingSide.changePassword("anna-berg");
  for (const seconds of [daySeconds, 120, 120]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "connected", "connected"]);
  expect(await t.profile("Anna Berg")).toMatchObject({
    statusText: "XING refuses Anna Berg’s login and does not say why.",
    nextStep:
      "A changed password, a removed app or a security check can do that. One login brings it back: by Anna Berg, or by anybody else who can sign in to the profile.",
  });
  expect(await openIncidents(t)).toEqual([["grant", "session_ended"]]);
  await connect(t, "Anna Berg", password);
  expect(await statuses(t)).toEqual(["connected", "connected", "connected"]);
  expect(await openIncidents(t)).toEqual([]);
});

test("R83 P28 the key is withdrawn: one incident for the operator, everybody waits, nobody is asked to renew", async () => {
  await using t = await allConnected();
  await t.xingSide.updateApp({ disabled: true });
  for (let days = 0; days < 5; days++) await t.pass(daySeconds);
  expect(await statuses(t)).toEqual(["waiting", "waiting", "waiting"]);
  expect(await openIncidents(t)).toEqual([["app", "app_rejected"]]);
  await t.xingSide.updateApp({ disabled: false });
  await t.pass(daySeconds);
  expect(await statuses(t)).toEqual(["connected", "connected", "connected"]);
});

test("R83 P53 the interface is switched off for good: one incident of the network, and no profile is ever blamed", async () => {
  await using t = await allConnected();
  await t.xingSide.addFault("html");
  for (let days = 0; days < 10; days++) await t.pass(daySeconds);
  expect(await statuses(t)).toEqual(["waiting", "waiting", "waiting"]);
  expect(await openIncidents(t)).toEqual([["network", "network_unavailable"]]);
  expect(await t.get("/v1/incidents?open=true")).toMatchObject({
    items: [{ advice: expect.stringContaining("XING has switched its interface off. The operator looks into it") }],
  });
});

test("P21 400 days: nothing comes due for anybody, no date is shown, and it works to the end", async () => {
  await using t = await xingWorld();
  await enterApp(t);
  await connect(t, "Anna Berg");
  for (let days = 0; days < 400; days += 20) await t.pass(20 * daySeconds);
  expect(await t.profile("Anna Berg")).toMatchObject({ status: "connected", until: null });
  expect(await openIncidents(t)).toEqual([]);
});
