import { describe, expect, test } from "vitest";
import { capabilityStates } from "#core/capability.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { personDeadline } from "#core/profile-status.ts";
import { Secret } from "#core/secret.ts";
import type { Scenario } from "#simulator/control.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testRefusals } from "#test/network-oauth.ts";
import type { Call, Consent, DanceStart, FoundProfile, LiveGrant } from "../network.ts";
import { mastodon } from "./mastodon.ts";

const clientId = "client-that-a-server-gave-out";
const clientSecret = "secret-that-a-server-gave-out-with-it";
const stock = "northwind.social";
const other = "coffee.example";
const app = { clientId, clientSecret: Secret.of(clientSecret), settings: {}, instance: stock };
const scenario: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
};
const anna = { email: "anna-berg@people.example", password: "password" };
const daySeconds = 86_400;

const rehearse = (instance = stock, changes: Partial<Scenario> = {}) =>
  rehearseNetwork({ network: mastodon, scenario: { ...scenario, ...changes }, clientId, clientSecret, instance });

/** The same door at another server, or with another registration. */
const callAt = (side: NetworkRehearsal, changes: Partial<Call["app"]>): Call => ({
  ...side.call,
  app: { ...side.call.app, ...changes },
});

const start: DanceStart = {
  redirectUri,
  state: "st4te & more",
  verifier,
  scopes: mastodon.oauth.scopes,
  rerequest: false,
  switchAccount: false,
};

async function dance(side: NetworkRehearsal, call: Call, visit: Visit): Promise<Consent> {
  const { url } = await mastodon.oauth.begin(call, start);
  const params = new URL(await createVisitor(side.simulatorUrl).consent(url, visit)).searchParams;
  return mastodon.oauth.finish(call, { params, redirectUri, verifier });
}

const asGrant = ({ answer, person }: Consent, call: Call): LiveGrant => ({
  id: "grt_1",
  ...answer,
  setter: person,
  scopesGranted: answer.scopesGranted,
  issuedAt: call.now(),
});

// No host is Mastodon's own; the contract's questions about hosts are asked of one server.
testNetwork(mastodon, {
  app,
  beginsOffline: false,
  deadly: [
    { status: 401, body: { error: "The access token was revoked" } },
    { status: 401, body: { error: "invalid_token" } },
    { status: 403, body: { error: "Your login is currently disabled" } },
  ],
});

describe("the redirect", () => {
  test("R1 R2 leads to the server that was named, bound to the state and a verifier, without the secret", async () => {
    const { call, traces, control } = await rehearse();
    const url = new URL((await mastodon.oauth.begin(call, start)).url);
    expect(url.origin + url.pathname).toBe("https://northwind.social/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: mastodon.oauth.scopes.join(" "),
      state: start.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    expect(JSON.stringify([url.href, traces])).not.toMatch(new RegExp(`${clientSecret}|${verifier}`));
    expect((await control.networkState()).tokens).toEqual([]);
  });

  test("a person who wants another login is made to log in, whoever the browser knows", async () => {
    const side = await rehearse();
    const browser = createVisitor(side.simulatorUrl);
    await browser.consent((await mastodon.oauth.begin(side.call, start)).url, anna);
    const ben = { ...anna, email: "ben-okoro@people.example" };
    const again = async (switchAccount: boolean) => {
      const back = await browser.consent((await mastodon.oauth.begin(side.call, { ...start, switchAccount })).url, ben);
      return mastodon.oauth.finish(side.call, { params: new URL(back).searchParams, redirectUri, verifier });
    };
    expect([(await again(false)).person.name, (await again(true)).person.name]).toEqual(["Anna Berg", "Ben Okoro"]);
  });

  test.each([
    ["outage", "unreachable"],
    ["error_500", "unreachable"],
    ["html", "unreachable"],
    ["rate_limited", "rate-limited"],
    ["reset", "unreachable"],
  ] as const)("nobody is sent to a server in trouble: %s", async (fault, kind) => {
    const side = await rehearse();
    await side.control.addFault(fault);
    expect((await failureOf(mastodon.oauth.begin(side.call, start))).diagnosis.kind).toBe(kind);
  });

  test("whatever else a server says to the question whether it knows us is no reason to turn anybody away", async () => {
    const side = await rehearse();
    side.meddle(() => ({ error: "invalid_request" }), 400);
    expect((await mastodon.oauth.begin(side.call, start)).url).toContain("https://northwind.social/oauth/authorize");
  });

  testRefusals(mastodon, [
    ["error=access_denied&error_description=No.&state=s", "cancelled", "No."],
    ["error=access_denied", "cancelled", "access_denied"],
    ["error=invalid_scope&state=s", "app_rejected", "invalid_scope"],
    ["error=unauthorized_client&state=s", "app_rejected", "unauthorized_client"],
    ["error=server_error&state=s", "failed", "server_error"],
  ]);

  test.each([
    [stock, start.state],
    [other, null],
  ])("R30 who denies it at %s comes back with the state %j", async (server, state) => {
    const { params } = await (await rehearse(server)).visit({ ...anna, cancel: true }, { state: start.state });
    expect(mastodon.oauth.refusal(params)).toMatchObject({ what: "cancelled" });
    expect(params.get("state")).toBe(state);
  });
});

describe("the dance", () => {
  test("R2 R5 ends with a token without end, all scopes and the account, under a name that holds its server", async () => {
    const { call, visit, traces } = await rehearse();
    const { answer, person } = await mastodon.oauth.finish(call, { ...(await visit(anna)), redirectUri, verifier });
    expect(person).toEqual({
      remoteId: expect.stringMatching(/^\d{18}@northwind\.social$/),
      name: "Anna Berg",
      handle: "@anna_berg@northwind.social",
      avatarUrl: "https://northwind.social/avatars/anna_berg.svg",
    });
    expect(answer).toEqual({
      tokens: { accessToken: expect.any(Secret) },
      tokenKind: "bearer",
      accessExpiresAt: null,
      scopesGranted: mastodon.oauth.scopes,
      scopesDeclined: [],
    });
    expect(JSON.stringify([answer, person, traces])).not.toContain(answer.tokens.accessToken.reveal());
  });

  test("P13 the same id at two servers means two accounts", async () => {
    const people = { "anna-berg": "owner" };
    const id = "109300000000000001";
    const side = await rehearse(stock, {
      pages: [
        { name: "Northwind Coffee", username: "northwind", people, notes: { server: stock, id } },
        { name: "Northwind Roastery", username: "roastery", people, notes: { server: other, id } },
      ],
    });
    const ids = [];
    for (const server of [stock, other])
      ids.push((await dance(side, callAt(side, { instance: server }), anna)).person.remoteId);
    expect(ids).toEqual([`${id}@${stock}`, `${id}@${other}`]);
  });

  test("R2 no server ever sees another one's token: every call of a grant goes to its own", async () => {
    const side = await rehearse(other);
    const grant = await side.connect(anna);
    const [profile] = await side.list(grant);
    await mastodon.probe.grant(side.call, grant);
    await mastodon.probe.access(side.call, grant, side.access(grant, profile));
    await mastodon.oauth.revoke(side.call, grant);
    expect(new Set(side.traces.map(({ address }) => address.split("/")[0]))).toEqual(new Set([other]));
  });

  test("a day told in milliseconds, or in nonsense, ends nothing: nobody reads it", async () => {
    const side = await rehearse(other);
    const grant = await side.connect(anna);
    expect(grant.accessExpiresAt).toBeNull();
    side.meddle(({ pathname }) =>
      pathname === "/oauth/token" ? { access_token: "t0ken-of-a-strange-server", created_at: "yesterday" } : undefined,
    );
    // The strange token opens nothing at the simulated server; that it was read is seen by what is asked next.
    expect(
      (
        await failureOf(
          mastodon.oauth.finish(side.call, { params: new URLSearchParams({ code: "c" }), redirectUri, verifier }),
        )
      ).evidence.address,
    ).toBe("coffee.example/api/v1/accounts/verify_credentials");
  });

  test("P25 a program that tells an end is obeyed; scopes that it left out are known to be missing", async () => {
    const side = await rehearse();
    const token = (await side.connect(anna)).tokens.accessToken.reveal();
    side.meddle(({ pathname }) =>
      pathname === "/oauth/token"
        ? { access_token: token, token_type: "Bearer", scope: "read write:statuses", expires_in: 100 * daySeconds }
        : undefined,
    );
    const finish = () =>
      mastodon.oauth.finish(side.call, { params: new URLSearchParams({ code: "c" }), redirectUri, verifier });
    const { answer } = await finish();
    const secondsTold = async (expires_in: unknown) => {
      const odd = { access_token: token, token_type: "Bearer", scope: "read", expires_in };
      side.meddle(({ pathname }) => (pathname === "/oauth/token" ? odd : undefined));
      const { accessExpiresAt } = (await finish()).answer;
      return accessExpiresAt && Math.round((accessExpiresAt.getTime() - side.call.now().getTime()) / 1000);
    };
    expect([await secondsTold("7200"), await secondsTold("0")].map((one) => Math.abs(one ?? Number.NaN))).toEqual([
      7200, 0,
    ]);
    expect([await secondsTold("soon"), await secondsTold(null)]).toEqual([undefined, null]);
    const days = ((answer.accessExpiresAt?.getTime() ?? 0) - side.call.now().getTime()) / (1000 * daySeconds);
    expect(Math.round(days)).toBe(100);
    expect(answer.scopesDeclined).toEqual(["write:conversations", "write:media", "write:notifications"]);
    const states = capabilityStates(mastodon.capabilities, { scopes: answer.scopesGranted, roles: undefined });
    expect([states.publish.state, states.inbox.state, states.analytics.state]).toEqual(["missing", "missing", "ready"]);
  });

  test("R16 P36 a consent is everything that the three capabilities need, and needs no role", async () => {
    const { scopesGranted } = await (await rehearse()).connect(anna);
    const states = capabilityStates(mastodon.capabilities, { scopes: scopesGranted, roles: undefined });
    expect([states.publish, states.inbox, states.analytics]).toEqual(Array(3).fill({ state: "ready" }));
  });

  test.each([
    ["a second time", (_side: NetworkRehearsal, finish: () => Promise<unknown>) => finish()],
    ["after ten minutes", (side: NetworkRehearsal) => side.leap(601)],
  ])("a way back that is taken %s gives nothing: connect once more", async (_when, before) => {
    const side = await rehearse();
    const back = { ...(await side.visit(anna)), redirectUri, verifier };
    await before(side, () => mastodon.oauth.finish(side.call, back));
    expect((await failureOf(mastodon.oauth.finish(side.call, back))).diagnosis).toMatchObject({
      rule: "mastodon/way-back",
      retry: "never",
    });
  });

  test("a stolen code is worth nothing without the verifier", async () => {
    const { call, visit } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier: "w".repeat(64) };
    expect((await failureOf(mastodon.oauth.finish(call, back))).diagnosis.rule).toBe("mastodon/way-back");
  });

  test("revoking ends the token at the server, and can be asked twice", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await mastodon.oauth.revoke(side.call, grant);
    await mastodon.oauth.revoke(side.call, grant);
    expect((await failureOf(mastodon.probe.grant(side.call, grant))).diagnosis).toMatchObject({
      rule: "mastodon/401-revoked",
      cause: "session_ended",
    });
  });

  test("Mastodon gives the same account the same token again; Hollo a new one", async () => {
    const tokens = async (server: string) => {
      const side = await rehearse(server);
      const [first, second] = [await side.connect(anna), await side.connect(anna)];
      return first.tokens.accessToken.reveal() === second.tokens.accessToken.reveal();
    };
    expect([await tokens(stock), await tokens(other)]).toEqual([true, false]);
  });

  test.each([
    ["another server in the name", { id: "7", username: "victim@good.example" }],
    ["another server in the id", { id: "7@good.example", username: "x" }],
    ["no id", { username: "x" }],
    ["an id of the wrong kind", { id: 7, username: "x" }],
  ])("a hostile server cannot pass for another one: %s", async (_what, account) => {
    const side = await rehearse();
    const back = { ...(await side.visit(anna)), redirectUri, verifier };
    side.meddle(({ pathname }) => (pathname.endsWith("/verify_credentials") ? account : undefined));
    const consent = await mastodon.oauth.finish(side.call, back).catch((failure: unknown) => failure);
    expect(JSON.stringify(consent)).not.toContain("good.example");
  });

  test("what a hostile server wants to have shown is cut, or left out", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    side.meddle(() => ({
      id: "7",
      username: "x",
      display_name: "N".repeat(5000),
      avatar: "javascript:alert(1)",
      url: "http://127.0.0.1/",
      moved: { acct: "<script>" },
    }));
    expect(await side.list(grant)).toEqual([
      {
        remoteId: "7@northwind.social",
        name: "N".repeat(200),
        handle: "@x@northwind.social",
        kind: "account",
        unusable: "This account has moved to another server. Connect the account there.",
      },
    ]);
  });
});

test("P35 the sample of the demo: eight accounts on two servers, one of them seen with the reason why it cannot be used", async () => {
  const side = await rehearse(stock, { apps: [] });
  await side.control.loadSample();
  const { people, pages } = await side.control.networkState();
  const found: FoundProfile[] = [];
  for (const { id, email, password } of people)
    for (const { name, notes } of pages.filter(({ members }) => id in members)) {
      const instance = String(notes["server"]);
      const call = callAt(side, {
        ...(await mastodon.servers.register(callAt(side, { instance }), redirectUri)),
        instance,
      });
      const consent = await dance(side, call, { email, password, pages: [name] });
      for await (const profile of mastodon.profiles.list(call, asGrant(consent, call))) found.push(profile);
    }
  expect(found.map(({ name, unusable }) => (unusable ? `${name}: ${unusable}` : name)).toSorted()).toEqual([
    "Night Market",
    "Northwind Berlin",
    "Northwind Berlin (old): This account has moved to berlin@northwind.social. Connect the account there.",
    "Northwind Coffee",
    "Northwind Hamburg",
    "Northwind Oslo",
    "Northwind Roastery",
    "Summer Stage",
  ]);
  expect(new Set(found.map(({ remoteId }) => remoteId)).size).toBe(8);
  expect(people.map(({ email }) => email)).toEqual([
    "anna@northwind.example",
    "ben@northwind.example",
    "carla@agency.example",
  ]);
});

test("the sample's app goes nowhere before it is told where; the first server to register it takes it over", async () => {
  const side = await rehearse();
  await side.control.loadSample();
  const [{ id, secret } = { id: "", secret: "" }] = (await side.control.networkState()).apps;
  const call = callAt(side, { clientId: id, clientSecret: Secret.of(secret) });
  const { url } = await mastodon.oauth.begin(call, start);
  await expect(createVisitor(side.simulatorUrl).consent(url, anna)).rejects.toThrow(
    "redirect uri included is not valid",
  );
  expect((await mastodon.servers.register(call, redirectUri)).clientId).toBe(id);
  expect((await mastodon.servers.register(callAt(side, { instance: other }), redirectUri)).clientId).not.toBe(id);
});

test("R77 what people read of Mastodon names the server, what ends a login there, and where we are removed", () => {
  const { guide, refuses, accountSwitch } = mastodon.about;
  expect(guide.needs[0]).toContain("name of the server");
  expect(guide.whatExpires).toMatch(/Nothing ends by the calendar.+Authorised apps.+moderators/s);
  expect(refuses).toEqual([expect.stringContaining("has moved"), expect.stringContaining("private network")]);
  expect([accountSwitch, guide.otherAccount]).toEqual(["forced", expect.stringContaining("Use another login")]);
  expect(mastodon.policy.lifetimes[0]).toMatchObject({
    what: "Access token",
    seconds: null,
    source: expect.stringContaining("doorkeeper.rb"),
  });
});

describe("time", () => {
  test("P27 no server has an app in testing: a week and ten weeks later the token works as on the first day", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    for (const days of [8, 63]) {
      await side.leap(days * daySeconds);
      await mastodon.probe.grant(side.call, grant);
    }
  });

  test("P21 400 days: nothing refreshes and nothing needs to, no date is made up; the account ends it under Authorised apps", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const plan = planRefresh({ ...grant, hasRefreshToken: false }, mastodon.policy.refresh, 0);
    expect([plan, "refresh" in mastodon.oauth]).toEqual([{ never: "no_expiry" }, false]);
    expect(personDeadline(grant, { selfRenewing: false, tokenOutlives: false })).toBeNull();
    for (let days = 0; days < 400; days += 20) {
      await side.leap(20 * daySeconds);
      await mastodon.probe.grant(side.call, grant);
    }
    await side.control.removeApp({ person: "anna-berg" });
    expect((await failureOf(mastodon.probe.grant(side.call, grant))).diagnosis).toMatchObject({
      kind: "grant-revoked",
      cause: "session_ended",
      repair: { who: "token_setter", how: expect.stringContaining("Authorised apps") },
    });
    const healed = await side.connect(anna);
    expect(healed.setter.remoteId).toBe(grant.setter.remoteId);
    await mastodon.probe.grant(side.call, healed);
  });
});
