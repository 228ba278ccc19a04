import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testOAuth, testRefusals } from "#test/network-oauth.ts";
import type { DanceStart, LiveGrant } from "../network.ts";
import { sample } from "./simulated/sample.ts";
import { x } from "./x.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const day = 86_400;
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee", pages: ["Northwind Night Market"] };

const rehearse = () =>
  rehearseNetwork({
    network: x,
    scenario: {
      ...sample,
      apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
    },
    clientId,
    clientSecret,
  });

const unauthorized = { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" };
const old = (code: number) => ({ errors: [{ code, message: "Some words that may change" }] });

testNetwork(x, {
  app: { clientId, clientSecret: Secret.of(clientSecret), settings: {} },
  beginsOffline: true,
  deadly: [
    { status: 401, body: unauthorized },
    { status: 403, body: old(64) },
    { status: 403, body: old(326) },
    { status: 400, body: { error: { code: "no-refresh" }, answer: {} } },
    {
      status: 200,
      body: {
        errors: [
          {
            title: "Forbidden",
            type: "https://api.x.com/2/problems/resource-not-found",
            detail: "User has been suspended: [17].",
            resource_type: "user",
          },
        ],
      },
    },
  ],
});

const start: DanceStart = {
  redirectUri,
  state: "s",
  verifier,
  scopes: x.oauth.scopes,
  rerequest: false,
  switchAccount: false,
};

describe("the redirect", () => {
  test("R1 carries an S256 challenge, never the verifier, and separates scopes with %20 as X's own sample does", async () => {
    const { call } = await rehearse();
    const { url } = await x.oauth.begin(call, { ...start, switchAccount: true });
    const { origin, pathname, searchParams } = new URL(url);
    expect(`${origin}${pathname}`).toBe("https://x.com/i/oauth2/authorize");
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: "tweet.read users.read tweet.write media.write tweet.moderate.write offline.access",
      state: "s",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    expect(url).toContain("tweet.read%20users.read");
    expect(url).not.toContain(verifier);
  });

  testRefusals(x, [
    ["error=access_denied&state=s", "cancelled", "access_denied"],
    ["error=invalid_scope&error_description=No+such+scope", "app_rejected", "No such scope"],
    ["error=server_error", "failed", "server_error"],
    ["error=", "failed", "X named no reason."],
    ["state=s", "failed", "X sent neither a code nor a reason."],
  ]);
});

describe("the dance at X", () => {
  test("R2 R5 ends with both tokens, the account, two hours as returned, and what was granted", async () => {
    const { visit, call, traces } = await rehearse();
    const { answer, person } = await x.oauth.finish(call, { ...(await visit(anna)), redirectUri, verifier });
    expect(person).toEqual({
      remoteId: "1190348842300674049",
      name: "Northwind Coffee",
      handle: "NorthwindCoffee",
      avatarUrl: expect.stringMatching(/^https:\/\/pbs\.twimg\.com\//),
    });
    expect(answer).toMatchObject({ tokenKind: "bearer", scopesGranted: x.oauth.scopes, scopesDeclined: [] });
    expect(Math.round(((answer.accessExpiresAt?.getTime() ?? 0) - call.now().getTime()) / 60_000)).toBe(120);
    expect(answer.refreshExpiresAt).toBeUndefined();
    const secrets = [answer.tokens.accessToken, answer.tokens.refreshToken].map((one) => one?.reveal() ?? "none");
    for (const secret of secrets) expect(JSON.stringify([answer, person, traces])).not.toContain(secret);
  });

  test("the app's id and secret travel in the Basic header and not in the body; the verifier goes along", async () => {
    const { connect, control } = await rehearse();
    await connect(anna);
    const [exchange] = await control.log({ path: "/2/oauth2/token" });
    expect(exchange).toMatchObject({ status: 200, method: "POST", app: clientId });
    expect(Object.keys(exchange?.params ?? {}).toSorted()).toEqual([
      "code",
      "code_verifier",
      "grant_type",
      "redirect_uri",
    ]);
  });

  test("one consent is the one account that was chosen there", async () => {
    const { connect, list } = await rehearse();
    const grant = await connect(carla);
    expect(await list(grant)).toEqual([
      {
        remoteId: "1402996610371284993",
        name: "Northwind Night Market",
        kind: "account",
        handle: "NorthwindNightMarket",
        avatarUrl: expect.any(String),
        url: "https://x.com/NorthwindNightMarket",
      },
    ]);
  });

  testOAuth({ network: x, rehearse: () => rehearse(), who: anna });

  test("R1 a code is of no use to whoever has another verifier, and good for 30 seconds", async () => {
    const { visit, call, leap } = await rehearse();
    const stale = { diagnosis: { rule: "x/code", cause: "session_ended", repair: { who: "token_setter" } } };
    const stolen = await visit(anna);
    await expect(x.oauth.finish(call, { ...stolen, redirectUri, verifier: "w".repeat(64) })).rejects.toMatchObject(
      stale,
    );
    await x.oauth.finish(call, { ...stolen, redirectUri, verifier });
    await expect(x.oauth.finish(call, { ...stolen, redirectUri, verifier })).rejects.toMatchObject(stale);
    const late = await visit(anna);
    await leap(31);
    await expect(x.oauth.finish(call, { ...late, redirectUri, verifier })).rejects.toMatchObject({
      ...stale,
      evidence: { body: { error: "invalid_request" } },
    });
  });

  test("P34 P36 what the answer does not list was not granted", async () => {
    const { visit, call, meddle } = await rehearse();
    const back = await visit(anna);
    meddle(({ pathname }) =>
      pathname.endsWith("/token")
        ? { access_token: "a", token_type: "bearer", expires_in: 7200, scope: "users.read tweet.read" }
        : { data: { id: "17", name: "N", username: "n" } },
    );
    const { answer } = await x.oauth.finish(call, { ...back, redirectUri, verifier });
    expect(answer.scopesGranted).toEqual(["users.read", "tweet.read"]);
    expect(answer.scopesDeclined).toEqual(["tweet.write", "media.write", "tweet.moderate.write", "offline.access"]);
    expect(answer.tokens.refreshToken).toBeUndefined();
  });

  test("P26 without offline.access nothing refreshes it, and the two hours are known ahead", async () => {
    const { connect } = await rehearse();
    const grant = await connect(anna, { scopes: ["tweet.read", "users.read"] });
    expect(grant.tokens.refreshToken).toBeUndefined();
    expect(planRefresh({ ...grant, hasRefreshToken: false }, x.policy.refresh, 0)).toEqual({
      never: "no_refresh_token",
    });
  });
});

describe("P28 the app", () => {
  test("its id and secret are proved by a code that nobody was given, which changes and costs nothing", async () => {
    const { call, control, traces } = await rehearse();
    await x.setup.prove?.(call);
    expect(traces.map(({ address, status }) => [address, status])).toEqual([["api.x.com/2/oauth2/token", 400]]);
    expect((await control.networkState()).pages.every(({ notes }) => notes.charges === undefined)).toBe(true);
  });

  test.each(["id", "secret"])("a wrong %s is the operator's matter", async (which) => {
    const { call } = await rehearse();
    const app = which === "id" ? { ...call.app, clientId: "1" } : { ...call.app, clientSecret: Secret.of("wrong") };
    await expect(x.setup.prove?.({ ...call, app })).rejects.toMatchObject({ diagnosis: { kind: "app-rejected" } });
  });

  test("an app of the wrong type is refused with the way out", async () => {
    const { call, control } = await rehearse();
    const native = { configurations: [{ id: "native-app", scopes: [] }] };
    await control.add({ apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, ...native }] });
    await expect(x.setup.prove?.(call)).rejects.toMatchObject({
      diagnosis: { rule: "x/client", kind: "app-rejected", repair: { who: "operator" } },
    });
  });

  test("one that X switched off is one matter of the operator: connecting, refreshing, probing and proving all say so", async () => {
    const { call, connect, visit, control, leap } = await rehearse();
    const grant = await connect(anna);
    const back = { ...(await visit(carla)), redirectUri, verifier };
    await control.updateApp({ disabled: true });
    await leap(20);
    const rejected = { diagnosis: { kind: "app-rejected", reach: "app", repair: { who: "operator" } } };
    await expect(x.oauth.finish(call, back)).rejects.toMatchObject(rejected);
    await expect(x.oauth.refresh(call, grant)).rejects.toMatchObject(rejected);
    await expect(x.probe.grant(call, grant)).rejects.toMatchObject(rejected);
    await expect(x.setup.prove?.(call)).rejects.toMatchObject(rejected);
  });

  test("a server in trouble proves nothing about it", async () => {
    const { call, control } = await rehearse();
    for (const kind of ["outage", "html", "rate_limited"] as const) {
      await control.addFault(kind, { times: 1 });
      await expect(x.setup.prove?.(call)).rejects.toMatchObject({
        diagnosis: { kind: kind === "rate_limited" ? "rate-limited" : "unreachable" },
      });
    }
  });
});

describe("giving back", () => {
  test("both tokens are ended at X", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await x.oauth.revoke(call, grant);
    expect((await control.log({ path: "/2/oauth2/revoke" })).map(({ status }) => status)).toEqual([200, 400]);
    await expect(x.oauth.refresh(call, grant)).rejects.toMatchObject({ diagnosis: { kind: "grant-revoked" } });
  });

  test("an access token that is over needs no ending; a token that X has forgotten is ended already", async () => {
    const { call, connect, control, leap } = await rehearse();
    const grant = await connect(anna);
    await leap(3 * 3600);
    await control.removeApp({ person: "anna-berg" });
    await x.oauth.revoke(call, grant);
    expect(await control.log({ path: "/2/oauth2/revoke" })).toMatchObject([{ status: 400 }]);
  });

  test("another refusal is told", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await control.changeAppSecret();
    await expect(x.oauth.revoke(call, grant)).rejects.toMatchObject({ diagnosis: { kind: "app-rejected" } });
  });
});

describe("time travel", () => {
  test("P21 400 days: refreshed as its policy demands it lives on; half a year without that ends it, and X does not say why", async () => {
    const side = await rehearse();
    const born = side.call.now().getTime();
    let grant = await side.connect(anna);
    let refreshes = 0;
    while (side.call.now().getTime() - born < 400 * day * 1000) {
      grant = await refreshWhenDue(side, grant);
      refreshes += 1;
    }
    expect(refreshes).toBe(Math.ceil(400 / 7));
    await x.probe.grant(side.call, grant);
    await side.leap(181 * day);
    grant = await side.refresh(grant);
    await side.leap(182 * day + 60);
    await expect(side.refresh(grant)).rejects.toMatchObject({
      diagnosis: { rule: "x/no-refresh", kind: "grant-revoked", reach: "grant", retry: "never" },
    });
  });

  test("P27 no week is special at X: nothing dies after seven days", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.leap(8 * day);
    expect((await side.refresh(grant)).accessExpiresAt?.getTime()).toBeGreaterThan(side.call.now().getTime());
  });
});

/** As the server does it: leap to the planned moment, refresh. */
async function refreshWhenDue(side: NetworkRehearsal, grant: LiveGrant): Promise<LiveGrant> {
  const plan = planRefresh({ ...grant, hasRefreshToken: true }, x.policy.refresh, 0);
  if (!("at" in plan)) throw new Error("nothing would refresh it");
  await side.leap((plan.at.getTime() - side.call.now().getTime()) / 1000);
  return side.refresh(grant);
}

test("R77 what an operator must know stands in the steps: type, scopes, price of a look, spending limit", () => {
  const steps = x.setup.steps.join("\n");
  expect(steps).toMatch(/Web App, Automated App or Bot/);
  for (const scope of x.oauth.scopes) expect(steps).toContain(scope);
  expect(steps).toMatch(/\$0\.01.*\$0\.31 a month for each account/);
  expect(steps).toMatch(/spending limit/);
});
