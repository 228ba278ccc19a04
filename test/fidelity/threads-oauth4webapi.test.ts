import * as oauth from "oauth4webapi";
import { expect, onTestFinished, test } from "vitest";
import { as, client as registered, rehearsed } from "#networks/threads/simulated/rehearsed.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

const redirectUri = "https://app.example/callback";
const state = "st4te-that-nobody-guesses";
const client: oauth.Client = { client_id: registered.clientId };
const day = 86_400;

/**
 * A simulated Threads as far as it is an authorization server of RFC 6749: the window is, the token endpoint departs from it. The
 * library's way out leads to the simulator instead of to the real hosts.
 */
async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "threads");
  await control.load(rehearsed(redirectUri));
  const through = (url: string, init: object = {}) => fetch(url.replace("https://", `${simulator.url}/`), init);
  const options = { [oauth.customFetch]: through };
  const server: oauth.AuthorizationServer = {
    issuer: "https://threads.com",
    token_endpoint: "https://graph.threads.net/oauth/access_token",
  };
  const window = async (cancel = false): Promise<URL> => {
    const scope = "threads_basic,threads_content_publish";
    const query = { client_id: client.client_id, redirect_uri: redirectUri, response_type: "code", scope, state };
    const url = `https://threads.com/oauth/authorize?${new URLSearchParams(query).toString()}`;
    return new URL(await createVisitor(simulator.url).consent(url, { ...as("berlin"), cancel }));
  };
  const exchange = async (back: URL, secret = registered.clientSecret) => {
    const params = oauth.validateAuthResponse(server, client, back, state);
    const auth = oauth.ClientSecretPost(secret);
    return oauth.authorizationCodeGrantRequest(server, client, auth, params, redirectUri, oauth.nopkce, options);
  };
  const ask = async (path: string, query: Record<string, string>) =>
    through(`https://graph.threads.net/${path}?${new URLSearchParams(query).toString()}`);
  /** An answer of the two calls that only Threads has, read as a token answer of the standard. */
  const tokens = async (answer: Response) => oauth.processGenericTokenEndpointResponse(server, client, answer);
  const lengthen = async () => {
    const { access_token } = (await (await exchange(await window())).json()) as { access_token: string };
    const query = { grant_type: "th_exchange_token", client_secret: registered.clientSecret, access_token };
    return tokens(await ask("access_token", query));
  };
  return { control, server, options, window, exchange, ask, tokens, lengthen };
}

test("oauth4webapi accepts the way back from the window; `#_` at its end is no part of the code", async () => {
  const { server, window } = await stage();
  const back = await window();
  expect(back.hash).toBe("#_");
  expect(oauth.validateAuthResponse(server, client, back, state).get("code")).toMatch(/^\w+$/);
});

test("oauth4webapi reads somebody's no", async () => {
  const { server, window } = await stage();
  const back = await window(true);
  expect(() => oauth.validateAuthResponse(server, client, back, state)).toThrow(
    expect.objectContaining({ error: "access_denied", error_description: "The user denied your request" }),
  );
});

test("the answer to the code has no `token_type` and a number beyond 2^53, so it is none of RFC 6749 §5.1", async () => {
  const { server, window, exchange } = await stage();
  const answer = await exchange(await window());
  const text = await answer.clone().text();
  const [, userId = ""] = /"user_id":(\d+)\}$/.exec(text) ?? [];
  expect(BigInt(userId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  await expect(oauth.processAuthorizationCodeResponse(server, client, answer)).rejects.toMatchObject({
    code: oauth.INVALID_RESPONSE,
    message: expect.stringContaining("token_type"),
  });
});

test("its refusals are none of RFC 6749 §5.2: a client made for the standard cannot tell what is wrong", async () => {
  const { server, window, exchange } = await stage();
  const back = await window();
  await exchange(back);
  for (const answer of [await exchange(back), await exchange(await window(), "wrong")]) {
    expect(await answer.clone().json()).toMatchObject({ error_type: "OAuthException", code: 400 });
    await expect(oauth.processAuthorizationCodeResponse(server, client, answer)).rejects.toMatchObject({
      code: oauth.RESPONSE_IS_NOT_CONFORM,
    });
  }
});

test("the sixty days and their refresh are answered as the standard has it", async () => {
  const { control, ask, tokens, lengthen } = await stage();
  const first = await lengthen();
  expect(first).toMatchObject({
    access_token: expect.stringMatching(/^TH/),
    token_type: "bearer",
    expires_in: 5_183_944,
  });
  const again = { grant_type: "th_refresh_token", access_token: first.access_token };
  expect((await ask("refresh_access_token", again)).status).toBe(400);
  await control.leapClock(2 * day);
  const second = await tokens(await ask("refresh_access_token", again));
  expect(second).toMatchObject({ token_type: "bearer", expires_in: 5_183_944 });
  expect(second.refresh_token).toBeUndefined();
});

test("oauth4webapi uses the token as a bearer token; a dead one is a 400 in Meta's envelope, without a challenge", async () => {
  const { control, options, lengthen } = await stage();
  const { access_token } = await lengthen();
  const me = new URL("https://graph.threads.net/v1.0/me?fields=username,name");
  const ask = () => oauth.protectedResourceRequest(access_token, "GET", me, undefined, undefined, options);
  expect(await (await ask()).json()).toMatchObject({ username: "northwind.berlin", name: "Northwind Berlin" });
  await control.removeApp({ person: "anna-berg" });
  const dead = await ask();
  expect([dead.status, await dead.json()]).toEqual([400, { error: expect.objectContaining({ code: 190 }) }]);
});
