import { describe, expect, test } from "vitest";
import { capabilityStates, ofKind } from "#core/capability.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testOAuth } from "#test/network-oauth.ts";
import type { DanceStart, LiveGrant } from "../network.ts";
import { googleBusiness } from "./google-business.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const app = { name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] };
const hour = 3600;
const day = 24 * hour;
const annasSub = "108246801357924680135";
const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const manage = "https://www.googleapis.com/auth/business.manage";

type App = NonNullable<typeof sample.apps>[number];
const rehearse = (changes: Partial<App> = {}) =>
  rehearseNetwork({
    network: googleBusiness,
    scenario: { ...sample, apps: [{ ...app, ...changes }] },
    clientId,
    clientSecret,
  });
const testing = { mode: "development" as const, testers: ["anna-berg"] };

const refused = (code: number, status: string) => ({
  status: code,
  body: { error: { code, message: "Words that may change", status } },
});

testNetwork(googleBusiness, {
  app: { clientId, clientSecret: Secret.of(clientSecret), settings: {} },
  beginsOffline: true,
  deadly: [
    { status: 400, body: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
    { status: 400, body: { error: "invalid_token", error_description: "Invalid Value" } },
    refused(401, "UNAUTHENTICATED"),
    refused(403, "PERMISSION_DENIED"),
    refused(404, "NOT_FOUND"),
  ],
});

describe("the dance at Google", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier,
    scopes: googleBusiness.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };

  test("asks for one permission beside the sign-in, for the consent and for the account each time", async () => {
    const { call } = await rehearse();
    const expected = { remoteId: annasSub, name: "Anna Berg" };
    const { searchParams } = new URL((await googleBusiness.oauth.begin(call, { ...start, expected })).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: clientId,
      access_type: "offline",
      prompt: "consent select_account",
      include_granted_scopes: "false",
      code_challenge_method: "S256",
      login_hint: annasSub,
    });
    expect(searchParams.get("scope")?.split(" ").at(-1)).toBe(manage);
    expect(googleBusiness.about.accountSwitch).toBe("forced");
  });

  test("R2 R5 a connection ends with both tokens, the login, the dates as returned, and what was granted", async () => {
    const { visit, call, traces } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier };
    const { answer, person } = await googleBusiness.oauth.finish(call, back);
    expect(person).toEqual({
      remoteId: annasSub,
      name: "Anna Berg",
      handle: "anna@northwind.example",
      avatarUrl: expect.stringMatching(/^https:\/\/lh3\.googleusercontent\.com\//),
    });
    expect(answer).toMatchObject({ scopesGranted: googleBusiness.oauth.scopes, scopesDeclined: [] });
    expect(answer.tokens.refreshToken?.reveal()).toMatch(/^1\/\//);
    expect(JSON.stringify([answer, person, traces])).not.toMatch(/ya29|1\/\/0|GOCSPX/);
  });

  test("R34 one grant serves all locations of the person, and nobody chooses one at Google", async () => {
    const { connect, list, call } = await rehearse();
    const grant = await connect(anna);
    const usable = (await list(grant)).filter(({ unusable }) => unusable === undefined);
    expect(usable.length).toBe(4);
    for (const { remoteId } of usable)
      await googleBusiness.probe.access(call, grant, { remoteId, token: grant.tokens.accessToken });
  });

  test("P33 a second consent of the same login is the same token setter, and the first grant lives on beside it", async () => {
    const { connect, refresh } = await rehearse();
    const first = await connect(anna);
    const second = await connect(anna);
    expect(second.setter).toEqual(first.setter);
    await refresh(first);
  });

  testOAuth({ network: googleBusiness, rehearse: () => rehearse(), who: anna });

  test("R16 P34 the box that was left empty costs everything, and is named", async () => {
    const { visit, call } = await rehearse();
    const back = { ...(await visit({ ...anna, untick: [manage] })), redirectUri, verifier };
    const { answer } = await googleBusiness.oauth.finish(call, back);
    expect(answer.scopesDeclined).toEqual([manage]);
    const states = capabilityStates(googleBusiness.capabilities, { scopes: answer.scopesGranted, roles: undefined });
    expect(states).toMatchObject({
      publish: { state: "missing", scopes: [manage] },
      inbox: { state: "missing" },
      analytics: { state: "missing" },
    });
  });

  test("R16 with the permission all three work, whichever role it is; a location without posts says why", () => {
    const { capabilities } = googleBusiness;
    for (const roles of [["PRIMARY_OWNER"], ["OWNER"], ["MANAGER"], ["SITE_MANAGER"]]) {
      const states = capabilityStates(capabilities, { scopes: [manage], roles });
      expect([states.publish.state, states.inbox.state, states.analytics.state]).toEqual(["ready", "ready", "ready"]);
    }
    expect(capabilityStates(capabilities, { scopes: [manage], roles: undefined }).publish.state).toBe("unknown");
    const held = { scopes: [manage], roles: ["MANAGER"] };
    const silent = capabilityStates(ofKind(capabilities, "location without posts"), held);
    expect(silent).toMatchObject({
      publish: { state: "absent", reason: expect.stringMatching(/takes no posts/) },
      inbox: { state: "ready" },
    });
  });
});

describe("the operator", () => {
  test("R77 id and secret are proved by a call that changes nothing, whatever the quota is", async () => {
    const { call, control } = await rehearse({ configurations: [{ id: "never-granted", scopes: [] }] });
    await googleBusiness.setup.prove?.(call);
    const wrong = { ...call, app: { ...call.app, clientSecret: Secret.of("wrong") } };
    await expect(googleBusiness.setup.prove?.(wrong)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/invalid_client", kind: "app-rejected", repair: { who: "operator" } },
    });
    expect((await control.networkState()).tokens).toEqual([]);
  });

  test("R77 a quota of nothing means that access was never granted: one matter for the operator, named with the form", async () => {
    const { call, connect, list } = await rehearse({ configurations: [{ id: "never-granted", scopes: [] }] });
    const grant = await connect(anna);
    const never = {
      diagnosis: {
        rule: "google-business/never-granted",
        kind: "app-rejected",
        reach: "app",
        confidence: "certain",
        repair: {
          who: "operator",
          how: expect.stringMatching(/Application for Basic API Access.*nobody needs to reconnect/),
        },
      },
      evidence: { status: 429 },
    };
    await expect(list(grant)).rejects.toMatchObject(never);
    const access = { remoteId: "locations/1", token: grant.tokens.accessToken };
    await expect(googleBusiness.probe.access(call, grant, access)).rejects.toMatchObject(never);
    expect(googleBusiness.setup.steps.join(" ")).toMatch(/Application for Basic API Access.*quota is 0/);
  });

  test("P28 an API that was switched off, and a client that was deleted, are the operator's and nobody's verdict", async () => {
    const { call, connect, control, list } = await rehearse();
    const grant = await connect(anna);
    await control.updateApp({ disabled: true });
    await expect(list(grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/service-disabled", kind: "app-rejected", reach: "app" },
    });
    await expect(googleBusiness.oauth.refresh(call, grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/deleted_client", kind: "app-rejected" },
    });
  });

  test("R77 what people and operators must know stands in the texts: the box, verification, the seven days, the form", () => {
    const { guide, refuses } = googleBusiness.about;
    expect(guide.needs.join(" ")).toMatch(/leave the box.*ticked.*verified by Google.*Google Workspace/s);
    expect(refuses?.join(" ")).toMatch(/not verified, or has suspended.*invited/s);
    expect(googleBusiness.setup.steps.join(" ")).toMatch(/In production.*seven days/s);
  });
});

describe("giving back", () => {
  test("one revocation ends all grants of the login, and nobody else's; what is over is as good as revoked", async () => {
    const { call, connect, refresh } = await rehearse();
    const grant = await connect(anna);
    const bens = await connect(ben);
    await googleBusiness.oauth.revoke(call, grant);
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { rule: "google-business/ended" } });
    await refresh(bens);
    await googleBusiness.oauth.revoke(call, grant);
  });

  test("what ends together has one name: the Cloud project, told by the number in the client id", () => {
    const nameOf = (id: string) => googleBusiness.oauth.revokesAllOf(id);
    expect(nameOf("7001-a.apps.googleusercontent.com")).toBe(nameOf("7001-b.apps.googleusercontent.com"));
    expect(nameOf("7001-a.apps.googleusercontent.com")).not.toBe(nameOf("7002-a.apps.googleusercontent.com"));
  });
});

describe("time travel", () => {
  test("P21 400 days: a login that is used lives on; six months without use end it", async () => {
    const side = await rehearse();
    const born = side.call.now().getTime();
    let grant = await side.connect(anna);
    let refreshes = 0;
    while ((side.call.now().getTime() - born) / 1000 < 400 * day) {
      grant = await refreshWhenDue(side, grant);
      refreshes += 1;
    }
    expect(refreshes).toBe(Math.ceil(400 / 7));
    expect((await side.list(grant)).length).toBe(4);
    await side.leap(183 * day);
    await expect(side.refresh(grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/unused", cause: "lifetime_reached", reach: "grant", retry: "never" },
    });
  });

  test.each([
    ["the end is told with the tokens", ["tells-the-end"]],
    ["nothing is told", []],
  ])(
    "P27 an app in Testing: seven days after the consent the grant dies, and the operator reads why (%s)",
    async (_what, marks) => {
      const side = await rehearse({ ...testing, configurations: marks.map((id) => ({ id, scopes: [] })) });
      let grant = await side.connect(anna);
      for (let looks = 0; looks < 13; looks++) {
        await side.leap(12 * hour);
        grant = await side.refresh(grant);
      }
      await side.leap(12 * hour + 60);
      await expect(side.refresh(grant)).rejects.toMatchObject({
        diagnosis: {
          rule: "google-business/testing-7-days",
          kind: "token-expired",
          reach: "grant",
          retry: "never",
          repair: { how: expect.stringMatching(/publishing status is “Testing”.*“In production”/) },
        },
      });
    },
  );

  test("an administrator's session length is told as that; a changed password ends nothing", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.changePassword("anna-berg", "tea");
    await refresh(grant);
    await control.blockPerson("anna-berg", "unconfirmed");
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/invalid-rapt", confidence: "certain" },
    });
  });
});

/** As the server does it: leap to the planned moment, refresh. */
async function refreshWhenDue(side: NetworkRehearsal, grant: LiveGrant): Promise<LiveGrant> {
  const plan = planRefresh({ ...grant, hasRefreshToken: true }, googleBusiness.policy.refresh, 0);
  if (!("at" in plan)) throw new Error("nothing would refresh it");
  await side.leap((plan.at.getTime() - side.call.now().getTime()) / 1000);
  return side.refresh(grant);
}
