import { createOAuthAPIClient, createRestAPIClient, MastoDeserializeError, MastoHttpError } from "masto";
import { Agent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/mastodon/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";

/**
 * masto against the simulator. Its `url` takes any server but no path before `/api`, so it is given the server's own address, and
 * `requestInit.dispatcher` of Node's fetch leads the connection to the simulator. It makes no consent address; that is written here.
 */
const redirectUri = "https://app.example/callback";
const anna = { email: "anna@northwind.example", password: "coffee" };
const scopes = "read:accounts write:statuses";

async function stage(server = "northwind.social") {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "mastodon");
  await control.load({ ...sample, apps: [] });
  const dispatcher = new Agent().compose(
    (dispatch) => (to, whom) =>
      dispatch({ ...to, origin: simulator.url, path: `/${new URL(String(to.origin)).host}${to.path}` }, whom),
  );
  onTestFinished(() => dispatcher.close());
  // The package undici and the undici inside Node have types of their own for the same thing.
  const settings = { url: `https://${server}`, requestInit: { dispatcher } as unknown as RequestInit };
  const open = (accessToken?: string) => createRestAPIClient({ ...settings, ...(accessToken && { accessToken }) });
  const login = createOAuthAPIClient(settings);
  const registered = await open().v1.apps.create({
    clientName: "Northwind Tool",
    redirectUris: [redirectUri, "https://app.example/other"],
    scopes,
    website: "https://app.example",
  });
  const app = { clientId: registered.clientId ?? "", clientSecret: registered.clientSecret ?? "", redirectUri };
  const consent = async (visit: Visit = anna, scope = scopes) => {
    const query = { response_type: "code", client_id: app.clientId, redirect_uri: redirectUri, scope, state: "st4te" };
    const url = `${settings.url}/oauth/authorize?${new URLSearchParams(query).toString()}`;
    return new URL(await createVisitor(simulator.url).consent(url, visit)).searchParams;
  };
  const exchange = (code: string | null) =>
    login.token.create({ ...app, grantType: "authorization_code", code: code ?? "", scope: scopes });
  const connect = async (visit?: Visit) => exchange((await consent(visit)).get("code"));
  return { control, open, login, registered, app, consent, exchange, connect };
}

test("masto registers an app, exchanges the code, and reads who one is", async () => {
  const { open, registered, connect } = await stage();
  expect(registered).toMatchObject({
    name: "Northwind Tool",
    website: "https://app.example",
    scopes: scopes.split(" "),
    redirectUris: [redirectUri, "https://app.example/other"],
    clientId: expect.any(String),
    clientSecret: expect.any(String),
  });
  const token = await connect();
  expect(token).toEqual({
    accessToken: expect.any(String),
    tokenType: "Bearer",
    scope: scopes,
    createdAt: expect.any(Number),
  });
  expect(Math.abs(token.createdAt - Date.now() / 1000)).toBeLessThan(600);
  const account = await open(token.accessToken).v1.accounts.verifyCredentials();
  expect(account).toMatchObject({
    id: "109300000000000001",
    username: "northwind",
    acct: "northwind",
    displayName: "Northwind Coffee",
    url: "https://northwind.social/@northwind",
    source: { privacy: "public", fields: [] },
    role: { id: "-99" },
  });
});

test("an account has every member that masto's types promise", async () => {
  const { open, connect } = await stage();
  const { accessToken } = await connect();
  const account = await open(accessToken).v1.accounts.verifyCredentials();
  expect(account).toMatchObject({
    header: expect.any(String),
    headerStatic: expect.any(String),
    fields: [],
    emojis: [],
    roles: [],
    group: false,
    lastStatusAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    source: { language: "en", attributionDomains: [], indexable: false },
  });
  expect(await open().v1.accounts.lookup({ acct: "northwind" })).not.toHaveProperty("source");
});

test("masto verifies the app by a person's token and by the app's own; a person's call with that one is a 422", async () => {
  const { open, login, app, connect } = await stage();
  const { accessToken } = await connect();
  const own = await login.token.create({ ...app, grantType: "client_credentials", scope: "read:accounts" });
  for (const token of [accessToken, own.accessToken])
    expect(await open(token).v1.apps.verifyCredentials()).toMatchObject({
      name: "Northwind Tool",
      scopes: scopes.split(" "),
      redirectUris: [redirectUri, "https://app.example/other"],
    });
  expect(await refusal(() => open(own.accessToken).v1.accounts.verifyCredentials())).toMatchObject({
    statusCode: 422,
    message: "This method requires an authenticated user",
  });
});

test("a second login is answered with the same token, as long as it lives", async () => {
  const { app, login, connect } = await stage();
  const first = await connect();
  expect((await connect()).accessToken).toBe(first.accessToken);
  await login.revoke({ clientId: app.clientId, clientSecret: app.clientSecret, token: first.accessToken });
  expect((await connect()).accessToken).not.toBe(first.accessToken);
});

test("masto revokes, twice with the same answer; then the token is its MastoHttpError 401", async () => {
  const { open, login, app, connect } = await stage();
  const { accessToken: token } = await connect();
  const { clientId, clientSecret } = app;
  for (const _time of ["once", "again"]) expect(await login.revoke({ clientId, clientSecret, token })).toEqual({});
  expect(await refusal(() => open(token).v1.accounts.verifyCredentials())).toMatchObject({
    statusCode: 401,
    message: "The access token was revoked",
  });
  expect(await refusal(() => open("wrong").v1.accounts.verifyCredentials())).toMatchObject({
    statusCode: 401,
    message: "The access token is invalid",
  });
});

test("masto reads the two members of a refusal of OAuth", async () => {
  const { app, login, consent, exchange } = await stage();
  const code = (await consent()).get("code");
  await exchange(code);
  expect(await refusal(() => exchange(code))).toMatchObject({
    statusCode: 400,
    message: "invalid_grant",
    description: expect.stringContaining("invalid, expired, revoked"),
  });
  const wrong = { ...app, clientSecret: "wrong", grantType: "client_credentials" as const };
  expect(await refusal(() => login.token.create(wrong))).toMatchObject({
    statusCode: 401,
    message: "invalid_client",
    description: expect.stringContaining("Client authentication failed"),
  });
});

test("masto meets a missing scope, a frozen login and a registration that a server refuses", async () => {
  const { open, connect, control } = await stage();
  const { accessToken } = await connect();
  const ask = () => refusal(() => open(accessToken).v1.accounts.verifyCredentials());
  await control.withdrawScope({ person: "anna-berg", app: "Northwind Tool" }, "read:accounts");
  expect(await ask()).toMatchObject({ statusCode: 403, message: "This action is outside the authorized scopes" });
  await control.addFault("policy_blocked");
  expect(await ask()).toMatchObject({ statusCode: 403, message: "Your login is currently disabled" });
  const bad = { clientName: "Northwind Tool", redirectUris: "no address", scopes };
  expect(await refusal(() => open().v1.apps.create(bad))).toMatchObject({
    statusCode: 422,
    message: expect.stringMatching(/^Validation failed: /),
  });
});

test("without any token masto sees what everybody sees: the server, an account, its suspension, where it moved", async () => {
  const { open, control } = await stage();
  expect(await open().v2.instance.fetch()).toMatchObject({
    domain: "northwind.social",
    version: "4.5.2",
    configuration: { statuses: { maxCharacters: 500, maxMediaAttachments: 4 } },
  });
  await control.blockPerson("ben-okoro", "policy");
  expect(await open().v1.accounts.lookup({ acct: "berlin" })).toMatchObject({ acct: "berlin", suspended: true });
  expect(await refusal(() => open().v1.accounts.lookup({ acct: "nobody" }))).toMatchObject({
    statusCode: 404,
    message: "Record not found",
  });
});

test("the limit is told beside every answer, with an end that is no Unix time; beyond it is 429", async () => {
  const { open, connect, control } = await stage();
  const { accessToken } = await connect();
  const { headers } = await open(accessToken).v1.accounts.verifyCredentials.$raw();
  expect([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")]).toEqual(["300", "299"]);
  expect(headers.get("x-ratelimit-reset")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  await control.rateLimit(true);
  const { statusCode, message, cause } = await refusal(() => open(accessToken).v1.accounts.verifyCredentials());
  expect([statusCode, message]).toEqual([429, "Too many requests"]);
  expect((cause as Response).headers.get("x-ratelimit-remaining")).toBe("0");
});

test("a server in trouble: JSON with 503 is masto's error, half an answer cannot be read, HTML never becomes an account", async () => {
  const { open, connect, control } = await stage();
  const { accessToken } = await connect();
  const ask = () => open(accessToken).v1.accounts.verifyCredentials();
  await control.outage(true);
  expect(await refusal(ask)).toMatchObject({
    statusCode: 503,
    message: "There was a temporary problem serving your request, please try again",
  });
  await control.outage(false);
  await control.addFault("garbage", { times: 1 });
  await expect(ask()).rejects.toBeInstanceOf(MastoDeserializeError);
  await control.addFault("html", { times: 1 });
  expect(await ask()).toBeUndefined();
  // masto takes the page of a proxy for an answer without members, and stumbles: at any rate it is no verdict about the token.
  await control.addFault("error_500", { times: 1 });
  await expect(ask()).rejects.toThrow(TypeError);
});

test("a server of another program: ids are UUIDs, the day of a token is in milliseconds, refusals are single words", async () => {
  const { open, connect } = await stage("coffee.example");
  const token = await connect({ ...anna, pages: ["Northwind Oslo"] });
  expect(token).toMatchObject({ tokenType: "Bearer", scope: scopes });
  expect(Math.abs(token.createdAt - Date.now())).toBeLessThan(600_000);
  expect(await open(token.accessToken).v1.accounts.verifyCredentials()).toMatchObject({
    id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    acct: "oslo",
  });
  expect(await open().v1.accounts.lookup({ acct: "northwind_berlin" })).toMatchObject({
    moved: { acct: "berlin@northwind.social" },
  });
  expect(await refusal(() => open("wrong").v1.accounts.verifyCredentials())).toMatchObject({
    statusCode: 401,
    message: "invalid_token",
  });
});

/** What masto makes of a refusal. */
async function refusal(ask: () => Promise<unknown>): Promise<MastoHttpError> {
  const failure = await ask().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof MastoHttpError)) throw new Error("masto saw no refusal", { cause: failure });
  return failure;
}
