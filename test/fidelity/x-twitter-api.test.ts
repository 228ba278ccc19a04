import { Agent } from "node:http";
import { ApiPartialResponseError, ApiResponseError, EApiV1ErrorCode, TwitterApi } from "twitter-api-v2";
import type { TOAuth2Scope } from "twitter-api-v2";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/x/simulated/sample.ts";
import { createControl, type FaultKind } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

/**
 * twitter-api-v2 against the simulator. Its addresses are constants, so its plugin's last hook (everything of the request is made by
 * then, headers too) puts the simulator before `https://`, and `httpAgent` lets it speak plain HTTP. Nothing else is changed.
 */
const redirectUri = "https://app.example/callback";
const everything: TOAuth2Scope[] = ["tweet.read", "users.read", "tweet.write", "offline.access"];
const [registered] = sample.apps ?? [];
const clientId = registered?.id ?? "";
const clientSecret = registered?.secret ?? "";

async function stage(changes: { configurations?: { id: string; scopes: string[] }[] } = {}) {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "x");
  const apps = (sample.apps ?? []).map((one) => ({ ...one, redirectUris: [redirectUri], ...changes }));
  await control.load({ ...sample, apps });
  const settings = {
    httpAgent: new Agent(),
    plugins: [
      {
        onBeforeRequest: ({ computedParams: { url } }: { computedParams: { url: URL } }) => {
          url.href = url.href.replace("https://", `${simulator.url}/`);
        },
      },
    ],
  };
  const app = (secret: string | null = clientSecret) =>
    new TwitterApi({ clientId, ...(secret !== null && { clientSecret: secret }) }, settings);
  const dance = async (scope = everything, cancel = false) => {
    const link = app().generateOAuth2AuthLink(redirectUri, { scope });
    const visit = { email: "ben@northwind.example", password: "coffee", pages: ["Northwind Roastery"], cancel };
    const back = new URL(await createVisitor(simulator.url).consent(link.url, visit)).searchParams;
    expect(back.get("state")).toBe(link.state);
    return { back, codeVerifier: link.codeVerifier };
  };
  const connect = async (scope = everything, as = app()) => {
    const { back, codeVerifier } = await dance(scope);
    return as.loginWithOAuth2({ code: back.get("code") ?? "", codeVerifier, redirectUri });
  };
  return { control, settings, app, dance, connect };
}

const me = { id: "1288100214413729792", name: "Northwind Roastery", username: "NorthwindRoastery" };

test("twitter-api-v2 walks its own dance: its link with its `s256`, the code, the tokens, and who one is", async () => {
  const { connect } = await stage();
  const login = await connect();
  expect(login).toMatchObject({
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    expiresIn: 7200,
    scope: everything,
  });
  expect(await login.client.v2.me()).toEqual({ data: me });
  expect(await login.client.v2.me({ "user.fields": ["public_metrics", "verified_type", "protected"] })).toEqual({
    data: { ...me, protected: false, verified_type: "business", public_metrics: expect.any(Object) },
  });
});

test("without offline.access twitter-api-v2 finds no refresh token", async () => {
  const { connect } = await stage();
  expect((await connect(["tweet.read", "users.read"])).refreshToken).toBeUndefined();
});

test("twitter-api-v2 without a secret is the public client of a native app", async () => {
  const { app, connect } = await stage({ configurations: [{ id: "native-app", scopes: [] }] });
  const { refreshToken = "" } = await connect(everything, app(null));
  const { client } = await app(null).refreshOAuth2Token(refreshToken);
  expect(await client.v2.me()).toEqual({ data: me });
});

test("twitter-api-v2 refreshes and gets another pair; the spent token is its ApiResponseError, and takes the pair along", async () => {
  const { app, connect } = await stage();
  const first = await connect();
  const second = await app().refreshOAuth2Token(first.refreshToken ?? "");
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second).toMatchObject({ expiresIn: 7200, scope: everything });
  expect(await second.client.v2.me()).toEqual({ data: me });
  const spent = await refusal(() => app().refreshOAuth2Token(first.refreshToken ?? ""));
  expect([spent.code, spent.data]).toEqual([
    400,
    expect.objectContaining({
      error: "invalid_request",
      error_description: "Value passed for the token was invalid.",
    }),
  ]);
  expect((await refusal(() => second.client.v2.me())).isAuthError).toBe(true);
});

test("twitter-api-v2 revokes; its next call is an auth error", async () => {
  const { app, connect } = await stage();
  const { client, refreshToken = "" } = await connect();
  expect(await app().revokeOAuth2Token(refreshToken, "refresh_token")).toEqual({ revoked: true });
  const dead = await refusal(() => client.v2.me());
  expect([dead.code, dead.isAuthError, dead.data]).toEqual([
    401,
    true,
    { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" },
  ]);
  expect(dead.headers["content-type"]).toBe("application/problem+json");
});

test("a refusal, a code that was used and a wrong secret come in the forms of RFC 6749", async () => {
  const { app, dance } = await stage();
  expect((await dance(everything, true)).back.get("error")).toBe("access_denied");
  const { back, codeVerifier } = await dance();
  const shown = { code: back.get("code") ?? "", codeVerifier, redirectUri };
  expect(await refusal(() => app("wrong").loginWithOAuth2(shown))).toMatchObject({
    code: 401,
    data: { error: "unauthorized_client", error_description: "Missing valid authorization header" },
  });
  await app().loginWithOAuth2(shown);
  expect((await refusal(() => app().loginWithOAuth2(shown))).errors).toEqual([
    { message: "Value passed for the authorization code was invalid." },
  ]);
});

test("twitter-api-v2 reads the rate limit of every answer, and of the one that says no", async () => {
  const { connect, control } = await stage();
  const { client } = await connect();
  const { rateLimit } = await client.v2.get("users/me", {}, { fullResponse: true });
  expect(rateLimit).toEqual({ limit: 75, remaining: 74, reset: expect.any(Number) });
  const now = Date.now() / 1000;
  expect(rateLimit?.reset).toBeGreaterThan(now);
  expect(rateLimit?.reset).toBeLessThanOrEqual(now + 15 * 60 + 1);
  await control.rateLimit(true, { waitMinutes: 10 });
  const refused = await refusal(() => client.v2.me());
  expect([refused.rateLimitError, refused.isAuthError, refused.rateLimit]).toEqual([
    true,
    false,
    { limit: 75, remaining: 0, reset: expect.any(Number) },
  ]);
});

test("twitter-api-v2 knows a suspended and a locked account by their codes", async () => {
  const { connect, control } = await stage();
  const { client } = await connect();
  await control.blockPerson("ben-okoro", "policy");
  const suspended = await refusal(() => client.v2.me());
  expect([suspended.code, suspended.hasErrorCode(EApiV1ErrorCode.YouAreSuspended)]).toEqual([403, true]);
  await control.blockPerson("ben-okoro", "checkpoint");
  const locked = await refusal(() => client.v2.me());
  expect([locked.code, locked.hasErrorCode(EApiV1ErrorCode.AccountLocked)]).toEqual([403, true]);
  await control.unblockPerson("ben-okoro");
  expect(await client.v2.me()).toEqual({ data: me });
});

test("twitter-api-v2 words the problems of v2: no credits, a field that X does not know", async () => {
  const { connect, control } = await stage();
  const { client } = await connect();
  const field = await refusal(() => client.v2.get("users/me", { "user.fields": "shoe_size" }));
  expect([field.code, field.message]).toEqual([
    400,
    expect.stringContaining("Invalid Request: One or more parameters"),
  ]);
  await control.setUsage(100);
  expect(await refusal(() => client.v2.me())).toMatchObject({
    code: 402,
    data: { title: "CreditsDepleted", type: expect.stringMatching(/\/problems\/credits$/), status: 402 },
  });
});

test.each<[FaultKind, number, unknown]>([
  ["outage", 503, { title: "Service Unavailable", type: "about:blank", status: 503, detail: "Service Unavailable" }],
  ["html", 503, expect.stringContaining("<title>X / Over capacity</title>")],
  ["error_500", 500, expect.objectContaining({ title: "Internal Server Error" })],
])("%s is neither an auth error nor a rate limit to twitter-api-v2", async (kind, code, data) => {
  const { app, connect, control } = await stage();
  const { client, refreshToken = "" } = await connect();
  await control.addFault(kind);
  for (const ask of [() => client.v2.me(), () => app().refreshOAuth2Token(refreshToken)]) {
    const failure = await refusal(ask);
    expect([failure.code, failure.isAuthError, failure.rateLimitError]).toEqual([code, false, false]);
    expect(failure.data).toEqual(data);
  }
  await control.clearFaults();
  expect((await app().refreshOAuth2Token(refreshToken)).accessToken).toBeTypeOf("string");
});

test("an answer cut in the middle is a partial response", async () => {
  const { connect, control } = await stage();
  const { client } = await connect();
  await control.addFault("garbage");
  await expect(client.v2.me()).rejects.toBeInstanceOf(ApiPartialResponseError);
});

/** What twitter-api-v2 makes of a refusal. */
async function refusal(ask: () => Promise<unknown>): Promise<ApiResponseError> {
  const failure = await ask().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ApiResponseError)) throw new Error("twitter-api-v2 saw no refusal", { cause: failure });
  return failure;
}
