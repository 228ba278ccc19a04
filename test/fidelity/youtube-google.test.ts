import { auth as older, youtube, type youtube_v3 } from "@googleapis/youtube";
import { ClientAuthentication, CodeChallengeMethod, OAuth2Client, type Credentials } from "google-auth-library";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/youtube/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { googleRefusal, ledToSimulator } from "#test/google-clients.ts";

/**
 * Google's own libraries against the simulator, led there by their `transporterOptions` (test/google-clients.ts). The YouTube client
 * carries an older copy of google-auth-library, so its calls go through that one.
 */
const redirectUri = "https://app.example/callback";
const [registered] = sample.apps ?? [];
const clientId = registered?.id ?? "";
const clientSecret = registered?.secret ?? "";
const scope = ["openid", "email", "https://www.googleapis.com/auth/youtube.readonly"];
const granted = scope.with(1, "https://www.googleapis.com/auth/userinfo.email");
const anna = { email: "anna@northwind.example", password: "coffee", pages: ["Northwind Hamburg"] };

async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "youtube");
  const apps = (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri] }));
  await control.load({ ...sample, apps });
  const settings = ledToSimulator(simulator.url, { clientId, clientSecret, redirectUri });
  const google = new OAuth2Client(settings);
  const consent = async (visit: Visit = anna, more: object = {}) => {
    const { codeVerifier, codeChallenge = "" } = await google.generateCodeVerifierAsync();
    const url = google.generateAuthUrl({
      access_type: "offline",
      scope,
      prompt: "consent select_account",
      state: "st4te",
      code_challenge: codeChallenge,
      code_challenge_method: CodeChallengeMethod.S256,
      ...more,
    });
    const back = new URL(await createVisitor(simulator.url).consent(url, visit)).searchParams;
    expect(back.get("state")).toBe("st4te");
    return { codeVerifier, code: back.get("code") ?? "", error: back.get("error") };
  };
  const connect = async (visit?: Visit, more?: object): Promise<Credentials> =>
    (await google.getToken(await consent(visit, more))).tokens;
  /** Google's client for YouTube with these tokens, in the form of its manual. */
  const open = (tokens: Credentials, forceRefreshOnFailure = false) => {
    const auth = new older.OAuth2({ ...settings, forceRefreshOnFailure });
    auth.setCredentials(tokens);
    return { auth, api: youtube({ version: "v3", auth }) };
  };
  return { control, settings, google, consent, connect, open };
}

const mine: youtube_v3.Params$Resource$Channels$List = { part: ["id", "snippet", "status"], mine: true };

test("google-auth-library walks its own dance with PKCE and reads the tokens", async () => {
  const { connect } = await stage();
  const tokens = await connect();
  expect(tokens).toMatchObject({
    access_token: expect.stringMatching(/^ya29\./),
    refresh_token: expect.stringMatching(/^1\/\//),
    token_type: "Bearer",
    id_token: expect.any(String),
  });
  expect(tokens.scope?.split(" ")).toEqual(granted);
  expect(Math.abs((tokens.expiry_date ?? 0) - Date.now() - 3_599_000)).toBeLessThan(600_000);
});

test("client_secret_basic will do; a code that was used is a GaxiosError with the two members of RFC 6749", async () => {
  const { google, settings, consent } = await stage();
  const basic = new OAuth2Client({ ...settings, clientAuthentication: ClientAuthentication.ClientSecretBasic });
  const shown = await consent();
  expect((await basic.getToken(shown)).tokens.access_token).toMatch(/^ya29/);
  expect(await googleRefusal(() => google.getToken(shown))).toMatchObject({
    status: 400,
    message: "invalid_grant",
    response: { data: { error: "invalid_grant", error_description: expect.any(String) } },
  });
  const wrong = new OAuth2Client({ ...settings, clientSecret: "wrong" });
  expect(await googleRefusal(async () => wrong.getToken(await consent()))).toMatchObject({
    status: 401,
    message: "invalid_client",
    response: { data: { error_description: "The provided client secret is invalid." } },
  });
});

test("somebody who says no comes back with access_denied", async () => {
  const { consent } = await stage();
  expect(await consent({ ...anna, cancel: true })).toMatchObject({ code: "", error: "access_denied" });
});

test("google-auth-library verifies the ID token with Google's certificates, and asks what a token is worth", async () => {
  const { google, connect } = await stage();
  const { id_token = "", access_token = "" } = await connect();
  const ticket = await google.verifyIdToken({ idToken: id_token ?? "", audience: clientId });
  expect(ticket.getPayload()).toMatchObject({ sub: "108246801357924680135", email: "anna@northwind.example" });
  expect(ticket.getUserId()).toBe("108246801357924680135");
  const info = await google.getTokenInfo(access_token ?? "");
  expect(info).toMatchObject({
    aud: clientId,
    azp: clientId,
    sub: "108246801357924680135",
    scopes: granted,
    access_type: "offline",
  });
  expect(Math.abs(info.expiry_date - Date.now() - 3_599_000)).toBeLessThan(600_000);
});

test("Google's client for YouTube lists the one channel that the consent was for", async () => {
  const { connect, open } = await stage();
  const { data, status } = await open(await connect()).api.channels.list(mine);
  expect([status, data.pageInfo, data.items?.length]).toEqual([200, { totalResults: 1, resultsPerPage: 5 }, 1]);
  expect(data).toMatchObject({
    kind: "youtube#channelListResponse",
    items: [
      {
        kind: "youtube#channel",
        id: "UCn0rthw1ndHamburgSh0pCc",
        snippet: { title: "Northwind Hamburg", thumbnails: { default: { width: 88 } } },
        status: { isLinked: true, privacyStatus: "public" },
      },
    ],
  });
});

test("a spent access token is refreshed by Google's client itself, and the call made again; the refresh token stays", async () => {
  const { connect, control, open } = await stage();
  const tokens = await connect();
  await control.leapClock(3600);
  const { auth, api } = open(tokens, true);
  expect((await api.channels.list(mine)).data.items).toHaveLength(1);
  expect(auth.credentials.access_token).not.toBe(tokens.access_token);
  expect(auth.credentials.refresh_token).toBe(tokens.refresh_token);
  const statuses = (await control.log({ path: "/youtube/v3/channels" })).map(({ status }) => status);
  expect(statuses).toEqual([401, 200]);
});

test("an access token that is about to end is refreshed before the call, many callers once", async () => {
  const { connect, control, google, settings } = await stage();
  const tokens = await connect();
  const eager = new OAuth2Client({ ...settings, eagerRefreshThresholdMillis: 3_600_000 });
  eager.setCredentials(tokens);
  await control.clearLog();
  const headers = await Promise.all(Array.from({ length: 5 }, () => eager.getRequestHeaders()));
  expect(new Set(headers.map((one) => one.get("authorization"))).size).toBe(1);
  expect(headers[0]?.get("authorization")).not.toBe(`Bearer ${tokens.access_token}`);
  expect(await control.countCalls({ path: "/token" })).toBe(1);
  google.setCredentials(tokens);
  expect((await google.getAccessToken()).token).toBe(tokens.access_token);
});

test("without prompt=consent a second consent brings no refresh token", async () => {
  const { connect } = await stage();
  await connect();
  expect((await connect(anna, { prompt: "select_account" })).refresh_token).toBeUndefined();
});

test("google-auth-library revokes, and the dead refresh token is invalid_grant in Google's words", async () => {
  const { connect, google } = await stage();
  google.setCredentials(await connect());
  const kept = { ...google.credentials };
  expect((await google.revokeCredentials()).status).toBe(200);
  google.setCredentials(kept);
  const dead = await googleRefusal(() => google.refreshAccessToken());
  expect([dead.status, dead.message, dead.response?.data]).toEqual([
    400,
    "invalid_grant",
    { error: "invalid_grant", error_description: "Token has been expired or revoked." },
  ]);
  expect(await googleRefusal(() => google.getTokenInfo(kept.access_token ?? ""))).toMatchObject({
    status: 400,
    response: { data: { error: "invalid_token" } },
  });
});

test("google-auth-library tells a person who must sign in again from a dead token", async () => {
  const { connect, control, google } = await stage();
  google.setCredentials(await connect());
  await control.blockPerson("anna-berg", "unconfirmed");
  const asked = await googleRefusal(() => google.refreshAccessToken());
  expect(JSON.parse(asked.message)).toEqual({
    error: "invalid_grant",
    error_description: "reauth related error (invalid_rapt)",
    error_subtype: "invalid_rapt",
  });
});

test("Google's client reads the envelope of a refused call: reason, domain, status, details", async () => {
  const { connect, control, open } = await stage();
  const unread = await connect({ ...anna, untick: ["https://www.googleapis.com/auth/youtube.readonly"] });
  expect(await googleRefusal(() => open(unread).api.channels.list(mine))).toMatchObject({
    status: 403,
    code: 403,
    response: {
      data: {
        error: {
          status: "PERMISSION_DENIED",
          errors: [{ reason: "insufficientPermissions", domain: "global", message: "Insufficient Permission" }],
          details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }],
        },
      },
    },
  });
  const { api } = open(await connect());
  await control.setUsage(100);
  const quota = await googleRefusal(() => api.channels.list(mine));
  expect(quota).toMatchObject({
    status: 403,
    response: { data: { error: { errors: [{ reason: "quotaExceeded" }] } } },
  });
  await control.setUsage(null);
  await control.addFault("token_expired");
  expect(await googleRefusal(() => api.channels.list(mine))).toMatchObject({
    status: 401,
    message: expect.stringMatching(/^Request had invalid authentication credentials/),
    response: {
      data: { error: { status: "UNAUTHENTICATED", errors: [{ reason: "authError", location: "Authorization" }] } },
    },
  });
});

test("what passes Google's client tries again: 503, the page of a proxy; a limit that is a 403 it does not", async () => {
  const { connect, control, open } = await stage();
  const { api } = open(await connect());
  const tries = () => control.countCalls({ path: "/youtube/v3/channels" });
  await control.addFault("outage", { times: 2 });
  expect((await api.channels.list(mine)).status).toBe(200);
  expect(await tries()).toBe(3);
  await control.addFault("html", { times: 1 });
  expect((await api.channels.list(mine)).status).toBe(200);
  expect(await tries()).toBe(5);
  await control.addFault("rate_limited");
  expect(await googleRefusal(() => api.channels.list(mine))).toMatchObject({
    status: 403,
    message: "Rate Limit Exceeded",
    response: { data: { error: { errors: [{ reason: "rateLimitExceeded", domain: "usageLimits" }] } } },
  });
  expect(await tries()).toBe(6);
});
