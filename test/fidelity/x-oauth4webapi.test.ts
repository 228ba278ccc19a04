import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/x/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const everything = "tweet.read users.read tweet.write offline.access";
const [app] = sample.apps ?? [];
const client: oauth.Client = { client_id: app?.id ?? "" };
const secret = app?.secret ?? "";

/** A simulated X, as an authorization server of RFC 6749 sees itself; the library's way out leads to it instead of to the real hosts. */
async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "x");
  await control.load({ ...sample, apps: (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri] })) });
  const server: oauth.AuthorizationServer = {
    issuer: "https://x.com",
    authorization_endpoint: "https://x.com/i/oauth2/authorize",
    token_endpoint: "https://api.x.com/2/oauth2/token",
    revocation_endpoint: "https://api.x.com/2/oauth2/revoke",
  };
  const way = {
    [oauth.customFetch]: (url: string, init: object) =>
      fetch(url.replace("https://", `${simulator.url}/`), init as RequestInit),
  };
  /** With the proof key that oauth4webapi makes (RFC 7636), or changed by the test. */
  const consent = async (scope = everything, changes: Record<string, string> = {}, cancel = false) => {
    const verifier = oauth.generateRandomCodeVerifier();
    const url = new URL(server.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...changes,
    }).toString();
    const visit = { email: "anna@northwind.example", password: "coffee", cancel };
    return { verifier, back: new URL(await createVisitor(simulator.url).consent(url.href, visit)) };
  };
  const exchange = async (
    { back, verifier }: { back: URL; verifier: string },
    auth = oauth.ClientSecretBasic(secret),
  ) =>
    oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      oauth.validateAuthResponse(server, client, back, state),
      redirectUri,
      verifier,
      way,
    );
  const connect = async (scope?: string) =>
    oauth.processAuthorizationCodeResponse(server, client, await exchange(await consent(scope)));
  const refresh = (token: string, auth = oauth.ClientSecretBasic(secret)) =>
    oauth.refreshTokenGrantRequest(server, client, auth, token, way);
  return { control, server, way, consent, exchange, connect, refresh };
}

test("oauth4webapi goes through the code flow with PKCE and client_secret_basic, and reads the answer", async () => {
  const { connect } = await stage();
  expect(await connect()).toMatchObject({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    token_type: "bearer",
    expires_in: 7200,
    scope: everything,
  });
});

test("without offline.access there is no refresh token", async () => {
  const { connect } = await stage();
  expect(await connect("tweet.read users.read")).not.toHaveProperty("refresh_token");
});

test("a verifier that does not fit the challenge is refused, and so is a method that nobody knows", async () => {
  const { server, consent, exchange } = await stage();
  const wrong = { ...(await consent()), verifier: oauth.generateRandomCodeVerifier() };
  await expect(oauth.processAuthorizationCodeResponse(server, client, await exchange(wrong))).rejects.toMatchObject({
    error: "invalid_request",
    status: 400,
  });
  await expect(consent(everything, { code_challenge_method: "S512" })).rejects.toThrow(/weren.t able to give access/);
});

test("the method `plain` is taken as X documents it: the challenge is the verifier", async () => {
  const { server, consent, exchange } = await stage();
  const plain = { code_challenge_method: "plain", code_challenge: oauth.generateRandomCodeVerifier() };
  const dance = { ...(await consent(everything, plain)), verifier: plain.code_challenge };
  const wrong = { ...(await consent(everything, plain)), verifier: oauth.generateRandomCodeVerifier() };
  const answer = await exchange(dance);
  expect(await oauth.processAuthorizationCodeResponse(server, client, answer)).toMatchObject({ expires_in: 7200 });
  expect((await exchange(wrong)).status).toBe(400);
});

test("RFC 9700 §4.14.2: a refresh spends the token, and its second use ends the whole family", async () => {
  const { connect, refresh, server } = await stage();
  const first = await connect();
  const second = await oauth.processRefreshTokenResponse(server, client, await refresh(first.refresh_token ?? ""));
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.scope).toBe(everything);
  for (const token of [first.refresh_token, second.refresh_token])
    await expect(oauth.processRefreshTokenResponse(server, client, await refresh(token ?? ""))).rejects.toMatchObject({
      error: "invalid_request",
      error_description: "Value passed for the token was invalid.",
    });
});

test("a wrong secret is unauthorized_client; credentials in the body are none", async () => {
  const { connect, refresh, server } = await stage();
  const { refresh_token = "" } = await connect();
  const wrong = await refresh(refresh_token, oauth.ClientSecretBasic("wrong"));
  await expect(oauth.processRefreshTokenResponse(server, client, wrong)).rejects.toMatchObject({
    error: "unauthorized_client",
    status: 401,
  });
  expect((await refresh(refresh_token, oauth.ClientSecretPost(secret))).status).toBe(401);
  expect((await refresh(refresh_token)).status).toBe(200);
});

test("oauth4webapi uses the token as a bearer token; a dead one is answered with a problem, not with a challenge", async () => {
  const { connect, way } = await stage();
  const { access_token } = await connect();
  const ask = (token: string) =>
    oauth.protectedResourceRequest(token, "GET", new URL("https://api.x.com/2/users/me"), undefined, undefined, way);
  expect(await (await ask(access_token)).json()).toEqual({
    data: { id: "1190348842300674049", name: "Northwind Coffee", username: "NorthwindCoffee" },
  });
  const refused = await ask("wrong");
  expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ type: "about:blank" })]);
});

test("oauth4webapi's revocation ends the grant", async () => {
  const { connect, server, way, refresh } = await stage();
  const { refresh_token = "" } = await connect();
  const answer = await oauth.revocationRequest(server, client, oauth.ClientSecretBasic(secret), refresh_token, way);
  expect(await oauth.processRevocationResponse(answer)).toBeUndefined();
  expect((await refresh(refresh_token)).status).toBe(400);
});

test("a refusal comes back to the redirect address as oauth4webapi expects it", async () => {
  const { server, consent } = await stage();
  const { back } = await consent(everything, {}, true);
  expect(() => oauth.validateAuthResponse(server, client, back, state)).toThrow(oauth.AuthorizationResponseError);
});
