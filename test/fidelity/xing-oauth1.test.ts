import { createHmac } from "node:crypto";
import OAuth from "oauth-1.0a";
import { describe, expect, onTestFinished, test } from "vitest";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";

const consumer = { key: "0123456789abcdef0123", secret: "s3cret/with+odd=letters&more" };
const callback = "https://app.example/back?state=a%20b%26c&from=xing";
const anna = { email: "anna-berg@people.example", password: "password" };

const scenario: Scenario = {
  people: [{ name: "Anna Berg" }],
  apps: [{ name: "Northwind Tool", id: consumer.key, secret: consumer.secret, redirectUris: [callback] }],
};

const sha1 = (text: string, key: string) => createHmac("sha1", key).update(text).digest("base64");
const hmac = new OAuth({ consumer, signature_method: "HMAC-SHA1", hash_function: sha1 });
const plaintext = new OAuth({ consumer, signature_method: "PLAINTEXT" });

type Place = "header" | "query" | "form";
type Fields = Record<string, string>;
interface Answered {
  status: number;
  text: string;
  error: string | undefined;
}

interface Side {
  control: Control;
  url: string;
  /** Sends what the library signed; its parameters go where the test wants them. */
  ask(request: { method: string; path: string; data?: Fields }, by?: Signing): Promise<Answered>;
}
interface Signing {
  client?: OAuth;
  token?: OAuth.Token;
  place?: Place;
}

async function rehearse(): Promise<Side> {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "xing");
  await control.load(scenario);
  return {
    control,
    url: simulator.url,
    async ask({ method, path, data = {} }, { client = hmac, token, place = "header" } = {}) {
      // The library signs the real address and writes into `data`.
      const authorized = client.authorize({ method, url: `https://api.xing.com${path}`, data: { ...data } }, token);
      const signed = Object.fromEntries(
        Object.entries(authorized)
          .filter(([name]) => name.startsWith("oauth_"))
          .map(([name, value]) => [name, String(value)]),
      );
      return send(`${simulator.url}/api.xing.com${path}`, method, {
        data,
        signed,
        place,
        header: client.toHeader(authorized),
      });
    },
  };
}

async function send(
  address: string,
  method: string,
  { data, signed, place, header }: { data: Fields; signed: Fields; place: Place; header: OAuth.Header },
): Promise<Answered> {
  const url = new URL(address);
  const own = Object.fromEntries(Object.entries(data).filter(([name]) => !name.startsWith("oauth_")));
  const form = new URLSearchParams(place === "form" ? { ...own, ...signed } : place === "query" ? {} : own);
  if (place === "query")
    for (const [name, value] of Object.entries({ ...own, ...signed })) url.searchParams.set(name, value);
  const hasForm = method === "POST" && form.size > 0;
  if (!hasForm) for (const [name, value] of form) url.searchParams.set(name, value);
  const answer = await fetch(url, {
    method,
    headers: place === "header" ? { ...header } : {},
    ...(hasForm && { body: form }),
  });
  const text = await answer.text();
  return { status: answer.status, text, error: /"error_name":"(\w+)"/.exec(text)?.[1] };
}

const readToken = (text: string): OAuth.Token & { userId: string } => {
  const fields = new URLSearchParams(text);
  return {
    key: fields.get("oauth_token") ?? "",
    secret: fields.get("oauth_token_secret") ?? "",
    userId: fields.get("user_id") ?? "",
  };
};

async function connect(side: Side, by: Omit<Signing, "token"> = {}, visit: Partial<Visit> = {}) {
  const first = await side.ask({ method: "POST", path: "/v1/request_token", data: { oauth_callback: callback } }, by);
  expect(first.text).toContain("oauth_callback_confirmed=true");
  const request = readToken(first.text);
  const dialog = `https://api.xing.com/v1/authorize?oauth_token=${request.key}`;
  const back = new URL(await createVisitor(side.url).consent(dialog, { ...anna, ...visit }));
  const oauth_verifier = back.searchParams.get("oauth_verifier") ?? "";
  const exchange = { method: "POST", path: "/v1/access_token", data: { oauth_verifier } };
  const answer = await side.ask(exchange, { ...by, token: request });
  return { back, request, exchange, answer, token: readToken(answer.text) };
}

describe("oauth-1.0a against the simulated XING", () => {
  test.each<[string, Signing]>([
    ["HMAC-SHA1 in the header", {}],
    ["HMAC-SHA1 in the query", { place: "query" }],
    ["HMAC-SHA1 in a form", { place: "form" }],
    ["PLAINTEXT in the header", { client: plaintext }],
    ["PLAINTEXT in the query", { client: plaintext, place: "query" }],
  ])("%s: the three steps, then a call as the person", async (_what, by) => {
    const side = await rehearse();
    const { token, back } = await connect(side, by);
    expect([back.searchParams.get("state"), back.searchParams.get("from")]).toEqual(["a b&c", "xing"]);
    expect(token.userId).toMatch(/^\d+_[0-9a-f]+$/);
    const me = await side.ask(
      { method: "GET", path: "/v1/users/me" },
      { ...by, token, place: by.place === "form" ? "header" : (by.place ?? "header") },
    );
    expect(JSON.parse(me.text)).toMatchObject({ users: [{ id: token.userId, display_name: "Anna Berg" }] });
  });

  test("parameters of all sorts are part of the signature: umlauts, reserved letters, an empty value, a `+`", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const message = "Grüße aus Köln: 100 % Kaffee & *Kuchen* (neu!) 'heute' + morgen ~ – 😀";
    const post = { method: "POST", path: "/v1/users/me/status_message", data: { message, empty: "" } };
    for (const place of ["header", "query", "form"] as const)
      expect(await side.ask(post, { token, place })).toMatchObject({
        status: 201,
        text: "Status update has been posted",
      });
  });

  test("a query that stands in the address is signed like any other", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const me = await side.ask({ method: "GET", path: "/v1/users/me.json?fields=id,page_name" }, { token });
    expect(JSON.parse(me.text)).toEqual({ users: [{ id: token.userId, page_name: "Anna_Berg" }] });
  });

  test("whoever says no comes back without a verifier, and the request token opens nothing", async () => {
    const side = await rehearse();
    const { back, answer } = await connect(side, {}, { cancel: true });
    expect(back.searchParams.has("oauth_verifier")).toBe(false);
    expect(answer.status).toBe(401);
  });

  test("`oob` shows a PIN instead of going back", async () => {
    const side = await rehearse();
    const asked = { method: "POST", path: "/v1/request_token", data: { oauth_callback: "oob" } };
    const request = readToken((await side.ask(asked)).text);
    const dialog = `https://www.xing.com/v1/authorize?oauth_token=${request.key}`;
    const shown = await createVisitor(side.url).consent(dialog, anna).catch(String);
    const oauth_verifier = /PIN in the application (\d{4})/.exec(shown)?.[1] ?? "";
    const exchange = { method: "POST", path: "/v1/access_token", data: { oauth_verifier } };
    expect(await side.ask(exchange, { token: request })).toMatchObject({ status: 201 });
  });

  test.each<[string, (token: OAuth.Token) => Signing, string]>([
    [
      "another consumer secret",
      (token) => ({
        token,
        client: new OAuth({
          consumer: { ...consumer, secret: "no" },
          signature_method: "HMAC-SHA1",
          hash_function: sha1,
        }),
      }),
      "INVALID_OAUTH_SIGNATURE",
    ],
    ["another token secret", ({ key }) => ({ token: { key, secret: "no" } }), "INVALID_OAUTH_SIGNATURE"],
    [
      "PLAINTEXT with another token secret",
      ({ key }) => ({ token: { key, secret: "no" }, client: plaintext }),
      "INVALID_OAUTH_SIGNATURE",
    ],
    [
      "an unknown consumer",
      (token) => ({ token, client: new OAuth({ consumer: { key: "no", secret: "no" } }) }),
      "INVALID_OAUTH_CONSUMER",
    ],
    ["an unknown token", () => ({ token: { key: "no", secret: "no" } }), "INVALID_OAUTH_TOKEN"],
    ["no token at all", () => ({}), "REQUIRED_PARAMETER_MISSING"],
    [
      "an unknown method",
      (token) => ({ token, client: new OAuth({ consumer, signature_method: "HMAC-MD5", hash_function: sha1 }) }),
      "INVALID_OAUTH_SIGNATURE_METHOD",
    ],
    [
      "another version",
      (token) => ({ token, client: new OAuth({ consumer, version: "2.0" }) }),
      "INVALID_OAUTH_VERSION",
    ],
  ])("%s is refused", async (_what, by, error) => {
    const side = await rehearse();
    const { token } = await connect(side);
    expect(await side.ask({ method: "GET", path: "/v1/users/me" }, by(token))).toMatchObject({ status: 401, error });
  });

  test("a signature fits its own request alone", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const { Authorization } = hmac.toHeader(
      hmac.authorize({ method: "GET", url: "https://api.xing.com/v1/users/me?fields=id" }, token),
    );
    const address = `${side.url}/api.xing.com/v1/users/me`;
    for (const query of ["", "?fields=active_email", "?fields=id&more=1"])
      expect((await fetch(`${address}${query}`, { headers: { Authorization } })).status).toBe(401);
    expect((await fetch(`${address}?fields=id`, { headers: { Authorization } })).status).toBe(200);
  });

  test("each nonce is good once, timestamps never go back and are not older than a day", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const now = hmac.getTimeStamp();
    const at = (seconds: number, nonce?: string): Signing => {
      const client = new OAuth({ consumer, signature_method: "HMAC-SHA1", hash_function: sha1 });
      client.getTimeStamp = () => seconds;
      if (nonce !== undefined) client.getNonce = () => nonce;
      return { token, client };
    };
    const me = { method: "GET", path: "/v1/users/me" };
    const errors: (string | undefined)[] = [];
    for (const by of [at(now, "once"), at(now, "once"), at(now), at(now - 60), at(now - 2 * 86_400), at(now, "")])
      errors.push((await side.ask(me, by)).error);
    expect(errors).toEqual([
      undefined,
      "NONCE_ALREADY_USED",
      undefined,
      "INVALID_TIMESTAMP",
      "TIMESTAMP_EXPIRED",
      "NONCE_MISSING",
    ]);
  });

  test("a request token is good once, an access token works until the password is changed", async () => {
    const side = await rehearse();
    const { request, exchange, token } = await connect(side);
    const me = { method: "GET", path: "/v1/users/me" };
    expect(await side.ask(exchange, { token: request })).toMatchObject({ status: 401, error: "INVALID_OAUTH_TOKEN" });
    expect(await side.ask(me, { token })).toMatchObject({ status: 200 });
    await side.control.changePassword("anna-berg");
    expect(await side.ask(me, { token })).toMatchObject({ status: 401, error: "INVALID_OAUTH_TOKEN" });
  });

  test("a token of another consumer is told as that", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const other = { key: "fedcba9876543210fedc", secret: "other" };
    await side.control.add({
      apps: [{ name: "Other Tool", id: other.key, secret: other.secret, redirectUris: [callback] }],
    });
    const client = new OAuth({ consumer: other });
    expect(await side.ask({ method: "GET", path: "/v1/users/me" }, { token, client })).toMatchObject({
      status: 401,
      error: "CONSUMER_MISMATCH",
    });
  });

  test("403 means three things", async () => {
    const side = await rehearse();
    const { token } = await connect(side);
    const post = (message: string) =>
      side.ask({ method: "POST", path: "/v1/users/me/status_message", data: { message } }, { token });
    expect(await post("x".repeat(421))).toMatchObject({ status: 403, error: "INVALID_PARAMETERS" });
    await side.control.updateApp({ approvedScopes: ["read"] });
    expect(await post("Hello")).toMatchObject({ status: 403, error: "ACCESS_DENIED" });
    await side.control.rateLimit(true);
    expect(await post("Hello")).toMatchObject({ status: 403, error: "RATE_LIMIT_EXCEEDED" });
  });

  test("an app without a registered address cannot begin", async () => {
    const side = await rehearse();
    await side.control.updateApp({ redirectUris: [] });
    expect(
      await side.ask({ method: "POST", path: "/v1/request_token", data: { oauth_callback: callback } }),
    ).toMatchObject({ status: 403, error: "INVALID_PARAMETERS" });
  });
});
