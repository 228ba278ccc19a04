import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { asAccess, connected, failureOf, redirectUri, rehearse, twoPages } from "#test/facebook-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { hookRequest, postedFor } from "#test/meta-hooks.ts";
import { testRefusals } from "#test/network-oauth.ts";
import type { Call, DanceStart } from "../network.ts";
import { facebook } from "./facebook.ts";

const secret = "0123456789abcdef0123456789abcdef";
const app = { clientId: "700000000000001", clientSecret: Secret.of(secret), settings: {} };
const configured = { name: "Latchkey", id: app.clientId, secret, redirectUris: [redirectUri] };
const refused = (error_subcode: number) => ({
  status: 400,
  body: { error: { code: 190, error_subcode, message: "Error validating access token" } },
});

testNetwork(facebook, { app, beginsOffline: true, deadly: [458, 459, 460, 463, 464, 467, 492].map(refused) });

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier: "v",
    scopes: facebook.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };
  async function dialogWith(
    changes: Partial<DanceStart>,
    settings: Record<string, string> = {},
  ): Promise<URLSearchParams> {
    const { call } = await rehearse();
    const { url } = await facebook.oauth.begin({ ...call, app: { ...call.app, settings } }, { ...start, ...changes });
    return new URL(url).searchParams;
  }

  test("asks for every scope, in Facebook's way, and for nothing to be entered again", async () => {
    expect(Object.fromEntries(await dialogWith({}))).toEqual({
      client_id: app.clientId,
      redirect_uri: redirectUri,
      state: "s",
      response_type: "code",
      scope: facebook.oauth.scopes.join(","),
    });
  });

  test.each([
    [{ rerequest: true }, "rerequest"],
    [{ switchAccount: true }, "reauthenticate"],
    [{ rerequest: true, switchAccount: true }, "rerequest,reauthenticate"],
  ])("P32 R70 %o asks with auth_type=%s", async (changes, type) => {
    expect((await dialogWith(changes)).get("auth_type")).toBe(type);
  });

  test("with a login configuration the configuration replaces the scopes", async () => {
    const query = await dialogWith({}, { configId: "42" });
    expect([query.get("config_id"), query.get("scope")]).toEqual(["42", null]);
  });

  testRefusals(facebook, [
    [
      "error=access_denied&error_reason=user_denied&error_description=Permissions+error.&state=s",
      "cancelled",
      "Permissions error.",
    ],
    [
      "error=access_denied&error_reason=user_denied&error_code=200&error_description=Permissions+error&state=s",
      "app_rejected",
      "Permissions error",
    ],
    ["error_code=1349126&error_message=App+not+active", "failed", "App not active"],
    ["error=server_error", "failed", "server_error"],
    ["state=s", "failed", "Facebook sent neither a code nor a reason."],
  ]);
});

describe("the dance at Facebook", () => {
  test("R2 R5 a connection ends with a long-lived user token, the person, the dates and what was granted", async () => {
    const facebookSide = await rehearse();
    const params = await facebookSide.visit();
    const { answer, person } = await facebook.oauth.finish(facebookSide.call, { params, redirectUri, verifier: "" });
    expect(person).toMatchObject({ name: "Anna Berg", remoteId: expect.stringMatching(/^\d+$/) });
    expect(answer.scopesGranted).toEqual(expect.arrayContaining([...facebook.oauth.scopes]));
    expect(answer.scopesDeclined).toEqual([]);
    const days = (end: Date | null | undefined) =>
      Math.round(((end?.getTime() ?? 0) - facebookSide.call.now().getTime()) / 86_400_000);
    expect([days(answer.accessExpiresAt), days(answer.dataAccessEndsAt)]).toEqual([60, 90]);
    expect(JSON.stringify([answer, person, facebookSide.traces])).not.toContain("EAA");
  });

  test("R31 R32 what the person unticked is told apart from what was granted", async () => {
    const { connect } = await rehearse();
    const grant = await connect({ untick: ["pages_manage_posts"] });
    expect(grant.scopesGranted).not.toContain("pages_manage_posts");
  });

  test("R31 Facebook Login for Business: all permissions or none, and still Pages one by one", async () => {
    const whole = await rehearse(
      { ...twoPages, apps: [{ ...configured, configurations: [{ id: "42", scopes: [...facebook.oauth.scopes] }] }] },
      { configId: "42" },
    );
    const grant = await whole.connect({ untick: ["pages_manage_posts"], pages: ["Northwind Hamburg"] });
    expect(grant.scopesGranted).toEqual(expect.arrayContaining([...facebook.oauth.scopes]));
    expect((await whole.list(grant)).map(({ name }) => name)).toEqual(["Northwind Hamburg"]);
    const back = await whole.visit({ cancel: true, email: "ben-okoro@people.example" });
    expect([back.get("code"), facebook.oauth.refusal(back)?.words]).toEqual([null, "Permissions error"]);
  });

  test("a plain login does not know configurations: Facebook ends the way there", async () => {
    const { visit } = await rehearse(twoPages, { configId: "42" });
    await expect(visit()).rejects.toThrow(/configuration/);
  });

  test("R30 a person who presses Cancel comes back with a refusal", async () => {
    const { visit } = await rehearse();
    expect(facebook.oauth.refusal(await visit({ cancel: true }))).toMatchObject({ what: "cancelled" });
  });

  test("a code that was used before gives nothing a second time", async () => {
    const { call, visit } = await rehearse();
    const back = { params: await visit(), redirectUri, verifier: "" };
    await facebook.oauth.finish(call, back);
    const failure = await failureOf(facebook.oauth.finish(call, back));
    expect(failure.evidence.address).toBe("graph.facebook.com/v26.0/oauth/access_token");
    expect(facebook.oauth.refusal(back.params)).toBeUndefined();
  });

  test("P28 a wrong app secret is the operator's to mend, nobody's consent is blamed", async () => {
    const { call, visit, control } = await rehearse();
    const params = await visit();
    await control.changeAppSecret();
    const failure = await failureOf(facebook.oauth.finish(call, { params, redirectUri, verifier: "" }));
    expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
  });

  test.each([
    ["a Page token", { type: "PAGE", app_id: app.clientId }],
    ["a system user's token", { type: "SYSTEM_USER", app_id: app.clientId }],
    ["another app's token", { type: "USER", app_id: "1" }],
  ])("P13 %s is refused where a user token belongs", async (_what, facts) => {
    const { call, visit, meddle } = await rehearse();
    const params = await visit();
    meddle(({ pathname }) =>
      pathname.endsWith("/debug_token") ? { data: { ...facts, is_valid: true, expires_at: 0 } } : undefined,
    );
    const failure = await failureOf(facebook.oauth.finish(call, { params, redirectUri, verifier: "" }));
    expect(failure.diagnosis).toMatchObject({ rule: "facebook/token-type", repair: { who: "operator" } });
    expect(failure.evidence).toMatchObject({
      address: "graph.facebook.com/v26.0/debug_token",
      body: { error: { code: "token-type" }, answer: facts },
    });
  });

  test("an answer of another shape than documented is a failure with evidence, no crash", async () => {
    const { call, visit, meddle } = await rehearse();
    const params = await visit();
    meddle(({ pathname }) => (pathname.endsWith("/me") ? { id: 7 } : undefined));
    const failure = await failureOf(facebook.oauth.finish(call, { params, redirectUri, verifier: "" }));
    expect(failure).toMatchObject({
      diagnosis: { kind: "unrecognised" },
      evidence: { address: "graph.facebook.com/v26.0/me", body: { id: 7 } },
    });
  });
});

describe("giving back", () => {
  test("revoking ends the consent at Facebook, also when the user token is over", async () => {
    for (const days of [0, 61]) {
      const { facebookSide, grant, berlin } = await connected();
      await facebookSide.leap(days);
      await facebook.oauth.revoke?.(facebookSide.call, grant);
      expect((await failureOf(facebook.probe.access(facebookSide.call, grant, asAccess(berlin)))).diagnosis.cause).toBe(
        "revoked_by_person",
      );
    }
  });

  test("what Facebook posts when a person removes the app is understood, and nothing else", async () => {
    const { facebookSide, grant } = await connected();
    const now = facebookSide.call.now();
    const { deletion, removal } = await postedFor(facebookSide.control, "anna-berg");
    expect(facebook.hooks.deauthorize?.(app, hookRequest(removal, now))).toMatchObject({
      accepted: true,
      facts: [{ fact: "person_removed_app", setterRemoteId: grant.setter.remoteId }],
    });
    const outcome = facebook.hooks["data-deletion"]?.(app, hookRequest(deletion, now));
    const code = expect.stringMatching(/^[0-9a-f]{24}$/);
    expect(outcome).toMatchObject({
      accepted: true,
      facts: [{ fact: "data_deletion_requested", setterRemoteId: grant.setter.remoteId, code }],
      answer: {
        confirmation_code: code,
        url: expect.stringMatching(/^https:\/\/keys\.example\.com\/deletion\/[0-9a-f]{24}$/),
      },
    });
    expect(facebook.hooks["data-deletion"]?.(app, hookRequest(deletion, now))).toEqual(outcome);
    const other = { ...app, clientSecret: Secret.of("another secret") };
    expect(facebook.hooks.deauthorize?.(other, hookRequest(removal, now))).toMatchObject({ accepted: false });
  });

  test("a request that was signed a week ago ends nothing", () => {
    const now = new Date("2026-11-22T09:00:00Z");
    const payload = Buffer.from(
      JSON.stringify({ algorithm: "HMAC-SHA256", issued_at: now.getTime() / 1000 - 7 * 86_400, user_id: "1" }),
    ).toString("base64url");
    const signature = createHmac("sha256", secret).update(payload).digest("base64url");
    expect(facebook.hooks.deauthorize?.(app, hookRequest(`signed_request=${signature}.${payload}`, now))).toMatchObject(
      { accepted: false },
    );
  });
});

describe("the operator's road", () => {
  const prove = (call: Call) => failureOf(Promise.resolve(facebook.setup.prove?.(call)));

  test("P28 app id and secret are proved by a call that changes nothing; wrong ones are refused as such", async () => {
    const { call, control, traces } = await rehearse();
    await facebook.setup.prove?.(call);
    expect(traces.map(({ method, address }) => [method, address])).toEqual([
      ["GET", `graph.facebook.com/v26.0/${app.clientId}`],
    ]);
    const unknown = { ...call, app: { ...call.app, clientId: "1" } };
    expect((await prove(unknown)).diagnosis.kind).toBe("app-rejected");
    await control.changeAppSecret();
    const { diagnosis, evidence } = await prove(call);
    expect(diagnosis).toMatchObject({ rule: "facebook/app-token", repair: { who: "operator" }, confidence: "certain" });
    expect(JSON.stringify(evidence)).toContain("Invalid OAuth access token signature.");
    await control.outage(true);
    expect((await prove(call)).diagnosis.kind).toBe("unreachable");
  });

  test("P28 every call names the version that the operator is warned of, and no other", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebook.probe.grant(facebookSide.call, grant);
    await facebook.probe.access(facebookSide.call, grant, asAccess(berlin));
    const named = new Set(facebookSide.traces.map(({ address }) => address.split("/")[1]));
    expect(facebook.policy.versions?.map(({ name }) => name)).toEqual([...named].map((one) => `Graph API ${one}`));
  });
});

test("P33 where the same app serves Instagram too, giving the Pages back leaves that alone", async () => {
  const { connect, call } = await rehearse();
  const scopes = [...facebook.oauth.scopes, "instagram_basic"];
  const grant = await connect({}, { scopes });
  await facebook.oauth.revoke?.(call, grant);
  const { scopesGranted = [] } = await facebook.probe.grant(call, grant);
  expect(scopesGranted).toEqual(expect.arrayContaining(["instagram_basic", "pages_show_list"]));
  expect(scopesGranted).not.toContain("pages_manage_posts");
});

test("P21 400 days: nothing refreshes; the login ends on its sixtieth day and says so, its Pages work on", async () => {
  const { facebookSide, grant, berlin, hamburg } = await connected();
  expect(planRefresh({ ...grant, hasRefreshToken: false }, facebook.policy.refresh, 0)).toEqual({
    never: "fixed_life",
  });
  await facebookSide.leap(61);
  expect((await failureOf(facebookSide.list(grant))).diagnosis).toMatchObject({
    cause: "lifetime_reached",
    reach: "access",
  });
  await facebookSide.leap(339);
  const proof = await facebook.probe.grant(facebookSide.call, grant);
  expect(proof.accessExpiresAt).toEqual(grant.accessExpiresAt);
  for (const page of [berlin, hamburg])
    expect((await facebook.probe.access(facebookSide.call, { ...grant, ...proof }, asAccess(page))).name).toBe(
      page?.name,
    );
});
