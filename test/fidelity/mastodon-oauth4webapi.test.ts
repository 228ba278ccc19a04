import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/mastodon/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const scopes = "profile read:accounts";

/** A simulated server, found by its own metadata (RFC 8414); the library's way out leads to it instead of to the real host. */
async function stage(host = "northwind.social") {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "mastodon");
  await control.load({ ...sample, apps: [] });
  const through = (url: string, init: object = {}) => fetch(url.replace("https://", `${simulator.url}/`), init);
  const options = { [oauth.customFetch]: through };
  const issuer = new URL(`https://${host}/`);
  const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  // The registration is Mastodon's own and no RFC 7591: the metadata names it `app_registration_endpoint`.
  const registration = await through(server["app_registration_endpoint"] as string, {
    method: "POST",
    body: new URLSearchParams({ client_name: "Northwind Tool", redirect_uris: redirectUri, scopes }),
  });
  const registered = (await registration.json()) as { client_id: string; client_secret: string };
  const client: oauth.Client = { client_id: registered.client_id };
  const secret = registered.client_secret;
  const verifier = oauth.generateRandomCodeVerifier();
  const consent = async (cancel = false): Promise<URL> => {
    const url = new URL(server.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope: scopes,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }).toString();
    const visit = { email: "carla@agency.example", password: "coffee", cancel };
    return new URL(await createVisitor(simulator.url).consent(url.href, visit));
  };
  const exchange = async (back: URL, auth = oauth.ClientSecretPost(secret), proof = verifier) => {
    const params = oauth.validateAuthResponse(server, client, back, state);
    return oauth.authorizationCodeGrantRequest(server, client, auth, params, redirectUri, proof, options);
  };
  const connect = async () => oauth.processAuthorizationCodeResponse(server, client, await exchange(await consent()));
  return { server, options, client, secret, consent, exchange, connect };
}

test.each(["northwind.social", "coffee.example"])("oauth4webapi accepts the metadata of %s", async (host) => {
  const { server } = await stage(host);
  expect(server).toMatchObject({
    issuer: `https://${host}/`,
    token_endpoint: `https://${host}/oauth/token`,
    revocation_endpoint: `https://${host}/oauth/revoke`,
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "client_credentials"],
  });
});

test("oauth4webapi exchanges the code with PKCE; the answer names no end and no refresh token", async () => {
  const { connect } = await stage();
  const tokens = await connect();
  expect(tokens).toEqual({
    access_token: expect.any(String),
    token_type: "bearer",
    scope: scopes,
    created_at: expect.any(Number),
  });
});

test("client_secret_basic is as good as client_secret_post; a wrong secret and a wrong verifier are refused as in RFC 6749", async () => {
  const { server, client, secret, consent, exchange } = await stage();
  expect((await exchange(await consent(), oauth.ClientSecretBasic(secret))).status).toBe(200);
  const wrongSecret = await exchange(await consent(), oauth.ClientSecretPost("wrong"));
  await expect(oauth.processAuthorizationCodeResponse(server, client, wrongSecret)).rejects.toMatchObject({
    status: 401,
    error: "invalid_client",
  });
  const wrongProof = await exchange(await consent(), oauth.ClientSecretPost(secret), "w".repeat(43));
  await expect(oauth.processAuthorizationCodeResponse(server, client, wrongProof)).rejects.toMatchObject({
    status: 400,
    error: "invalid_grant",
  });
});

test("oauth4webapi gets the app a token of its own", async () => {
  const { server, client, secret, options } = await stage();
  const auth = oauth.ClientSecretPost(secret);
  const answer = await oauth.clientCredentialsGrantRequest(server, client, auth, { scope: "read:accounts" }, options);
  expect(await oauth.processClientCredentialsResponse(server, client, answer)).toMatchObject({ token_type: "bearer" });
});

test("oauth4webapi asks for the user info, whose `sub` is the account's address in the fediverse", async () => {
  const { connect, server, client, options } = await stage();
  const { access_token } = await connect();
  const sub = "https://northwind.social/users/nightmarket";
  const answer = await oauth.userInfoRequest(server, client, access_token, options);
  expect(await oauth.processUserInfoResponse(server, client, sub, answer)).toMatchObject({
    sub,
    preferred_username: "nightmarket",
    name: "Night Market",
  });
});

test("oauth4webapi revokes; the token is refused from then on, and revoking it again is no error", async () => {
  const { connect, server, client, secret, options } = await stage();
  const { access_token } = await connect();
  for (const _time of ["once", "again"]) {
    const answer = await oauth.revocationRequest(server, client, oauth.ClientSecretPost(secret), access_token, options);
    expect(await oauth.processRevocationResponse(answer)).toBeUndefined();
  }
  const account = new URL("https://northwind.social/api/v1/accounts/verify_credentials");
  const refused = await oauth.protectedResourceRequest(access_token, "GET", account, undefined, undefined, options);
  expect([refused.status, await refused.json()]).toEqual([401, { error: "The access token was revoked" }]);
});

test("a refusal comes back as the standard has it; of another program without `state`, which oauth4webapi does not accept", async () => {
  const mastodon = await stage();
  const no = await mastodon.consent(true);
  expect(() => oauth.validateAuthResponse(mastodon.server, mastodon.client, no, state)).toThrow(
    oauth.AuthorizationResponseError,
  );
  const hollo = await stage("coffee.example");
  const stateless = await hollo.consent(true);
  expect(stateless.searchParams.get("error")).toBe("access_denied");
  expect(() => oauth.validateAuthResponse(hollo.server, hollo.client, stateless, state)).toThrow(
    oauth.OperationProcessingError,
  );
});
