import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createControl, type Control } from "#simulator/control.ts";
import { startSimulator, type Simulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";
import { type PdsAccount, type RealPds, startPds } from "#test/pds.ts";
import { personAtBrowser } from "#test/pds/person.ts";

// The simulated Bluesky beside a real PDS with its OAuth server and PLC directory: the same questions, the same answers.

interface Side {
  readonly origin: string;
  /** Where `origin` is found. */
  readonly base: string;
  readonly plc: string;
  readonly account: PdsAccount;
  consent(url: string): Promise<string>;
  refuse(url: string): Promise<string>;
  takeDown(): Promise<void>;
  restore(): Promise<void>;
  deactivate(): Promise<void>;
  activate(): Promise<void>;
  changePassword(): Promise<void>;
  deleteAccount(): Promise<void>;
}

const own = "pds.northwind.social";
const handle = "anna.test";
const password = "only hers";
let pds: RealPds;
let simulator: Simulator;
let control: Control;
let sides: readonly [real: Side, simulated: Side];

beforeAll(async () => {
  [pds, simulator] = await Promise.all([startPds(), startSimulator({ port: 0 })]);
  control = createControl(simulator.url, "bluesky");
  sides = [await realSide(), await simulatedSide()];
}, 90_000);
afterAll(async () => {
  await simulator?.close();
  await pds?.[Symbol.asyncDispose]();
});

async function realSide(): Promise<Side> {
  const account = await pds.createAccount({ handle, email: "anna@example.com", password });
  return {
    origin: pds.url,
    base: pds.url,
    plc: pds.plcUrl,
    account,
    consent: (url) => personAtBrowser().consent(url, account),
    refuse: (url) => personAtBrowser().refuse(url),
    takeDown: () => pds.takeDown(account.did),
    restore: () => pds.restore(account.did),
    deactivate: () => pds.deactivate(account),
    activate: () => pds.activate(account),
    // The same password: who is to sign in later goes by it.
    changePassword: async () => void (await pds.changePassword(account, password)),
    deleteAccount: () => pds.deleteAccount(account.did),
  };
}

async function simulatedSide(): Promise<Side> {
  await control.load({
    people: [{ name: "Anna Berg", password }],
    pages: [{ name: "Anna Berg", username: handle, people: { "anna-berg": "owner" }, notes: { pds: own } }],
  });
  const base = `${simulator.url}/${own}`;
  const known = (await (await fetch(`${base}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`)).json()) as {
    did: string;
  };
  return {
    origin: `https://${own}`,
    base,
    plc: `${simulator.url}/plc.directory`,
    account: { did: known.did, handle, email: "anna-berg@people.example", password },
    consent: (url) => createVisitor(simulator.url).consent(url, { email: handle, password }),
    refuse: (url) => createVisitor(simulator.url).consent(url, { email: handle, password, cancel: true }),
    takeDown: () => control.blockPerson("anna-berg", "policy"),
    restore: () => control.unblockPerson("anna-berg"),
    deactivate: () => control.blockPerson("anna-berg", "unconfirmed"),
    activate: () => control.unblockPerson("anna-berg"),
    changePassword: async () => void (await control.changePassword("anna-berg", password)),
    deleteAccount: () => control.deletePage("Anna Berg"),
  };
}

const redirectUri = "http://127.0.0.1:4567/callback";
const scope = "atproto transition:generic";
const clientId = `http://localhost?${new URLSearchParams({ scope, redirect_uri: redirectUri }).toString()}`;
const verifier = "v".repeat(43);
const challengeOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
const unknownToken = (start: string): string => `${start}-${"0".repeat(64)}`;

interface Key {
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, jwk: publicKey.export({ format: "jwk" }) };
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: Key;
  /** What the proof says, where it is to say something else than the truth. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Of an access token. */
  readonly token?: string;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly challenge: string | null;
  readonly nonce: string | null;
}

/** One request, with a proof where a key is given. */
async function send(side: Side, asked: Asked): Promise<Answered> {
  const { path, form, headers = {}, key, token } = asked;
  const method = asked.method ?? (form ? "POST" : "GET");
  const answer = await fetch(side.base + path, {
    method,
    redirect: "manual",
    headers: {
      ...headers,
      ...(key && { dpop: proof(key, { htm: method, htu: side.origin + path.replace(/\?.*/, ""), ...asked.claims }) }),
      ...(token && { authorization: `DPoP ${token}` }),
    },
    ...(form && { body: new URLSearchParams(form) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return {
    status: answer.status,
    body: isJson ? JSON.parse(text) : text,
    challenge: answer.headers.get("www-authenticate"),
    nonce: answer.headers.get("dpop-nonce"),
  };
}

function proof({ privateKey, jwk }: Key, claims: object): string {
  const all = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims };
  const text = [{ typ: "dpop+jwt", alg: "ES256", jwk }, all]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

/** With the nonce that the server tells first. */
async function ask(side: Side, asked: Asked & { readonly key: Key }): Promise<Answered> {
  const ath = asked.token === undefined ? {} : { ath: challengeOf(asked.token) };
  const first = await send(side, { ...asked, claims: { ...ath, ...asked.claims } });
  expect(JSON.stringify(first.body)).toContain("use_dpop_nonce");
  return send(side, { ...asked, claims: { ...ath, nonce: first.nonce, ...asked.claims } });
}

/** What differs by nature: whose server it is, and who lives there. */
function alike({ status, body, challenge }: Answered, { origin, account }: Side): Omit<Answered, "nonce"> {
  const text = JSON.stringify(body)
    .replaceAll(origin, "<origin>")
    .replaceAll(account.did, "<did>")
    .replace(/"rev":"[^"]*"/, '"rev":"<rev>"');
  return { status, body: JSON.parse(text), challenge };
}

async function both(what: (side: Side) => Promise<Answered>): Promise<[real: unknown, simulated: unknown]> {
  const [real, simulated] = sides;
  return [alike(await what(real), real), alike(await what(simulated), simulated)];
}

const pushed = (changes: Record<string, string> = {}) => ({
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: "code",
  scope,
  state: "st4te",
  code_challenge: challengeOf(verifier),
  code_challenge_method: "S256",
  login_hint: handle,
  ...changes,
});

const xrpc = (name: string, query: Record<string, string> = {}): Asked => ({
  path: `/xrpc/${name}?${new URLSearchParams(query).toString()}`,
});

const stranger = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

describe("without a session", () => {
  const key = newKey();
  const proved = (form: Record<string, string>, path = "/oauth/par", claims = {}) => ({
    asked: (side: Side) => ask(side, { path, form, key, claims }),
  });
  const plain = (asked: Asked) => ({ asked: (side: Side) => send(side, asked) });

  test.each(
    Object.entries({
      "a push without nonce": plain({ path: "/oauth/par", form: pushed(), key }),
      "a push with an old nonce": plain({ path: "/oauth/par", form: pushed(), key, claims: { nonce: "old" } }),
      "a proof for another method": plain({ path: "/oauth/par", form: pushed(), key, claims: { htm: "GET" } }),
      "a proof for another address": plain({
        path: "/oauth/par",
        form: pushed(),
        key,
        claims: { htu: "https://else.where/" },
      }),
      "a proof without jti": plain({ path: "/oauth/par", form: pushed(), key, claims: { jti: undefined } }),
      "a proof for a token": proved(pushed(), "/oauth/par", { ath: "x" }),
      "a scope that the client does not declare": proved(pushed({ scope: "atproto transition:email" })),
      "no atproto among the scopes": proved(pushed({ scope: "transition:generic" })),
      "another redirect": proved(pushed({ redirect_uri: "http://127.0.0.1:4567/else" })),
      "another challenge method": proved(pushed({ code_challenge_method: "plain" })),
      "a silent sign-on": proved(pushed({ prompt: "none" })),
      "a client of a local name": proved(pushed({ client_id: "https://nowhere.invalid/client.json" })),
      "a code that never was": proved(
        {
          client_id: clientId,
          grant_type: "authorization_code",
          code: unknownToken("cod"),
          redirect_uri: redirectUri,
          code_verifier: verifier,
        },
        "/oauth/token",
      ),
      "a refresh token that never was": proved(
        { client_id: clientId, grant_type: "refresh_token", refresh_token: unknownToken("ref") },
        "/oauth/token",
      ),
      "a refresh without proof": plain({
        path: "/oauth/token",
        form: { client_id: clientId, grant_type: "refresh_token", refresh_token: unknownToken("ref") },
      }),
      "the revocation of what never was": proved({ client_id: clientId, token: unknownToken("ref") }, "/oauth/revoke"),
      "a session without token": plain(xrpc("com.atproto.server.getSession")),
      "a session with a bearer": plain({
        ...xrpc("com.atproto.server.getSession"),
        headers: { authorization: "Bearer nonsense" },
      }),
      "a session with nonsense": plain({ ...xrpc("com.atproto.server.getSession"), token: "nonsense" }),
      "the health": plain(xrpc("_health")),
      "a known handle": plain(xrpc("com.atproto.identity.resolveHandle", { handle })),
      "an unknown handle": plain(xrpc("com.atproto.identity.resolveHandle", { handle: "nobody.test" })),
      "the standing of a stranger": plain(xrpc("com.atproto.sync.getRepoStatus", { did: stranger })),
      "a stranger's repository": plain(xrpc("com.atproto.repo.describeRepo", { repo: stranger })),
      "an unknown method": plain(xrpc("com.atproto.nothing.here")),
      "the resource metadata": plain({ path: "/.well-known/oauth-protected-resource" }),
    }),
  )("%s", async (_what, { asked }) => {
    const [real, simulated] = await both(asked);
    expect(simulated).toEqual(real);
  });

  test("what the authorisation server says of itself is what the real one says", async () => {
    const [real, simulated] = await both((side) => send(side, { path: "/.well-known/oauth-authorization-server" }));
    expect(real).toMatchObject(simulated as object);
  });

  test("an unknown DID, and the document of a known one", async () => {
    const [real, simulated] = sides;
    const from = async ({ plc }: Side, did: string) => {
      const answer = await fetch(`${plc}/${did}`);
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    expect(await from(simulated, stranger)).toEqual(await from(real, stranger));
    const documents = [await from(real, real.account.did), await from(simulated, simulated.account.did)];
    const [shape, ours] = documents.map(({ body }) => Object.keys(body).toSorted());
    expect(ours).toEqual(shape);
    for (const { body } of documents)
      expect(body).toMatchObject({
        alsoKnownAs: [`at://${handle}`],
        service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer" }],
      });
  });
});

interface Dance {
  readonly key: Key;
  readonly access: string;
  readonly refresh: string;
  readonly answer: Answered;
}

/** The address that a push leads to. */
async function authorizePage(side: Side, key: Key, secret: string): Promise<string> {
  const request = await ask(side, { path: "/oauth/par", form: pushed({ code_challenge: challengeOf(secret) }), key });
  const { request_uri } = request.body as { request_uri: string };
  return `${side.origin}/oauth/authorize?${new URLSearchParams({ client_id: clientId, request_uri }).toString()}`;
}

interface Code {
  readonly key: Key;
  readonly form: Record<string, string>;
}

/** From the push to the person's yes. */
async function allowed(side: Side): Promise<Code> {
  const key = newKey();
  const secret = randomUUID().repeat(2);
  const page = await authorizePage(side, key, secret);
  const back = new URL(await side.consent(page)).searchParams;
  expect([back.get("state"), back.get("iss")]).toEqual(["st4te", side.origin]);
  const form = {
    client_id: clientId,
    grant_type: "authorization_code",
    code: back.get("code") ?? "",
    redirect_uri: redirectUri,
    code_verifier: secret,
  };
  return { key, form };
}

const exchange = (side: Side, { key, form }: Code, changes: Record<string, string> = {}) =>
  ask(side, { path: "/oauth/token", form: { ...form, ...changes }, key });

/** From the push to the tokens. */
async function dance(side: Side): Promise<Dance> {
  const code = await allowed(side);
  const answer = await exchange(side, code);
  return { key: code.key, answer, ...tokensIn(answer) };
}

function tokensIn({ body }: Answered): { access: string; refresh: string } {
  const { access_token, refresh_token } = body as { access_token: string; refresh_token: string };
  return { access: access_token, refresh: refresh_token };
}

const refreshWith = (side: Side, key: Key, refresh_token: string) =>
  ask(side, { path: "/oauth/token", form: { client_id: clientId, grant_type: "refresh_token", refresh_token }, key });

const readSession = (side: Side, key: Key, token: string) =>
  ask(side, { path: "/xrpc/com.atproto.server.getSession", key, token });

test("a person who says no", async () => {
  const stories = [];
  for (const side of sides) {
    const { searchParams } = new URL(await side.refuse(await authorizePage(side, newKey(), randomUUID())));
    stories.push({ ...Object.fromEntries(searchParams), iss: searchParams.get("iss") === side.origin });
  }
  expect(stories[1]).toEqual(stories[0]);
});

describe("with a session", () => {
  test("the token answer has the same members, and a refresh spends what it shows", async () => {
    const stories = [];
    for (const side of sides) {
      const { key, answer, access, refresh } = await dance(side);
      const { scope: granted, token_type, expires_in, sub, ...rest } = answer.body as Record<string, unknown>;
      const second = await refreshWith(side, key, refresh);
      const next = tokensIn(second);
      const { didDoc: _document, ...session } = (await readSession(side, key, next.access)).body as Record<
        string,
        unknown
      >;
      stories.push([
        { status: answer.status, members: Object.keys(rest).toSorted(), granted, token_type },
        { whole: Math.round(Number(expires_in) / 60), isOurs: sub === side.account.did },
        [access.split(".").length, refresh.slice(0, 4)],
        { ...session, did: session["did"] === side.account.did },
        alike(await readSession(side, key, access), side),
        alike(await refreshWith(side, newKey(), next.refresh), side),
        alike(await refreshWith(side, key, next.refresh), side),
      ]);
    }
    expect(stories[1]).toEqual(stories[0]);
  });

  test("a code needs its verifier, its redirect and its key, and is good for once", async () => {
    const stories = [];
    for (const side of sides) {
      const spent = await allowed(side);
      const { access } = tokensIn(await exchange(side, spent));
      stories.push([
        alike(await exchange(side, await allowed(side), { code_verifier: verifier }), side),
        alike(await exchange(side, await allowed(side), { redirect_uri: `${redirectUri}/else` }), side),
        alike(await exchange(side, { ...(await allowed(side)), key: newKey() }), side),
        alike(await exchange(side, spent), side),
        alike(await readSession(side, spent.key, access), side),
      ]);
    }
    expect(stories[1]).toEqual(stories[0]);
  });

  test("a refresh token that is shown twice ends the session, the newest tokens included", async () => {
    const stories = [];
    for (const side of sides) {
      const { key, refresh } = await dance(side);
      const next = tokensIn(await refreshWith(side, key, refresh));
      stories.push([
        alike(await refreshWith(side, key, refresh), side),
        alike(await refreshWith(side, key, next.refresh), side),
        alike(await readSession(side, key, next.access), side),
      ]);
    }
    expect(stories[1]).toEqual(stories[0]);
  });

  test("a token needs its key, its proof and a fresh nonce", async () => {
    const stories = [];
    for (const side of sides) {
      const { key, access } = await dance(side);
      const path = "/xrpc/com.atproto.server.getSession";
      const own = { ath: challengeOf(access) };
      stories.push([
        alike(await send(side, { path, key, token: access, claims: own }), side),
        alike(await send(side, { path, token: access }), side),
        alike(await readSession(side, newKey(), access), side),
        alike(await ask(side, { path, key, token: access, claims: { ath: "x" } }), side),
      ]);
    }
    expect(stories[1]).toEqual(stories[0]);
  });

  test("a new password, a deactivation, a takedown and the end of the account", async () => {
    const stories = [];
    for (const side of sides) stories.push(await life(side));
    expect(stories[1]).toEqual(stories[0]);
  });
});

/** What becomes of a session, and what the server tells of its account, in every standing. */
async function life(side: Side): Promise<unknown[]> {
  const { did } = side.account;
  let { key, access, refresh } = await dance(side);
  const told = async () => {
    const session = alike(await readSession(side, key, access), side);
    const { didDoc: _document, ...body } = session.body as Record<string, unknown>;
    const refreshed = await refreshWith(side, key, refresh);
    if (refreshed.status === 200) ({ access, refresh } = tokensIn(refreshed));
    const described = alike(await send(side, xrpc("com.atproto.repo.describeRepo", { repo: did })), side);
    return {
      session: { ...session, body },
      refreshed: refreshed.status === 200 ? 200 : alike(refreshed, side),
      standing: alike(await send(side, xrpc("com.atproto.sync.getRepoStatus", { did })), side),
      resolved: alike(await send(side, xrpc("com.atproto.identity.resolveHandle", { handle })), side),
      // What stands in a repository is not compared.
      described: described.status === 200 ? 200 : described,
    };
  };
  const story: unknown[] = [await told()];
  await side.changePassword();
  story.push(await told());
  await side.deactivate();
  story.push(await told());
  await side.activate();
  await side.takeDown();
  story.push(await told());
  await side.restore();
  story.push(await told());
  ({ key, access, refresh } = await dance(side));
  await side.deleteAccount();
  story.push(await told());
  return story;
}
