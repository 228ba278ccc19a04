import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/linkedin/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const issuer = new URL("https://www.linkedin.com/oauth");
const [app] = sample.apps ?? [];
const client: oauth.Client = { client_id: app?.id ?? "" };
const secret = app?.secret ?? "";

/** A simulated LinkedIn, found by its discovery document; the library's way out leads to it instead of to the real hosts. */
async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "linkedin");
  await control.load({ ...sample, apps: (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri] })) });
  const way = {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (url: string, init: object) =>
      fetch(url.replace("https://", `${simulator.url}/`), init as RequestInit),
  };
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, way));
  const consent = async (scope: string, visit: Partial<Visit> = {}): Promise<string> => {
    const url = new URL(server.authorization_endpoint ?? "");
    const query = { client_id: client.client_id, redirect_uri: redirectUri, response_type: "code", scope, state };
    url.search = new URLSearchParams(query).toString();
    return createVisitor(simulator.url).consent(url.href, {
      email: "anna@northwind.example",
      password: "coffee",
      ...visit,
    });
  };
  const back = async (scope: string, visit?: Partial<Visit>) =>
    oauth.validateAuthResponse(server, client, new URL(await consent(scope, visit)), state);
  const exchange = (params: URLSearchParams, auth = oauth.ClientSecretPost(secret)) =>
    oauth.authorizationCodeGrantRequest(server, client, auth, params, redirectUri, oauth.nopkce, way);
  const refresh = (token: string, auth = oauth.ClientSecretPost(secret)) =>
    oauth.refreshTokenGrantRequest(server, client, auth, token, way);
  return { control, server, way, back, exchange, refresh };
}

const everything = "openid profile email w_member_social";

test("oauth4webapi finds the endpoints by discovery and exchanges the code with client_secret_post; the ID token holds, signature and all", async () => {
  const { server, way, back, exchange } = await stage();
  const response = await exchange(await back(everything));
  const answer = await oauth.processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
  expect(answer).toMatchObject({
    access_token: expect.stringMatching(/^AQX/),
    refresh_token: expect.stringMatching(/^AQW/),
    token_type: "bearer",
    expires_in: 5_184_000,
    refresh_token_expires_in: 31_536_000,
  });
  expect(oauth.getValidatedIdTokenClaims(answer)).toMatchObject({ name: "Anna Berg", aud: client.client_id });
  await oauth.validateApplicationLevelSignature(server, response, way);
});

test("oauth4webapi reads the member, the same one as in the ID token", async () => {
  const { server, way, back, exchange } = await stage();
  const answer = await oauth.processAuthorizationCodeResponse(server, client, await exchange(await back(everything)));
  const { sub = "" } = oauth.getValidatedIdTokenClaims(answer) ?? {};
  const response = await oauth.userInfoRequest(server, client, answer.access_token, way);
  expect(await oauth.processUserInfoResponse(server, client, sub, response)).toMatchObject({
    name: "Anna Berg",
    email: "anna@northwind.example",
    email_verified: true,
  });
});

test("oauth4webapi refreshes as often as it likes: the refresh token does not rotate, and ends after 365 days all the same", async () => {
  const { control, server, back, exchange, refresh } = await stage();
  const first = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await exchange(await back("w_member_social")),
  );
  const token = first.refresh_token ?? "";
  for (const day of [59, 118, 360]) {
    const { now } = await control.state();
    await control.leapClock(day * 86_400 - (Date.parse(now) - Date.now()) / 1000);
    const fresh = await oauth.processRefreshTokenResponse(server, client, await refresh(token));
    expect(fresh.refresh_token).toBe(token);
    expect(Math.round(Number(fresh["refresh_token_expires_in"]) / 86_400)).toBe(365 - day);
    expect(Math.round(Number(fresh.expires_in) / 86_400)).toBe(Math.min(60, 365 - day));
  }
  await control.leapClock(6 * 86_400);
  const refused = oauth.processRefreshTokenResponse(server, client, await refresh(token));
  // Not `invalid_grant`, as RFC 6749 §5.2 has it.
  await expect(refused).rejects.toMatchObject({ status: 400, error: "invalid_request" });
});

test("oauth4webapi is refused with Basic credentials, with a wrong secret, and with a code that was used", async () => {
  const { server, back, exchange } = await stage();
  const process = async (response: Promise<Response>) =>
    oauth.processAuthorizationCodeResponse(server, client, await response);
  const params = await back("w_member_social");
  await expect(process(exchange(params, oauth.ClientSecretBasic(secret)))).rejects.toMatchObject({
    error: "invalid_request",
    error_description: 'A required parameter "client_id" is missing',
  });
  await expect(process(exchange(params, oauth.ClientSecretPost("wrong")))).rejects.toMatchObject({
    status: 401,
    error: "invalid_client",
  });
  await process(exchange(params));
  await expect(process(exchange(params))).rejects.toMatchObject({
    status: 401,
    error: "invalid_request",
    error_description: expect.stringContaining("authorization code not found"),
  });
});

test("oauth4webapi understands the two ways of saying no at LinkedIn", async () => {
  const { control, back } = await stage();
  await expect(back(everything, { cancel: true })).rejects.toMatchObject({ error: "user_cancelled_authorize" });
  await control.updateApp({ approvedScopes: ["openid", "profile"] });
  await expect(back(everything)).rejects.toMatchObject({ error: "unauthorized_scope_error" });
});
