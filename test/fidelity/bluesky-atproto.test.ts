import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { globalAgent } from "node:https";
import { connect, type AddressInfo } from "node:net";
import {
  atprotoLoopbackClientMetadata,
  buildAtprotoLoopbackClientId,
  JoseKey,
  NodeOAuthClient,
  OAuthCallbackError,
  OAuthResponseError,
  TokenRefreshError,
  type NodeSavedSession,
  type NodeSavedState,
  type OAuthClientMetadataInput,
  type OAuthRedirectUri,
  type OAuthSession,
} from "@atproto/oauth-client-node";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createControl, type Control } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit, type Visitor } from "#simulator/visitor.ts";

// The client of the AT Protocol's own authors, which nobody here wrote, against the simulated network. It uses it whole: resolution of
// handles and DIDs, metadata of both kinds, PAR, DPoP with nonces, the code, refreshing with rotation, revocation.

const redirectUri = "http://127.0.0.1:4567/callback";
const scope = "atproto transition:generic";
const everything = { scope, redirect_uri: redirectUri } as const;
const anna: Visit = { email: "anna@northwind.example", password: "coffee" };

interface Side {
  readonly control: Control;
  readonly visitor: Visitor;
  readonly client: NodeOAuthClient;
  readonly states: Map<string, NodeSavedState>;
  readonly sessions: Map<string, NodeSavedSession>;
  /** Every answer, as `POST bsky.social/oauth/par 400`. */
  readonly heard: string[];
  connect(handle: string, visit?: Visit): Promise<OAuthSession>;
}

interface Registered {
  readonly clientMetadata: OAuthClientMetadataInput;
  readonly keyset?: JoseKey[];
  readonly redirectUri?: OAuthRedirectUri;
}

const loopback = (): Registered => ({
  clientMetadata: atprotoLoopbackClientMetadata(buildAtprotoLoopbackClientId({ scope, redirect_uris: [redirectUri] })),
});

async function stage(registered: Registered = loopback()): Promise<Side> {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "bluesky");
  await control.loadSample();
  const [states, sessions] = [new Map<string, NodeSavedState>(), new Map<string, NodeSavedSession>()];
  const heard: string[] = [];
  const store = <Value>(values: Map<string, Value>) => ({
    get: (key: string) => values.get(key),
    set: (key: string, value: Value) => void values.set(key, value),
    del: (key: string) => void values.delete(key),
  });
  const client = new NodeOAuthClient({
    clientMetadata: registered.clientMetadata,
    ...(registered.keyset && { keyset: registered.keyset }),
    stateStore: store(states),
    sessionStore: store(sessions),
    requestLock: async (_name, run) => run(),
    runtimeImplementation: {
      createKey: (algorithms) => JoseKey.generate(algorithms),
      getRandomValues: (length) => randomBytes(length),
      digest: (bytes, { name }) => createHash(name).update(bytes).digest(),
      requestLock: async (_name, run) => run(),
    },
    handleResolver: "https://public.api.bsky.app",
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const asked = new Request(input, init);
      const address = asked.url.replace("https://", `${simulator.url}/`);
      const answer = await fetch(new Request(address, { ...(await taken(asked)), redirect: "manual" }));
      heard.push(`${asked.method} ${asked.url.replace(/^https:\/\/|\?.*/g, "")} ${answer.status}`);
      return Object.defineProperty(answer, "url", { value: asked.url });
    },
  });
  const visitor = createVisitor(simulator.url);
  const connect = async (handle: string, visit: Visit = anna) => {
    const url = await client.authorize(handle, { ...everything, redirect_uri: registered.redirectUri ?? redirectUri });
    const back = await createVisitor(simulator.url).consent(url.href, visit);
    return (await client.callback(new URL(back).searchParams, { redirect_uri: registered.redirectUri ?? redirectUri }))
      .session;
  };
  return { control, visitor, client, states, sessions, heard, connect };
}

async function taken(asked: Request): Promise<RequestInit> {
  const body = asked.body === null ? null : await asked.arrayBuffer();
  return { method: asked.method, headers: asked.headers, body };
}

const getSession = "/xrpc/com.atproto.server.getSession";
async function serve(answer: (asked: IncomingMessage) => unknown): Promise<{ url: string }> {
  const server = createServer((asked, answered) => {
    answered.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(asked)));
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const session = async (one: OAuthSession): Promise<Record<string, unknown>> =>
  (await (await one.fetchHandler(getSession)).json()) as Record<string, unknown>;

/** What the server said to a refresh that the library gave up. */
async function refusalOf(refreshing: Promise<unknown>): Promise<unknown> {
  const error = await refreshing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TokenRefreshError);
  const { cause } = error as TokenRefreshError;
  return cause instanceof OAuthResponseError ? cause.errorDescription : cause;
}

describe("the dance", () => {
  test("@atproto/oauth-client-node connects an account behind Bluesky's door and reads with its token", async () => {
    const { connect, heard } = await stage();
    const connected = await connect("anna.bsky.social");
    expect(await session(connected)).toMatchObject({ did: connected.did, handle: "anna.bsky.social", active: true });
    expect(await connected.getTokenInfo(false)).toMatchObject({
      scope,
      iss: "https://bsky.social",
      aud: "https://coffeecap.us-east.host.bsky.network/",
      expired: false,
    });
    // Nonces are asked for once at each server, and only with the answers of those.
    const nonces = heard.filter((one) => / 40[01]$/.test(one));
    expect(nonces).toEqual([
      "POST bsky.social/oauth/par 400",
      "GET coffeecap.us-east.host.bsky.network/xrpc/com.atproto.server.getSession 401",
    ]);
  });

  test("a server of somebody's own is its own authorisation server", async () => {
    const { connect, heard } = await stage();
    const connected = await connect("roastery.northwind.social", { ...anna, email: "ben@northwind.example" });
    expect(connected.serverMetadata.issuer).toBe("https://pds.northwind.social");
    expect(await session(connected)).toMatchObject({ handle: "roastery.northwind.social" });
    expect(heard.filter((one) => one.includes("bsky.social/oauth"))).toEqual([]);
  });

  test("a person who says no comes back with the reason", async () => {
    const { client, visitor } = await stage();
    const url = await client.authorize("anna.bsky.social", everything);
    const back = new URL(await visitor.consent(url.href, { ...anna, cancel: true }));
    const refused = client.callback(back.searchParams, { redirect_uri: redirectUri });
    await expect(refused).rejects.toThrow("The user rejected the request");
    await expect(refused).rejects.toBeInstanceOf(OAuthCallbackError);
  });

  test("what the person leaves of the scopes stands in the token answer", async () => {
    const { client, visitor } = await stage();
    const url = await client.authorize("anna.bsky.social", everything);
    const signedIn = await visitor.open(url.href);
    const action = /action="([^"]*)"/.exec(signedIn.text)?.[1]?.replaceAll("&#38;", "&") ?? "";
    await visitor.open(action, new URLSearchParams({ step: "login", email: "anna.bsky.social", pass: "coffee" }));
    const yes = new URLSearchParams({ step: "continue", consent: "given", scope: "atproto" });
    const narrowed = await visitor.open(action, yes);
    const back = new URL(narrowed.leaves ?? "").searchParams;
    const { session: connected } = await client.callback(back, { redirect_uri: redirectUri });
    expect((await connected.getTokenInfo(false)).scope).toBe("atproto");
  });

  test("a pushed request ends after five minutes, and a code is good for one exchange", async () => {
    const { client, control, visitor, states, connect } = await stage();
    const url = await client.authorize("anna.bsky.social", everything);
    await control.leapClock(301);
    const late = new URL(await visitor.consent(url.href, anna)).searchParams;
    expect(late.get("error_description")).toBe("This request has expired");

    const begun = await client.authorize("anna.bsky.social", everything);
    const back = new URL(await visitor.consent(begun.href, anna)).searchParams;
    const saved = [...states];
    const { session: connected } = await client.callback(back, { redirect_uri: redirectUri });
    for (const [key, value] of saved) states.set(key, value);
    const again = client.callback(back, { redirect_uri: redirectUri });
    await expect(again).rejects.toMatchObject({ cause: { error: "invalid_grant", errorDescription: "Invalid code" } });
    // The first session, which came of the same code, ended as well.
    expect(await session(connected)).toMatchObject({ error: "invalid_token" });
    await connect("anna.bsky.social");
  });

  test("without a handle it begins at the entryway, where somebody with two accounts chooses one", async () => {
    const { client, visitor } = await stage();
    const url = await client.authorize("https://bsky.social", everything);
    const back = await visitor.consent(url.href, { ...anna, account: "@northwind.bsky.social" });
    const { session: connected } = await client.callback(new URL(back).searchParams, { redirect_uri: redirectUri });
    expect(await session(connected)).toMatchObject({ handle: "northwind.bsky.social" });
  });

  test("handles that lead nowhere and accounts that moderation took down are not resolved", async () => {
    const { client, control } = await stage();
    await expect(client.authorize("nobody.bsky.social", everything)).rejects.toThrow("Failed to resolve identity");
    await control.blockPerson("anna-berg", "policy");
    await expect(client.authorize("anna.bsky.social", everything)).rejects.toThrow("Failed to resolve identity");
  });
});

describe("the session", () => {
  test("a refresh ends the access token before it, and a refresh token shown twice ends all", async () => {
    const { connect, client, sessions } = await stage();
    const { did } = await connect("anna.bsky.social");
    const first = structuredClone(sessions.get(did)!);
    const refreshed = await client.restore(did, true);
    const second = sessions.get(did)!;
    expect(second.tokenSet.access_token).not.toBe(first.tokenSet.access_token);
    expect(second.tokenSet.refresh_token).not.toBe(first.tokenSet.refresh_token);
    expect(await session(refreshed)).toMatchObject({ did });

    sessions.set(did, first);
    expect(await refusalOf(client.restore(did, true))).toBe("Refresh token replayed");
    sessions.set(did, second);
    expect(await refusalOf(client.restore(did, true))).toBe("Invalid refresh token");
  });

  test("the library refreshes by itself once the hour of an access token is over", async () => {
    const { connect, control, heard } = await stage();
    const connected = await connect("anna.bsky.social");
    await control.leapClock(3601);
    heard.length = 0;
    expect(await session(connected)).toMatchObject({ handle: "anna.bsky.social" });
    expect(heard).toContain("POST bsky.social/oauth/token 200");
  });

  test("the session of a public client ends after fourteen days, however often it is refreshed", async () => {
    const { connect, control, client } = await stage();
    const { did } = await connect("anna.bsky.social");
    for (let day = 1; day < 14; day++) {
      await control.leapClock(86_400);
      await client.restore(did, true);
    }
    await control.leapClock(86_400);
    expect(await refusalOf(client.restore(did, true))).toBe("Session expired");
  });

  test("the person revokes the app on the account page of the server", async () => {
    const { connect, visitor, client } = await stage();
    const { did } = await connect("anna.bsky.social");
    const page = "https://bsky.social/account";
    const form = (fields: Record<string, string>) => visitor.open(page, new URLSearchParams(fields));
    await form({ step: "login", email: anna.email, pass: anna.password });
    const overview = await visitor.open(page);
    const [, id = ""] = /name="session"\s+value="(ses-[^"]+)"/.exec(overview.text) ?? [];
    await form({ step: "revoke", account: did, session: id });
    expect(await refusalOf(client.restore(did, true))).toBe("Invalid refresh token");
  });

  test("sign-out and the removal of the app end a session; a new password does not", async () => {
    const { connect, control, client, sessions } = await stage();
    const out = await connect("anna.bsky.social");
    const kept = structuredClone(sessions.get(out.did)!);
    await out.signOut();
    sessions.set(out.did, kept);
    expect(await refusalOf(client.restore(out.did, true))).toBe("Invalid refresh token");

    const connected = await connect("anna.bsky.social");
    await control.changePassword("anna-berg", "tea");
    await client.restore(connected.did, true);
    expect(await session(connected)).toMatchObject({ active: true });
    await control.removeApp({ person: "anna-berg" });
    expect(await refusalOf(client.restore(connected.did, true))).toBe("Invalid refresh token");
  });

  test("a takedown ends sessions for good, a deactivation ends none", async () => {
    const { connect, control, client, sessions } = await stage();
    const connected = await connect("anna.bsky.social");
    await control.blockPerson("anna-berg", "unconfirmed");
    expect(await session(connected)).toMatchObject({ active: false, status: "deactivated" });
    await client.restore(connected.did, true);
    const kept = structuredClone(sessions.get(connected.did)!);
    await control.blockPerson("anna-berg", "policy");
    expect(await session(connected)).toMatchObject({ error: "invalid_token" });
    await control.unblockPerson("anna-berg");
    sessions.set(connected.did, kept);
    expect(await refusalOf(client.restore(connected.did, true))).toBe("Invalid refresh token");
  });

  test("a token is worth nothing without its key, and at another server", async () => {
    const { connect, client, sessions } = await stage();
    const [one, other] = [await connect("anna.bsky.social"), await connect("northwind.bsky.social")];
    const stolen = structuredClone(sessions.get(one.did)!);
    const { dpopJwk } = sessions.get(other.did)!;
    sessions.set(one.did, { ...stolen, dpopJwk });
    const withoutKey = await (await client.restore(one.did, false)).fetchHandler(getSession);
    expect(await withoutKey.json()).toEqual({ error: "invalid_token", message: "Invalid DPoP key binding" });
    const aud = "https://pds.northwind.social/";
    sessions.set(one.did, { ...stolen, tokenSet: { ...stolen.tokenSet, aud } });
    const elsewhere = await (await client.restore(one.did, false)).fetchHandler(getSession);
    expect(await elsewhere.json()).toMatchObject({ error: "invalid_token" });
  });
});

describe("a client with a signing key", () => {
  const id = "https://keys.northwind.coffee/oauth-client-metadata.json";
  const back = "https://keys.northwind.coffee/callback";

  async function signing(kid: string): Promise<JoseKey> {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return JoseKey.fromJWK({ ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", key_ops: ["sign"] });
  }

  const registration = (keyset: JoseKey[]): Registered => ({
    keyset,
    redirectUri: back,
    clientMetadata: {
      client_id: id,
      client_name: "Northwind",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: [back],
      scope,
      dpop_bound_access_tokens: true,
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      jwks: { keys: keyset.map((key) => key.publicJwk!) },
    } as OAuthClientMetadataInput,
  });

  const enter = ({ control }: Side, keys: JoseKey[]) =>
    control.add({
      apps: [
        {
          name: "Northwind",
          id,
          secret: JSON.stringify({ keys: keys.map((key) => key.publicJwk) }),
          redirectUris: [back],
        },
      ],
    });

  test("its session lives on beyond fourteen days, and ends after two years", async () => {
    const key = await signing("one");
    const side = await stage(registration([key]));
    await enter(side, [key]);
    const { did } = await side.connect("anna.bsky.social");
    for (let month = 1; month < 24; month++) {
      await side.control.leapClock(30 * 86_400);
      await side.client.restore(did, true);
    }
    await side.control.leapClock(41 * 86_400);
    expect(await refusalOf(side.client.restore(did, true))).toBe("Session expired");
  });

  test("three months without a refresh end it as well", async () => {
    const key = await signing("one");
    const side = await stage(registration([key]));
    await enter(side, [key]);
    const { did } = await side.connect("anna.bsky.social");
    await side.control.leapClock(92 * 86_400);
    expect(await refusalOf(side.client.restore(did, true))).toBe("Refresh token expired");
  });

  test("an assertion by a key that the document does not name is refused", async () => {
    const [key, other] = [await signing("one"), await signing("one")];
    const side = await stage(registration([key]));
    await enter(side, [other]);
    await expect(side.connect("anna.bsky.social")).rejects.toMatchObject({
      error: "invalid_client",
      errorDescription: 'Validation of "client_assertion" failed: signature verification failed',
    });
  });

  test("without an entry its document is read from its own server", async () => {
    const key = await signing("one");
    const registered = registration([key]);
    const { url } = await serve((asked) => {
      expect([asked.url, asked.headers.host]).toEqual(["/oauth-client-metadata.json", "keys.northwind.coffee"]);
      return registered.clientMetadata;
    });
    const lead = vi.spyOn(globalAgent, "createConnection").mockImplementation(() => connect(Number(new URL(url).port)));
    onTestFinished(() => lead.mockRestore());
    const side = await stage(registered);
    expect(await session(await side.connect("anna.bsky.social"))).toMatchObject({ active: true });
    expect((await side.control.networkState()).apps).toMatchObject([{ id, name: "Northwind", redirectUris: [back] }]);
  });

  test("a document that cannot be read is the client's own trouble", async () => {
    const key = await signing("one");
    const side = await stage(registration([key]));
    await side.control.add({ apps: [{ name: "Northwind", id, redirectUris: [back] }] });
    await side.control.updateApp({ app: id, disabled: true });
    await expect(side.connect("anna.bsky.social")).rejects.toMatchObject({
      error: "invalid_client_metadata",
      errorDescription: `Unable to obtain client metadata for "${id}"`,
    });
  });
});
