import { describe, expect, test } from "vitest";
import { linkedin } from "#networks/linkedin/linkedin.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "../demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import type { Browser } from "#test/browser.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { keepAppsOf } from "../assemble.ts";

const path = "/v1/networks/linkedin/setup";

/** The operator's app at the simulated LinkedIn, registered there and not entered here yet. */
async function registered(t: TestWorld) {
  const control = createControl(t.simulatorUrl, "linkedin");
  await control.loadSample();
  const [app] = (await control.networkState()).apps;
  if (!app) throw new Error("the sample has no app");
  await control.updateApp({ app: app.id, redirectUris: [`${t.url}/v1/oauth/callback`] });
  return { control, right: { clientId: app.id, clientSecret: app.secret } };
}

async function put(browser: Browser, values: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const answer = await browser.fetch(path, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ values }),
  });
  return { status: answer.status, body: await answer.json() };
}

const linkedinOf = (t: TestWorld) => t.get<contract.Network>("/v1/networks/linkedin");

describe("the operator enters an app", () => {
  test("a wrong secret is refused in the network's words and nothing is kept; the right one is proved and kept", async () => {
    await using t = await testWorld();
    const { right } = await registered(t);
    expect(await linkedinOf(t)).toMatchObject({ configured: false });
    const wrong = await put(t.mira, { ...right, clientSecret: "not the secret at all" });
    expect(wrong).toMatchObject({ status: 502, body: { code: "network_refused" } });
    expect(JSON.stringify(wrong.body)).toMatch(/LinkedIn refuses this app\. .+/);
    expect(await linkedinOf(t)).toMatchObject({ configured: false });

    expect(await put(t.mira, right)).toMatchObject({ status: 200, body: { state: "proved" } });
    expect(await linkedinOf(t)).toMatchObject({ configured: true, health: { state: "well" } });
    const setup = await t.mira.get<contract.NetworkSetup>(path);
    expect(setup).toMatchObject({
      redirectUrl: `${t.url}/v1/oauth/callback`,
      portal: { url: expect.stringMatching(/^https:/) },
    });
    expect(setup.apps[0]?.fields.find((field) => field.key === "clientSecret")).toMatchObject({
      value: null,
      isSet: true,
    });
  });

  test("R2 the secret is in no answer and no log, whatever happens to it", async () => {
    await using t = await testWorld();
    const { right } = await registered(t);
    const answers = [
      await put(t.mira, right),
      await put(t.mira, { ...right, clientSecret: "wr0ng-s3cret-that-nobody-may-see" }),
    ];
    const setup = await t.mira.get<contract.NetworkSetup>(path);
    const seen = JSON.stringify([answers, setup]) + t.logged();
    expect(seen).not.toContain(right.clientSecret);
    expect(seen).not.toContain("wr0ng-s3cret");
  });

  test("a secret that is left empty stays as it was; a value nobody knows, or a missing one, changes nothing", async () => {
    await using t = await testWorld();
    const { right } = await registered(t);
    expect((await put(t.mira, { clientId: right.clientId })).status).toBe(400);
    await put(t.mira, right);
    expect(await put(t.mira, { clientId: right.clientId })).toMatchObject({ status: 200, body: { state: "proved" } });
    expect((await put(t.mira, { ...right, colour: "blue" })).status).toBe(400);
    expect((await t.mira.fetch("/v1/networks/nowhere/setup")).status).toBe(404);
  });

  test("values of the environment are shown, and changed there alone", async () => {
    await using t = await testWorld();
    const { right } = await registered(t);
    await keepAppsOf(t.world, {
      LATCHKEY_LINKEDIN_CLIENT_ID: right.clientId,
      LATCHKEY_LINKEDIN_CLIENT_SECRET: right.clientSecret,
    });
    const setup = await t.mira.get<contract.NetworkSetup>(path);
    expect(setup.apps).toMatchObject([{ fromEnvironment: true, configured: true }]);
    expect(setup.apps[0]?.fields[0]).toMatchObject({ variable: "LATCHKEY_LINKEDIN_CLIENT_ID", value: right.clientId });
    expect(await put(t.mira, right)).toMatchObject({ status: 409 });
  });

  test("an owner of another workspace, a program and a stranger may not see or change it", async () => {
    await using t = await testWorld();
    const { right } = await registered(t);
    const olga = await t.outsider();
    expect(await put(olga, right)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect((await olga.fetch(path)).status).toBe(403);
    expect((await t.stranger().fetch(path)).status).toBe(401);
    const byKey = await fetch(t.url + path, { headers: { authorization: `Bearer ${t.apiKey}` } });
    expect(byKey.status).toBe(403);
    expect(await linkedinOf(t)).toMatchObject({ configured: false });
  });
});

describe("what the operator hears", () => {
  test("P28 a changed secret is one alarm and one incident, and gone once the right one is entered", async () => {
    await using t = await testWorld();
    const { control } = await registered(t);
    await enterApp(t.world, linkedin, control);
    const { email, password } = await control.findPerson("anna-berg");
    const id = await t.mira.beginConnecting({ email, password }, "linkedin");
    await t.settle();
    const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates`);
    const remoteIds = items.filter((one) => one.unusable === null).map((one) => one.remoteId);
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
    await t.settle();

    const { secret } = await control.changeAppSecret();
    expect(await t.mira.post(`${path}/proof`, {})).toMatchObject({ state: "refused" });
    expect((await linkedinOf(t)).alarms).toMatchObject([{ kind: "app_rejected" }]);
    const ofApps = async () => {
      const { items: open } = await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
      return open.filter((one) => one.reach === "app");
    };
    expect(await ofApps()).toMatchObject([{ cause: "app_rejected", network: "linkedin" }]);

    const [app] = (await control.networkState()).apps;
    await put(t.mira, { clientId: app?.id ?? "", clientSecret: secret });
    await t.settle();
    expect((await linkedinOf(t)).alarms).toEqual([]);
    expect(await ofApps()).toEqual([]);
  });

  test("P28 P36 a permission that the network does not let us ask for is the operator's, and gone with the next consent", async () => {
    await using t = await testWorld();
    const { control } = await registered(t);
    await enterApp(t.world, linkedin, control);
    await control.updateApp({ approvedScopes: ["openid", "profile", "email"] });
    const { email, password } = await control.findPerson("anna-berg");
    const refused = await t.mira.beginConnecting({ email, password }, "linkedin");
    expect(await t.mira.connection(refused)).toMatchObject({ status: "failed" });
    expect((await linkedinOf(t)).alarms).toMatchObject([{ kind: "consent_refused" }]);

    await control.loadSample();
    await enterApp(t.world, linkedin, control);
    await t.mira.beginConnecting({ email, password }, "linkedin");
    expect((await linkedinOf(t)).alarms).toEqual([]);
  });

  test("P28 the end of an interface version is announced 60 days ahead and said when it has come", async () => {
    const endsAt = new Date("2027-02-01T00:00:00Z");
    const versions = [{ name: "Chirp API v2", endsAt, source: "chirp.example/changelog, read 2026-11-22" }];
    const versioned: Network = { ...linkedin, policy: { ...linkedin.policy, versions } };
    await using t = await testWorld({ networks: { linkedin: versioned } });
    expect((await linkedinOf(t)).alarms).toEqual([]);
    await t.advance(20 * 86_400);
    expect((await linkedinOf(t)).alarms).toMatchObject([
      { kind: "version_ending", text: "Chirp API v2 ends on 1 February 2027. Update Latchkey before then." },
    ]);
    await t.advance(60 * 86_400);
    expect((await linkedinOf(t)).alarms).toMatchObject([{ kind: "version_ended" }]);
  });
});
