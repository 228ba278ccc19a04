import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/pinterest/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const insecure = { [oauth.allowInsecureRequests]: true };
const [app] = sample.apps ?? [];
const client: oauth.Client = { client_id: app?.id ?? "" };
const secret = app?.secret ?? "";

/** A simulated Pinterest, as an authorization server of RFC 6749 sees itself. */
async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "pinterest");
  const apps = (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri] }));
  await control.load({ ...sample, apps });
  const api = `${simulator.url}/api.pinterest.com/v5`;
  const server: oauth.AuthorizationServer = {
    issuer: "https://www.pinterest.com",
    token_endpoint: `${api}/oauth/token`,
    revocation_endpoint: `${api}/oauth/token/revoke`,
  };
  const consent = async (scope: string): Promise<URLSearchParams> => {
    const query = { client_id: client.client_id, redirect_uri: redirectUri, response_type: "code", scope, state };
    const url = `https://www.pinterest.com/oauth/?${new URLSearchParams(query).toString()}`;
    const who = { email: "anna@northwind.example", password: "coffee" };
    const back = await createVisitor(simulator.url).consent(url, who);
    return oauth.validateAuthResponse(server, client, new URL(back), state);
  };
  const exchange = (params: URLSearchParams, auth: oauth.ClientAuth) =>
    oauth.authorizationCodeGrantRequest(server, client, auth, params, redirectUri, oauth.nopkce, insecure);
  const connect = async (scope = "user_accounts:read,boards:read") => {
    const answer = await exchange(await consent(scope), oauth.ClientSecretBasic(secret));
    return oauth.processAuthorizationCodeResponse(server, client, answer);
  };
  const refresh = (token: string, auth = oauth.ClientSecretBasic(secret)) =>
    oauth.refreshTokenGrantRequest(server, client, auth, token, insecure);
  return { control, api, server, consent, exchange, connect, refresh };
}

test("oauth4webapi exchanges the code with client_secret_basic and reads the answer, `response_type` and all", async () => {
  const { connect } = await stage();
  expect(await connect("user_accounts:read boards:read")).toMatchObject({
    access_token: expect.stringMatching(/^pina_/),
    refresh_token: expect.stringMatching(/^pinr\./),
    response_type: "authorization_code",
    token_type: "bearer",
    expires_in: 2_592_000,
    refresh_token_expires_in: 5_184_000,
    scope: "user_accounts:read boards:read",
  });
});

test("oauth4webapi refreshes: both tokens change, the scopes are separated by spaces, the old token is refused", async () => {
  const { connect, refresh, server } = await stage();
  const first = await connect();
  const old = first.refresh_token ?? "";
  const second = await oauth.processRefreshTokenResponse(server, client, await refresh(old));
  expect(second).toMatchObject({ response_type: "refresh_token", scope: "user_accounts:read boards:read" });
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_token).not.toBe(old);
  expect(second["refresh_token_expires_at"]).toBeTypeOf("number");
  const refused = await refresh(old);
  expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code: 2 })]);
});

test("credentials in the body are not credentials; neither is a wrong secret in the header", async () => {
  const { consent, exchange, server } = await stage();
  for (const auth of [oauth.ClientSecretPost(secret), oauth.ClientSecretBasic("wrong")]) {
    const answer = await exchange(await consent("user_accounts:read"), auth);
    expect(answer.status).toBe(401);
    // Not an error of RFC 6749 §5.2: a client made for the standard cannot tell what is wrong, hence diagnose/.
    await expect(oauth.processAuthorizationCodeResponse(server, client, answer)).rejects.toMatchObject({
      code: oauth.RESPONSE_IS_NOT_CONFORM,
    });
  }
});

test("oauth4webapi uses the token as a bearer token", async () => {
  const { api, connect } = await stage();
  const { access_token } = await connect();
  const ask = (token: string) =>
    oauth.protectedResourceRequest(token, "GET", new URL(`${api}/user_account`), undefined, undefined, insecure);
  expect(await (await ask(access_token)).json()).toMatchObject({
    username: "northwind_coffee",
    account_type: "BUSINESS",
  });
  expect((await ask("pina_wrong")).status).toBe(401);
});

test("oauth4webapi's revocation is refused for a person's token, and the token lives on", async () => {
  const { connect, server, refresh } = await stage();
  const { refresh_token = "" } = await connect();
  const auth = oauth.ClientSecretBasic(secret);
  const answer = await oauth.revocationRequest(server, client, auth, refresh_token, insecure);
  expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 29 })]);
  expect((await refresh(refresh_token)).status).toBe(200);
});

test("a refusal comes back to the redirect address as oauth4webapi expects it", async () => {
  const { server } = await stage();
  const back = new URLSearchParams({ error: "access_denied", state });
  expect(() => oauth.validateAuthResponse(server, client, back, state)).toThrow(oauth.AuthorizationResponseError);
});
