import { createHmac } from "node:crypto";
import OAuth from "oauth-1.0a";
import { describe, expect, test } from "vitest";
import { capabilityStates } from "#core/capability.ts";
import { personDeadline } from "#core/profile-status.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import type { Scenario } from "#simulator/control.ts";
import { createVisitor } from "#simulator/visitor.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { publicUrl, redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import type { Call, DanceStart } from "../network.ts";
import { xing } from "./xing.ts";

const clientId = "0123456789abcdef0123";
const clientSecret = "s3cret/with+odd=letters&more";
const app = { clientId, clientSecret: Secret.of(clientSecret), settings: {} };
const scenario: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
};
const anna = { email: "anna-berg@people.example", password: "password" };

const rehearse = () => rehearseNetwork({ network: xing, scenario, clientId, clientSecret });

const deadly = [{ status: 401, body: { error_name: "INVALID_OAUTH_TOKEN", message: "Invalid OAuth token" } }];
testNetwork(xing, {
  app,
  beginsOffline: false,
  callback: { oauth_token: "t0ken", oauth_verifier: "1234" },
  deadly,
});

const start: DanceStart = {
  redirectUri,
  state: "st4te & more",
  verifier,
  scopes: [],
  rerequest: false,
  switchAccount: false,
};

/** The `Authorization` headers of all calls, opened for the test. */
function overheard(call: Call): { readonly call: Call; readonly headers: string[] } {
  const headers: string[] = [];
  const send: Call["send"] = (act, request) => {
    const sent = request.headers?.["authorization"];
    headers.push(sent instanceof Secret ? sent.reveal() : "not secret");
    return call.send(act, request);
  };
  return { call: { ...call, send }, headers };
}

const fieldOf = (header: string | undefined, name: string) =>
  decodeURIComponent(new RegExp(`${name}="([^"]*)"`).exec(header ?? "")?.[1] ?? "");

describe("what XING still offers", () => {
  test("R83 nothing is on by itself: key and secret must be entered, and whoever looks is told that it is limited", () => {
    expect(xing.about.settings.map(({ key, required }) => [key, required])).toEqual([
      ["clientId", true],
      ["clientSecret", true],
    ]);
    expect(xing.about.limited).toContain("no longer supports this interface; it may stop without notice");
    expect(xing.setup.steps[0]).toContain("leave this network off");
  });

  test("R83 what cannot be connected is said with its reason: company pages, groups", () => {
    expect(xing.about.refuses).toEqual([
      expect.stringMatching(/^Company pages .+\.$/),
      expect.stringMatching(/^XING groups .+ 2023\.$/),
    ]);
  });

  test("R16 R84 R85 a consent without scopes publishes; inbox and figures are absent, each with its reason", async () => {
    const grant = await (await rehearse()).connect(anna);
    const states = capabilityStates(xing.capabilities, { scopes: grant.scopesGranted, roles: undefined });
    expect(states).toEqual({
      publish: { state: "ready" },
      inbox: { state: "absent", reason: expect.stringContaining("incoming posts and comments cannot be answered") },
      analytics: { state: "absent", reason: expect.stringContaining("never offered figures") },
    });
  });

  test("R84 what is lent is enough to publish: another client signs a status post with token and token secret", async () => {
    const { connect, simulatorUrl } = await rehearse();
    const grant = await connect(anna);
    expect(grant.tokenKind).toBe("oauth1");
    const { tokenSecret } = xing.oauth.lend(grant);
    const hash_function = (text: string, key: string) => createHmac("sha1", key).update(text).digest("base64");
    const client = new OAuth({
      consumer: { key: clientId, secret: clientSecret },
      signature_method: "HMAC-SHA1",
      hash_function,
    });
    const url = "https://api.xing.com/v1/users/me/status_message";
    const data = { message: "Neue Röstung – 100 % Äthiopien!" };
    const token = { key: grant.tokens.accessToken.reveal(), secret: tokenSecret.reveal() };
    const { Authorization } = client.toHeader(client.authorize({ method: "POST", url, data: { ...data } }, token));
    const posted = await fetch(url.replace("https://", `${simulatorUrl}/`), {
      method: "POST",
      headers: { Authorization },
      body: new URLSearchParams(data),
    });
    expect([posted.status, await posted.text()]).toEqual([201, "Status update has been posted"]);
  });
});

describe("the redirect", () => {
  test("R2 leads to XING with a request token alone; the state waits in the callback that XING was told", async () => {
    const side = await rehearse();
    const { call, headers } = overheard(side.call);
    const { url, keep } = await xing.oauth.begin(call, start);
    const { origin, pathname, searchParams } = new URL(url);
    expect([origin + pathname, [...searchParams.keys()]]).toEqual([
      "https://api.xing.com/v1/authorize",
      ["oauth_token"],
    ]);
    expect(fieldOf(headers[0], "oauth_callback")).toBe(`${redirectUri}?state=st4te+%26+more`);
    const kept = JSON.parse(keep.reveal()) as Record<string, string>;
    expect(kept).toEqual({ token: searchParams.get("oauth_token"), secret: expect.stringMatching(/^\w{40}$/) });
    expect(JSON.stringify([url, side.traces])).not.toContain(kept.secret);
  });

  test("R1 the person comes back with the state that the server finds its flow by", async () => {
    const { params } = await (await rehearse()).visit(anna, { state: "st4te & more" });
    expect([params.get("state"), params.has("oauth_token"), params.has("oauth_verifier")]).toEqual([
      "st4te & more",
      true,
      true,
    ]);
  });

  test("XING may answer step 1 with 200 as well", async () => {
    const { call, meddle } = await rehearse();
    meddle(() => "oauth_token=abc&oauth_token_secret=def&oauth_callback_confirmed=true", 200);
    expect((await xing.oauth.begin(call, start)).url).toContain("oauth_token=abc");
  });

  test.each([
    ["a page", "<!doctype html><title>XING</title>", "xing/switched-off"],
    ["JSON", { oauth_token: "t0ken", oauth_token_secret: "s3cret" }, "any/unrecognised"],
    ["a form without the secret", "oauth_token=t0ken&user_id=1", "any/unrecognised"],
  ])("an answer of another shape is a failure with evidence that tells no token: %s", async (_what, body, rule) => {
    const { call, meddle } = await rehearse();
    meddle(() => body);
    const failure = await failureOf(xing.oauth.begin(call, start));
    expect(failure.diagnosis.rule).toBe(rule);
    expect(JSON.stringify(failure.evidence)).not.toMatch(/t0ken|s3cret/);
  });

  test.each([
    ["oauth_token=t&state=s", "cancelled", "No access was allowed."],
    ["oauth_token=t&oauth_verifier=&state=s", "cancelled", "No access was allowed."],
    ["oauth_problem=user_refused&state=s", "cancelled", "user_refused"],
    ["oauth_problem=token_expired&state=s", "failed", "token_expired"],
  ])("R30 %s is %s", (query, what, words) => {
    expect(xing.oauth.refusal(new URLSearchParams(query))).toEqual({ what, words });
  });

  test("R30 a person who does not allow it comes back with a refusal; one who does, without", async () => {
    const { visit } = await rehearse();
    expect(xing.oauth.refusal((await visit({ ...anna, cancel: true })).params)).toMatchObject({ what: "cancelled" });
    expect(xing.oauth.refusal((await visit(anna)).params)).toBeUndefined();
  });
});

describe("the dance at XING", () => {
  test("R2 R5 a connection ends with the token, its secret and the person, and tells no date that XING did not tell", async () => {
    const { call, visit, traces } = await rehearse();
    const { answer, person } = await xing.oauth.finish(call, { ...(await visit(anna)), redirectUri, verifier });
    expect(person).toEqual({
      remoteId: expect.stringMatching(/^\d+_[0-9a-f]+$/),
      name: "Anna Berg",
      handle: "Anna_Berg",
      avatarUrl: expect.stringMatching(/^https:\/\/www\.xing\.com\/img\//),
    });
    expect(answer).toEqual({
      tokens: { accessToken: expect.any(Secret), extra: expect.any(Secret) },
      tokenKind: "oauth1",
      scopesGranted: [],
      scopesDeclined: [],
    });
    const { accessToken, extra } = answer.tokens;
    const told = JSON.stringify([answer, person, traces]);
    for (const secret of [accessToken, extra, app.clientSecret]) expect(told).not.toContain(secret?.reveal());
  });

  test("the callback of another attempt is not taken, and no verdict about anybody", async () => {
    const { call, visit } = await rehearse();
    const [mine, other] = [await visit(anna), await visit({ ...anna, email: "ben-okoro@people.example" })];
    const back = { params: other.params, redirectUri, verifier, ...(mine.keep ? { keep: mine.keep } : {}) };
    const { diagnosis, evidence } = await failureOf(xing.oauth.finish(call, back));
    expect(diagnosis).toMatchObject({
      kind: "unrecognised",
      cause: "session_ended",
      repair: { who: "token_setter", how: expect.stringContaining("Connect once more.") },
    });
    expect(evidence.address).toBe("keys.example.com/v1/oauth/callback");
  });

  test.each([
    ["a second time", (_side: NetworkRehearsal, finish: () => Promise<unknown>) => finish()],
    ["after hours", (side: NetworkRehearsal) => side.leap(4 * 3600)],
  ])("a way back that is taken %s gives nothing: connect once more", async (_when, before) => {
    const side = await rehearse();
    const back = { ...(await side.visit(anna)), redirectUri, verifier };
    await before(side, () => xing.oauth.finish(side.call, back));
    expect((await failureOf(xing.oauth.finish(side.call, back))).diagnosis).toMatchObject({
      rule: "xing/request-token",
      kind: "unrecognised",
      retry: "never",
    });
  });

  test("a guessed verifier opens nothing", async () => {
    const { call, visit } = await rehearse();
    const { params, keep } = await visit(anna);
    params.set("oauth_verifier", "0");
    const back = { params, redirectUri, verifier, ...(keep ? { keep } : {}) };
    expect((await failureOf(xing.oauth.finish(call, back))).diagnosis.rule).toBe("xing/request-token");
  });

  test("every request carries a nonce of its own, times never go back, and every header is a secret", async () => {
    const side = await rehearse();
    const { call, headers } = overheard(side.call);
    await xing.oauth.begin(call, start);
    await xing.oauth.finish(call, { ...(await side.visit(anna)), redirectUri, verifier });
    const grant = await side.connect(anna);
    await xing.probe.grant(call, grant);
    await xing.probe.access(call, grant, side.access(grant, (await side.list(grant))[0]));
    const nonces = headers.map((header) => fieldOf(header, "oauth_nonce"));
    const times = headers.map((header) => Number(fieldOf(header, "oauth_timestamp")));
    expect(headers).toHaveLength(5);
    expect([new Set(nonces).size, nonces.every((nonce) => /^[0-9a-f]{32}$/.test(nonce))]).toEqual([5, true]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test.each(["NONCE_ALREADY_USED", "INVALID_TIMESTAMP"])(
    "%s once is signed anew and passes; twice it is a failure of nobody's login",
    async (error_name) => {
      const side = await rehearse();
      const { call, headers } = overheard(side.call);
      let refusals = 1;
      side.meddle(() => (refusals-- > 0 ? { error_name, message: "Try again" } : undefined), 401);
      await xing.oauth.begin(call, start);
      expect(new Set(headers.map((header) => fieldOf(header, "oauth_nonce"))).size).toBe(2);
      refusals = 2;
      const { diagnosis } = await failureOf(xing.oauth.begin(call, start));
      expect([diagnosis.rule, diagnosis.repair.who]).not.toContain("token_setter");
      expect(headers).toHaveLength(4);
    },
  );
});

describe("the operator's app", () => {
  test("key and secret are proved by a request token, which changes nothing", async () => {
    const { call, traces, control } = await rehearse();
    await xing.setup.prove?.(call);
    expect(traces.map(({ method, address }) => [method, address])).toEqual([["POST", "api.xing.com/v1/request_token"]]);
    expect((await control.networkState()).tokens).toEqual([]);
  });

  test.each([
    ["a wrong key", { clientId: "no" }, "xing/INVALID_OAUTH_CONSUMER"],
    ["a wrong secret", { clientSecret: Secret.of("no") }, "xing/INVALID_OAUTH_SIGNATURE"],
    ["no secret", { clientSecret: undefined }, "xing/INVALID_OAUTH_SIGNATURE"],
  ])("P28 %s is refused as the operator's to mend", async (_what, changes, rule) => {
    const { call } = await rehearse();
    const proving = xing.setup.prove?.({ ...call, app: { ...app, ...changes } });
    expect((await failureOf(Promise.resolve(proving))).diagnosis).toMatchObject({
      rule,
      kind: "app-rejected",
      reach: "app",
      repair: { who: "operator" },
    });
  });

  test("P28 a redirect address that XING does not know is the operator's to mend, before any person is asked", async () => {
    const { call, control } = await rehearse();
    await control.updateApp({ redirectUris: [] });
    expect((await failureOf(xing.oauth.begin(call, start))).diagnosis).toMatchObject({
      rule: "xing/callback",
      repair: { who: "operator" },
    });
    await control.updateApp({ redirectUris: [`${publicUrl}/elsewhere`] });
    await xing.oauth.begin(call, start);
  });
});

test("the sample of the demo: three people to connect, and an app that goes nowhere before it is told where", async () => {
  const side = await rehearse();
  await side.control.loadSample();
  const { people, apps } = await side.control.networkState();
  const [{ id, secret } = { id: "", secret: "" }] = apps;
  const call = { ...side.call, app: { clientId: id, clientSecret: Secret.of(secret), settings: {} } };
  expect((await failureOf(xing.oauth.begin(call, start))).diagnosis.rule).toBe("xing/callback");
  await side.control.updateApp({ redirectUris: [redirectUri] });
  for (const { email, password, name } of people) {
    const { url, keep } = await xing.oauth.begin(call, start);
    const params = new URL(await createVisitor(side.simulatorUrl).consent(url, { email, password })).searchParams;
    expect((await xing.oauth.finish(call, { params, keep, redirectUri, verifier })).person.name).toBe(name);
  }
  expect(people.map(({ email }) => email)).toEqual([
    "anna@northwind.example",
    "ben@northwind.example",
    "carla@agency.example",
  ]);
});

describe("time", () => {
  const daySeconds = 86_400;

  test("P21 400 days: nothing refreshes and nothing needs to; only the password ends it, and the sentence says that it may", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const plan = planRefresh({ ...grant, hasRefreshToken: false }, xing.policy.refresh, 0);
    expect([plan, "refresh" in xing.oauth]).toEqual([{ never: "fixed_life" }, false]);
    for (let days = 0; days < 400; days += 20) {
      await side.leap(20 * daySeconds);
      await xing.probe.grant(side.call, grant);
    }
    await side.control.changePassword("anna-berg");
    expect((await failureOf(xing.probe.grant(side.call, grant))).diagnosis).toMatchObject({
      kind: "grant-revoked",
      repair: { who: "token_setter", how: expect.stringMatching(/password was changed, the app was removed/) },
    });
  });

  test("after ten years the token is over, as documented; until then no date is invented to warn of", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const [life] = xing.policy.lifetimes;
    expect(personDeadline(grant, { selfRenewing: false, tokenOutlives: false })).toBeNull();
    await side.leap((life?.seconds ?? 0) - daySeconds);
    await xing.probe.grant(side.call, grant);
    await side.leap(2 * daySeconds);
    expect((await failureOf(xing.probe.grant(side.call, grant))).diagnosis.kind).toBe("grant-revoked");
  });

  test("a grant whose token secret is lost opens nothing, and is no network's fault", async () => {
    const { connect } = await rehearse();
    const grant = await connect(anna);
    const { extra: _extra, ...tokens } = grant.tokens;
    expect(() => xing.oauth.lend({ ...grant, tokens })).toThrow("has no token secret");
  });
});
