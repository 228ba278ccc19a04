import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { capabilityStates } from "#core/capability.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testOAuth, testRefusals } from "#test/network-oauth.ts";
import type { DanceStart, LiveGrant } from "../network.ts";
import { sample } from "./simulated/sample.ts";
import { youtube } from "./youtube.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const app = { name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] };
const hour = 3600;
const day = 24 * hour;
const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const auth = "https://www.googleapis.com/auth/";

type App = NonNullable<typeof sample.apps>[number];
const rehearse = (changes: Partial<App> = {}) =>
  rehearseNetwork({
    network: youtube,
    scenario: { ...sample, apps: [{ ...app, ...changes }] },
    clientId,
    clientSecret,
  });
const testing = { mode: "development" as const, testers: ["anna-berg"] };

const refused = (status: number, reason: string) => ({
  status,
  body: { error: { code: status, message: "Words that may change", errors: [{ domain: "global", reason }] } },
});

testNetwork(youtube, {
  app: { clientId, clientSecret: Secret.of(clientSecret), settings: {} },
  beginsOffline: true,
  deadly: [
    { status: 400, body: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
    { status: 400, body: { error: "invalid_token", error_description: "Invalid Value" } },
    refused(401, "authError"),
    refused(401, "youtubeSignupRequired"),
    refused(403, "authenticatedUserAccountSuspended"),
    refused(403, "forbidden"),
    refused(404, "channelNotFound"),
  ],
});

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier,
    scopes: youtube.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };

  test("asks for the consent and for the account each time, with PKCE, offline, and for nothing granted elsewhere", async () => {
    const { call } = await rehearse();
    const url = new URL((await youtube.oauth.begin(call, start)).url);
    expect(`${url.origin}${url.pathname}`).toBe("https://accounts.google.com/o/oauth2/v2/auth");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: youtube.oauth.scopes.join(" "),
      state: "s",
      access_type: "offline",
      prompt: "consent select_account",
      include_granted_scopes: "false",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    expect(youtube.about.accountSwitch).toBe("forced");
  });

  test("a renewal hints at the login it expects, never at the channel", async () => {
    const { call } = await rehearse();
    const expected = { remoteId: "108246801357924680135/UCn0rthw1nd", name: "Anna Berg" };
    const { url } = await youtube.oauth.begin(call, { ...start, expected });
    expect(new URL(url).searchParams.get("login_hint")).toBe("108246801357924680135");
  });

  testRefusals(youtube, [
    ["error=access_denied&state=s", "cancelled", "access_denied"],
    ["error=org_internal", "app_rejected", "org_internal"],
    ["error=disallowed_useragent", "app_rejected", "disallowed_useragent"],
    ["error=deleted_client&error_description=Gone", "app_rejected", "Gone"],
    ["error=login_required", "failed", "login_required"],
    ["error=", "failed", "Google named no reason."],
    ["state=s", "failed", "Google sent neither a code nor a reason."],
  ]);

  test("R30 an administrator who blocks the app is named, with the place where they allow it", () => {
    const params = new URLSearchParams("error=admin_policy_enforced");
    expect(youtube.oauth.refusal(params)).toEqual({ what: "failed", words: expect.stringMatching(/Admin console/) });
  });
});

describe("the dance at Google", () => {
  test("R2 R5 a connection ends with both tokens, the login and its channel, the dates as returned, and what was granted", async () => {
    const { visit, call, traces } = await rehearse();
    const back = { ...(await visit({ ...anna, pages: ["Northwind Berlin"] })), redirectUri, verifier };
    const { answer, person } = await youtube.oauth.finish(call, back);
    expect(person).toEqual({
      remoteId: "108246801357924680135/UCn0rthw1ndBerl1nSh0p0Bb",
      name: "Anna Berg",
      handle: "anna@northwind.example",
      avatarUrl: expect.stringMatching(/^https:\/\/lh3\.googleusercontent\.com\//),
    });
    expect(answer).toMatchObject({ tokenKind: "bearer", scopesGranted: youtube.oauth.scopes, scopesDeclined: [] });
    expect(secondsUntil(call.now(), answer.accessExpiresAt)).toBeCloseTo(3599, -1);
    expect([answer.refreshExpiresAt, answer.endsAt]).toEqual([undefined, undefined]);
    expect(answer.tokens.accessToken.reveal()).toMatch(/^ya29\./);
    expect(answer.tokens.refreshToken?.reveal()).toMatch(/^1\/\//);
    expect(JSON.stringify([answer, person, traces])).not.toMatch(/ya29|1\/\/0|GOCSPX/);
  });

  testOAuth({
    network: youtube,
    rehearse: () => rehearse(),
    who: anna,
    usedCode: { rule: "youtube/code-dead", address: "oauth2.googleapis.com/token" },
  });

  test("one consent is one channel: two channels of one person are two grants, and refreshing one leaves the other alone", async () => {
    const { connect, list, refresh } = await rehearse();
    const berlin = await connect({ ...anna, pages: ["Northwind Berlin"] });
    const hamburg = await connect({ ...anna, pages: ["Northwind Hamburg"] });
    expect(berlin.setter.remoteId).not.toBe(hamburg.setter.remoteId);
    expect((await list(await refresh(berlin))).map(({ name }) => name)).toEqual(["Northwind Berlin"]);
    expect((await list(await refresh(hamburg))).map(({ name }) => name)).toEqual(["Northwind Hamburg"]);
  });

  test("two managers of one brand account's channel are two logins that stand in for each other", async () => {
    const { connect, list } = await rehearse();
    const byAnna = await connect({ ...anna, pages: ["Northwind Coffee"] });
    const byBen = await connect({ ...ben, pages: ["Northwind Coffee"] });
    expect(byAnna.setter.remoteId).not.toBe(byBen.setter.remoteId);
    expect((await list(byAnna))[0]?.remoteId).toBe((await list(byBen))[0]?.remoteId);
  });

  test("R16 boxes that were unticked come back in `scope`, and cost the capability that needs them, not the others", async () => {
    const { visit, call } = await rehearse();
    const untick = [`${auth}youtube.force-ssl`, `${auth}yt-analytics.readonly`];
    const back = { ...(await visit({ ...anna, untick })), redirectUri, verifier };
    const { answer } = await youtube.oauth.finish(call, back);
    expect(answer.scopesDeclined).toEqual(untick);
    const states = capabilityStates(youtube.capabilities, { scopes: answer.scopesGranted, roles: undefined });
    expect([states.publish.state, states.inbox.state, states.analytics.state]).toEqual(["ready", "missing", "missing"]);
  });

  test("R16 whoever may manage everything may upload, although the box for uploads alone was left empty", async () => {
    const { connect } = await rehearse();
    const { scopesGranted } = await connect({ ...anna, untick: [`${auth}youtube.upload`] });
    expect(capabilityStates(youtube.capabilities, { scopes: scopesGranted, roles: undefined }).publish.state).toBe(
      "ready",
    );
  });

  test("P18 a refresh token is named at the first consent only: an answer without one leaves it untold", async () => {
    const { call, visitor, connect } = await rehearse();
    await connect(anna);
    const again = new URL(
      (
        await youtube.oauth.begin(call, {
          redirectUri,
          state: "s",
          verifier,
          scopes: youtube.oauth.scopes,
          rerequest: false,
          switchAccount: false,
        })
      ).url,
    );
    again.searchParams.delete("prompt");
    const back = new URL(await visitor.consent(again.href, anna));
    const { answer } = await youtube.oauth.finish(call, { params: back.searchParams, redirectUri, verifier });
    expect(answer.tokens.refreshToken).toBeUndefined();
    expect(answer.tokens.accessToken.reveal()).toMatch(/^ya29\./);
  });

  test("P34 scopes that are not told stay unknown", async () => {
    const { connect, meddle, call } = await rehearse();
    const grant = await connect(anna);
    meddle(() => ({ access_token: "ya29.x", token_type: "Bearer", expires_in: "3599" }));
    expect(await youtube.oauth.refresh(call, grant)).toMatchObject({
      scopesGranted: undefined,
      tokens: { refreshToken: undefined },
      accessExpiresAt: expect.any(Date),
    });
  });

  test("a code that somebody else caught is worth nothing without the verifier", async () => {
    const { call, visit } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier: "w".repeat(64) };
    await expect(youtube.oauth.finish(call, back)).rejects.toMatchObject({ diagnosis: { rule: "youtube/code-dead" } });
  });

  test.each([
    [
      "for another app",
      (jwt: Record<string, unknown>) => ({ ...jwt, aud: "999-other.apps.googleusercontent.com" }),
      "youtube/other_app",
    ],
    [
      "from another issuer",
      (jwt: Record<string, unknown>) => ({ ...jwt, iss: "https://evil.example" }),
      "any/unrecognised",
    ],
    ["that names nobody", (jwt: Record<string, unknown>) => ({ ...jwt, sub: undefined }), "any/unrecognised"],
  ])("P13 an ID token %s is refused", async (_what, change, rule) => {
    const { call, visit, meddle } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier };
    const claims = { iss: "https://accounts.google.com", aud: clientId, sub: "1" };
    const id_token = `e30.${Buffer.from(JSON.stringify(change(claims))).toString("base64url")}.c2ln`;
    meddle(({ pathname }) =>
      pathname === "/token" ? { access_token: "ya29.x", token_type: "Bearer", id_token } : undefined,
    );
    const failure: unknown = await youtube.oauth.finish(call, back).catch((error: unknown) => error);
    expect(failure).toMatchObject({ diagnosis: { rule } });
    expect(JSON.stringify(failure)).not.toMatch(/ya29|c2ln/);
  });
});

describe("the operator's road", () => {
  test("id and secret are proved by a call that changes nothing", async () => {
    const { call, connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await youtube.setup.prove?.(call);
    expect((await control.log({ path: "/token" })).at(-1)).toMatchObject({ status: 400, code: "invalid_grant" });
    await refresh(grant);
  });

  test.each(["id", "secret"])("P28 a wrong %s is told as such", async (which) => {
    const { call } = await rehearse();
    const wrong = which === "id" ? { ...call.app, clientId: "1" } : { ...call.app, clientSecret: Secret.of("wrong") };
    await expect(youtube.setup.prove?.({ ...call, app: wrong })).rejects.toMatchObject({
      diagnosis: { rule: "youtube/invalid_client", kind: "app-rejected", repair: { who: "operator" } },
    });
  });

  test("P28 a deleted client is one matter for the operator, not for everybody who connected", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await control.updateApp({ disabled: true });
    const deleted = { diagnosis: { rule: "youtube/deleted_client", kind: "app-rejected", reach: "app" } };
    await expect(youtube.oauth.refresh(call, grant)).rejects.toMatchObject(deleted);
    await expect(youtube.setup.prove?.(call)).rejects.toMatchObject(deleted);
    await expect(
      youtube.probe.access(call, grant, { remoteId: "UC", token: grant.tokens.accessToken }),
    ).rejects.toMatchObject({
      diagnosis: { rule: "youtube/accessNotConfigured", kind: "app-rejected" },
    });
  });

  test("a server in trouble proves nothing about the app", async () => {
    const { call, control } = await rehearse();
    await control.outage(true);
    await expect(youtube.setup.prove?.(call)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });

  test("P27 while the app is in Testing only its testers get in", async () => {
    const { connect } = await rehearse(testing);
    await connect(anna);
    await expect(connect(ben)).rejects.toThrow(/has not completed the Google verification process/);
  });
});

describe("giving back", () => {
  test("revoking any grant ends all that this login gave to the project, and the guide says so before", async () => {
    const { call, connect } = await rehearse();
    const berlin = await connect({ ...anna, pages: ["Northwind Berlin"] });
    const hamburg = await connect({ ...anna, pages: ["Northwind Hamburg"] });
    const bens = await connect(ben);
    await youtube.oauth.revoke(call, berlin);
    for (const grant of [berlin, hamburg])
      await expect(youtube.oauth.refresh(call, grant)).rejects.toMatchObject({ diagnosis: { rule: "youtube/ended" } });
    await youtube.oauth.refresh(call, bens);
    expect(youtube.about.guide.whatExpires).toMatch(
      /ends every channel that this Google account has connected here, all at once/,
    );
  });

  test("what is over already is as good as revoked; another refusal is told", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await control.removeApp({ person: "anna-berg" });
    await youtube.oauth.revoke(call, grant);
    await control.outage(true);
    await expect(youtube.oauth.revoke(call, grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });
});

describe("time travel", () => {
  test("P21 400 days: a login that is used lives on, with one refresh token all the time; six months without use end it", async () => {
    const side = await rehearse();
    const born = side.call.now();
    let grant = await side.connect(anna);
    const { refreshToken } = grant.tokens;
    let refreshes = 0;
    while (secondsUntil(born, side.call.now()) < 400 * day) {
      grant = await refreshWhenDue(side, grant);
      refreshes += 1;
    }
    await youtube.probe.grant(side.call, grant);
    expect(refreshes).toBe(Math.ceil(400 / 7));
    expect(grant.tokens.refreshToken?.reveal()).toBe(refreshToken?.reveal());
    expect([grant.refreshExpiresAt, grant.endsAt]).toEqual([undefined, undefined]);
    await side.leap(183 * day);
    await expect(side.refresh(grant)).rejects.toMatchObject({
      diagnosis: {
        rule: "youtube/unused",
        kind: "token-expired",
        cause: "lifetime_reached",
        reach: "grant",
        retry: "never",
        repair: { who: "token_setter", how: expect.stringMatching(/not used for six months/) },
      },
    });
  });

  test.each([
    ["the end is told with the tokens", ["tells-the-end"], "youtube/testing-7-days"],
    ["nothing is told", [], "youtube/testing-7-days"],
  ])(
    "P27 an app in Testing: seven days after the consent the grant dies, and the operator reads why (%s)",
    async (_what, marks, rule) => {
      const side = await rehearse({ ...testing, configurations: marks.map((id) => ({ id, scopes: [] })) });
      let grant = await side.connect(anna);
      for (let looks = 0; looks < 13; looks++) {
        await side.leap(12 * hour);
        grant = await side.refresh(grant);
      }
      expect(grant.endsAt !== undefined).toBe(marks.length > 0);
      await side.leap(12 * hour + 60);
      await expect(side.refresh(grant)).rejects.toMatchObject({
        diagnosis: {
          rule,
          kind: "token-expired",
          cause: "lifetime_reached",
          reach: "grant",
          retry: "never",
          repair: { how: expect.stringMatching(/publishing status is “Testing”.*“In production”/) },
        },
      });
    },
  );
});

/** As the server does it: leap to the planned moment, refresh. */
async function refreshWhenDue(side: NetworkRehearsal, grant: LiveGrant): Promise<LiveGrant> {
  const plan = planRefresh({ ...grant, hasRefreshToken: true }, youtube.policy.refresh, 0);
  if (!("at" in plan)) throw new Error("nothing would refresh it");
  await side.leap((plan.at.getTime() - side.call.now().getTime()) / 1000);
  return side.refresh(grant);
}

const secondsUntil = (now: Date, end: Date | null | undefined): number =>
  ((end?.getTime() ?? Number.NaN) - now.getTime()) / 1000;
