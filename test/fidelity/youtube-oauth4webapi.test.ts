import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/youtube/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const [app] = sample.apps ?? [];
const client: oauth.Client = { client_id: app?.id ?? "" };
const secret = app?.secret ?? "";
const readonly = "https://www.googleapis.com/auth/youtube.readonly";

/** A simulated Google, found by its own discovery document. */
async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "youtube");
  const apps = (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri] }));
  await control.load({ ...sample, apps });
  // Google's own addresses; only the host is replaced.
  const through = (url: string, init: object = {}) => fetch(url.replace("https://", `${simulator.url}/`), init);
  const options = { [oauth.customFetch]: through };
  const issuer = new URL("https://accounts.google.com");
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const verifier = oauth.generateRandomCodeVerifier();
  const consent = async (changes: Record<string, string> = {}): Promise<URLSearchParams> => {
    const url = new URL(server.authorization_endpoint ?? "");
    const query = {
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: `openid email ${readonly}`,
      state,
      access_type: "offline",
      prompt: "consent select_account",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...changes,
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const who = { email: "anna@northwind.example", password: "coffee" };
    const back = await createVisitor(simulator.url).consent(url.href, who);
    return oauth.validateAuthResponse(server, client, new URL(back), state);
  };
  const exchange = (params: URLSearchParams, auth = oauth.ClientSecretPost(secret), proof = verifier) =>
    oauth.authorizationCodeGrantRequest(server, client, auth, params, redirectUri, proof, options);
  const connect = async () => oauth.processAuthorizationCodeResponse(server, client, await exchange(await consent()));
  const refresh = (token: string) =>
    oauth.refreshTokenGrantRequest(server, client, oauth.ClientSecretPost(secret), token, options);
  return { control, server, options, through, consent, exchange, connect, refresh };
}

test("oauth4webapi discovers Google, exchanges the code with PKCE and accepts the ID token with its signature", async () => {
  const { server, options, consent, exchange } = await stage();
  expect(server).toMatchObject({
    token_endpoint: "https://oauth2.googleapis.com/token",
    revocation_endpoint: "https://oauth2.googleapis.com/revoke",
  });
  const answer = await exchange(await consent());
  await oauth.processAuthorizationCodeResponse(server, client, answer.clone(), { requireIdToken: true });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
  expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 3599 });
  expect(tokens.scope?.split(" ")).toEqual(["openid", "https://www.googleapis.com/auth/userinfo.email", readonly]);
  expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
    iss: "https://accounts.google.com",
    aud: client.client_id,
    sub: "108246801357924680135",
    email: "anna@northwind.example",
  });
  await oauth.validateApplicationLevelSignature(server, answer, options);
});

test("client_secret_basic is as good as client_secret_post", async () => {
  const { consent, exchange } = await stage();
  const answer = await exchange(await consent(), oauth.ClientSecretBasic(secret));
  expect(answer.status).toBe(200);
});

test("oauth4webapi refreshes: the refresh token stays, none is named, and the ID token is for the same person", async () => {
  const { connect, refresh, server } = await stage();
  const first = await connect();
  const second = await oauth.processRefreshTokenResponse(server, client, await refresh(first.refresh_token ?? ""));
  expect(second.refresh_token).toBeUndefined();
  expect(second.access_token).not.toBe(first.access_token);
  const subOf = (tokens: oauth.TokenEndpointResponse) => oauth.getValidatedIdTokenClaims(tokens)?.sub;
  expect(subOf(second)).toBe(subOf(first));
  await oauth.processRefreshTokenResponse(server, client, await refresh(first.refresh_token ?? ""));
});

test("without prompt=consent a second consent names no refresh token", async () => {
  const { connect, consent, exchange, server } = await stage();
  await connect();
  const answer = await exchange(await consent({ prompt: "select_account" }));
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
  expect([typeof tokens.access_token, tokens.refresh_token]).toEqual(["string", undefined]);
});

test.each([
  ["a wrong secret", oauth.ClientSecretPost("wrong"), 401, "invalid_client"],
  ["a wrong verifier", undefined, 400, "invalid_grant"],
] as const)("%s is refused in the words of RFC 6749", async (_what, auth, status, error) => {
  const { consent, exchange, server } = await stage();
  const answer = auth
    ? await exchange(await consent(), auth)
    : await exchange(await consent(), undefined, "w".repeat(43));
  await expect(oauth.processAuthorizationCodeResponse(server, client, answer)).rejects.toMatchObject({ status, error });
});

test("oauth4webapi revokes, and both tokens are dead in the words that Google uses", async () => {
  const { connect, refresh, server, options, through } = await stage();
  const { access_token, refresh_token = "" } = await connect();
  const auth = oauth.ClientSecretPost(secret);
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, auth, refresh_token, options));
  await expect(oauth.processRefreshTokenResponse(server, client, await refresh(refresh_token))).rejects.toMatchObject({
    status: 400,
    error: "invalid_grant",
    error_description: "Token has been expired or revoked.",
  });
  const info = await through(`https://oauth2.googleapis.com/tokeninfo?access_token=${access_token}`);
  expect([info.status, await info.json()]).toEqual([
    400,
    { error: "invalid_token", error_description: "Invalid Value" },
  ]);
});

test("oauth4webapi uses the token as a bearer token", async () => {
  const { connect, options } = await stage();
  const { access_token } = await connect();
  const channels = new URL("https://www.googleapis.com/youtube/v3/channels?part=id,snippet&mine=true");
  const ask = (token: string) => oauth.protectedResourceRequest(token, "GET", channels, undefined, undefined, options);
  expect(await (await ask(access_token)).json()).toMatchObject({
    kind: "youtube#channelListResponse",
    items: [{ kind: "youtube#channel", snippet: { title: "Northwind Coffee" } }],
  });
  expect((await ask("ya29.wrong")).status).toBe(401);
});
