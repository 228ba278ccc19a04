import { describe, expect, test, vi } from "vitest";
import type { Diagnosis } from "#core/diagnosis.ts";
import { personDeadline, warnsAt } from "#core/profile-status.ts";
import { isSpent, planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import type { AppScenario } from "#simulator/scenario.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, withToken } from "#test/network-rehearsal.ts";
import { testOAuth, testRefusals } from "#test/network-oauth.ts";
import { NetworkFailure, type AppCredentials, type DanceStart, type LiveGrant } from "../network.ts";
import { memberScopes, organizationScopes, scopes } from "./capabilities.ts";
import { linkedin } from "./linkedin.ts";
import { sample } from "./simulated/sample.ts";

const clientId = "86n0rthw1ndc0f";
const secret = "WPL_AP1.n0rthw1ndC0ffee0.bGlua2Vk";
const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const day = 86_400;
const personalOnly = { organizations: "off" };

const rehearse = (app: Partial<AppScenario> = {}, settings: Record<string, string> = {}) =>
  rehearseNetwork({
    network: linkedin,
    scenario: {
      ...sample,
      apps: [{ name: "Latchkey", id: clientId, secret, redirectUris: [redirectUri], ...app }],
    },
    clientId,
    clientSecret: secret,
    settings,
  });
const withoutRefreshTokens = { configurations: [{ id: "no-refresh-tokens", scopes: [] }] };
type Side = Awaited<ReturnType<typeof rehearse>>;

const prove = ({ call }: Side, grant: LiveGrant) => linkedin.probe.grant(call, grant);
const daysUntil = ({ call }: Side, end: Date | null | undefined) =>
  Math.round(((end?.getTime() ?? 0) - call.now().getTime()) / (day * 1000));

const refusedBody = (code: number, name: string) => ({
  status: 401,
  body: { status: 401, serviceErrorCode: code, code: name, message: "Some words" },
});

testNetwork(linkedin, {
  app: { clientId, clientSecret: Secret.of(secret), settings: {} },
  beginsOffline: true,
  deadly: [
    refusedBody(65600, "INVALID_ACCESS_TOKEN"),
    refusedBody(65601, "REVOKED_ACCESS_TOKEN"),
    refusedBody(65602, "EXPIRED_ACCESS_TOKEN"),
  ],
});

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier,
    scopes: linkedin.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };
  async function queryOf(changes: Partial<DanceStart> = {}, settings: AppCredentials["settings"] = {}) {
    const { call } = await rehearse();
    const { url } = await linkedin.oauth.begin({ ...call, app: { ...call.app, settings } }, { ...start, ...changes });
    return new URL(url).searchParams;
  }

  test("asks in LinkedIn's way: spaces between scopes, no PKCE, nothing that LinkedIn does not document", async () => {
    expect(Object.fromEntries(await queryOf())).toEqual({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      state: "s",
      scope: "openid profile email w_member_social rw_organization_admin r_organization_social w_organization_social",
    });
  });

  test.each<Partial<DanceStart>>([
    { scopes: ["openid"] },
    { scopes: [] },
    { rerequest: true },
    { switchAccount: true },
  ])("the identical full set is asked for each time, whatever a connection wishes: %o", async (changes) => {
    expect((await queryOf(changes)).get("scope")).toBe(scopes.join(" "));
  });

  test("what was asked for before and is no longer part of the set stays in it", async () => {
    expect((await queryOf({ scopes: ["r_basicprofile"] })).get("scope")?.split(" ")).toEqual([
      ...scopes,
      "r_basicprofile",
    ]);
  });

  test.each(["off", "OFF", " no ", "false", "0"])(
    "P36 scopes per purpose: with company pages %s only the self-serve scopes are asked for",
    async (organizations) => {
      const { call } = await rehearse();
      const app = { ...call.app, settings: { organizations } };
      const { url } = await linkedin.oauth.begin({ ...call, app }, start);
      expect(new URL(url).searchParams.get("scope")).toBe("openid profile email w_member_social");
    },
  );

  test.each(["on", "", "yes"])("P36 “%s” means personal profiles and company pages", async (organizations) => {
    expect((await queryOf({}, { organizations })).get("scope")).toBe(scopes.join(" "));
  });

  testRefusals(linkedin, [
    ["error=user_cancelled_login&error_description=The+user+cancelled", "cancelled", "The user cancelled"],
    ["error=user_cancelled_authorize&state=s", "cancelled", "user_cancelled_authorize"],
    ["error=unauthorized_client&error_description=Unknown", "app_rejected", "Unknown"],
    ["error=server_error", "failed", "server_error"],
    ["state=s", "failed", "LinkedIn sent neither a code nor a reason."],
  ]);

  test("R70 R71 nothing forces another login, so the guide says how it is done by hand", () => {
    expect(linkedin.about.accountSwitch).toBe("none");
    expect(linkedin.about.guide.otherAccount).toMatch(/sign out at linkedin\.com.*private window/);
  });
});

describe("the dance at LinkedIn", () => {
  test("R2 R5 a connection ends with the member, both tokens, the dates and what was granted", async () => {
    const side = await rehearse();
    const { params } = await side.visit(anna);
    const { answer, person } = await linkedin.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(person).toMatchObject({
      name: "Anna Berg",
      remoteId: expect.stringMatching(/^urn:li:person:\w{10}$/),
      avatarUrl: expect.stringContaining("https://media.licdn.com/"),
    });
    expect(answer.scopesGranted?.toSorted()).toEqual(scopes.toSorted());
    expect([daysUntil(side, answer.accessExpiresAt), daysUntil(side, answer.endsAt)]).toEqual([60, 365]);
    expect(JSON.stringify([answer, person, side.traces])).not.toMatch(/AQ[XW]/);
  });

  test.each([
    ["commas", []],
    ["spaces", [{ id: "scopes-with-spaces", scopes: [] }]],
  ])("R31 scopes are read whether they come with %s", async (_what, configurations) => {
    const side = await rehearse({ configurations });
    expect((await side.connect(anna)).scopesGranted?.toSorted()).toEqual(scopes.toSorted());
  });

  test("P34 where the token answer is silent about scopes, they are read back instead of assumed", async () => {
    const side = await rehearse();
    const { params } = await side.visit(anna);
    side.meddle(({ pathname }) =>
      pathname.endsWith("/accessToken")
        ? { access_token: "AQXsilent", expires_in: 5_184_000 }
        : pathname.endsWith("/introspectToken")
          ? { active: true, status: "active", scope: "openid,w_member_social" }
          : pathname.endsWith("/userinfo")
            ? { sub: "a", name: "Anna Berg" }
            : undefined,
    );
    const { answer } = await linkedin.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(answer.scopesGranted).toEqual(["openid", "w_member_social"]);
  });

  testOAuth({ network: linkedin, rehearse: () => rehearse(), who: anna, usedCode: { rule: "linkedin/code" } });

  test("R30 going back at the sign-in page is a refusal as well", async () => {
    const { call, visitor } = await rehearse();
    const { url } = await linkedin.oauth.begin(call, dance());
    const back = await visitor.open(url, new URLSearchParams({ step: "cancel-login" }));
    expect(linkedin.oauth.refusal(new URL(back.leaves ?? "").searchParams)).toMatchObject({ what: "cancelled" });
  });

  test("R70 R71 whoever is signed in is taken without a word, so the person who came back is told", async () => {
    const { call, visitor } = await rehearse();
    const open = async () => visitor.consent((await linkedin.oauth.begin(call, dance())).url, anna);
    await open();
    const { url } = await linkedin.oauth.begin(call, { ...dance(), switchAccount: true });
    // No consent page, no sign-in page: the browser is sent straight back.
    const again = await visitor.open(url);
    const params = new URL(again.leaves ?? "").searchParams;
    const { person } = await linkedin.oauth.finish(call, { params, redirectUri, verifier });
    expect(person.name).toBe("Anna Berg");
    await visitor.open("https://www.linkedin.com/m/logout/");
    expect((await visitor.open(url)).text).toContain("Sign in");
  });

  test("P36 an app without Community Management is refused whole, and the operator is told what to do", async () => {
    const side = await rehearse({ approvedScopes: [...memberScopes] });
    const refusal = linkedin.oauth.refusal((await side.visit(anna)).params);
    expect(refusal?.what).toBe("app_rejected");
    expect(refusal?.words).toMatch(/operator.*Community Management API.*“Company pages” to off.*not authorized/s);
  });

  test("P36 with company pages off the same app connects personal profiles, and is asked for nothing else", async () => {
    const side = await rehearse({ approvedScopes: [...memberScopes] }, personalOnly);
    const grant = await side.connect(anna);
    expect(grant.scopesGranted?.toSorted()).toEqual(memberScopes.toSorted());
    expect((await side.list(grant)).map(({ kind }) => kind)).toEqual(["member"]);
    expect(side.traces.filter(({ address }) => address.includes("organization"))).toEqual([]);
    await prove(side, grant);
  });

  test("a member who grants another set of scopes loses every earlier token; the same set again loses none", async () => {
    const side = await rehearse();
    const first = await side.connect(anna);
    const second = await side.connect(anna);
    await prove(side, first);
    await prove(side, second);
    const narrower = { ...side.call, app: { ...side.call.app, settings: personalOnly } };
    const { url } = await linkedin.oauth.begin(narrower, dance());
    await side.visitor.consent(url, anna);
    await side.leap(61);
    for (const grant of [first, second])
      expect((await failureOf(prove(side, grant))).diagnosis).toMatchObject({ kind: "grant-revoked", reach: "grant" });
  });

  test("P6 65601 right after the exchange is waited out, so that connecting succeeds", async () => {
    const side = await rehearse();
    await side.control.addFault("revoked", { path: "/v2/userinfo", times: 1 });
    const grant = await side.connect(anna);
    expect(grant.setter.name).toBe("Anna Berg");
    expect(side.traces.filter(({ address }) => address.endsWith("/userinfo")).map(({ status }) => status)).toEqual([
      401, 200,
    ]);
  });

  test("an answer of another shape than documented is a failure with evidence, no crash", async () => {
    const side = await rehearse();
    const { params } = await side.visit(anna);
    side.meddle(({ pathname }) => (pathname.endsWith("/userinfo") ? { sub: 7 } : undefined));
    expect(await failureOf(linkedin.oauth.finish(side.call, { params, redirectUri, verifier }))).toMatchObject({
      diagnosis: { kind: "unrecognised" },
      evidence: { address: "api.linkedin.com/v2/userinfo", body: { sub: 7 } },
    });
  });
});

const dance = (): DanceStart => ({
  redirectUri,
  state: "s",
  verifier,
  scopes: linkedin.oauth.scopes,
  rerequest: false,
  switchAccount: false,
});

describe("refreshing", () => {
  test("R61 P25 the refresh token stays, the access token moves, the end of the year does not", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.leap(59 * day);
    const fresh = await side.refresh(grant);
    expect([daysUntil(side, fresh.accessExpiresAt), daysUntil(side, fresh.endsAt)]).toEqual([60, 306]);
    expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.refreshExpiresAt).toBeUndefined();
    await prove(side, fresh);
  });

  test("P25 near the end both end together, as the network says and not as documents say", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.leap(360 * day);
    const fresh = await side.refresh(grant);
    expect([daysUntil(side, fresh.accessExpiresAt), daysUntil(side, fresh.endsAt)]).toEqual([5, 5]);
  });

  test("P25 P19 digits in a text are read, ended is ended, and what cannot be read is not told", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    for (const [expires_in, days] of [["5184000", 60], [0, 0], ["soon"], [null]] as const) {
      side.meddle(({ pathname }) =>
        pathname.endsWith("/accessToken") ? { access_token: "AQXfresh", expires_in } : undefined,
      );
      const { accessExpiresAt } = await linkedin.oauth.refresh(side.call, grant);
      // Some milliseconds have passed since the answer: what rounds to nothing is told without a sign.
      expect(accessExpiresAt && daysUntil(side, accessExpiresAt) + 0).toBe(days);
    }
  });

  test("P18 an answer without a refresh token erases nothing", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    side.meddle(({ pathname }) =>
      pathname.endsWith("/accessToken") ? { access_token: "AQXfresh", expires_in: 5_184_000 } : undefined,
    );
    const fresh = await side.refresh(grant);
    expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
    expect([fresh.endsAt, fresh.scopesGranted]).toEqual([grant.endsAt, grant.scopesGranted]);
  });

  test("R61 the countdown to the yearly renewal runs while tokens refresh by themselves", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const { endsCause } = linkedin.policy.refresh;
    const facts = { selfRenewing: true, tokenOutlives: false, authorisedAt: grant.issuedAt, endsCause };
    const deadline = personDeadline(grant, facts);
    expect(deadline).toMatchObject({ at: grant.endsAt, cause: "yearly_renewal_due" });
    const warned = deadline && warnsAt(deadline, { warnSeconds: 14 * day });
    expect(daysUntil(side, warned)).toBe(351);
  });

  test("P26 an app without refresh tokens: renew by hand before the access token ends", async () => {
    const side = await rehearse(withoutRefreshTokens);
    const grant = await side.connect(anna);
    expect(grant.tokens.refreshToken).toBeUndefined();
    const subject = { ...grant, hasRefreshToken: false };
    expect(planRefresh(subject, linkedin.policy.refresh, 0)).toEqual({ never: "no_refresh_token" });
    const { endsCause } = linkedin.policy.refresh;
    const deadline = personDeadline(grant, { selfRenewing: false, tokenOutlives: false, endsCause });
    expect(deadline).toMatchObject({ at: grant.accessExpiresAt, cause: "lifetime_reached" });
    const proof = await prove(side, grant);
    expect(daysUntil(side, proof.accessExpiresAt)).toBe(60);
    await side.leap(61 * day);
    expect((await failureOf(prove(side, grant))).diagnosis).toMatchObject({
      kind: "token-expired",
      cause: "lifetime_reached",
      repair: { who: "token_setter", how: expect.stringContaining("signs in to LinkedIn once more") },
    });
  });

  test("a removed app is told from the yearly end, although LinkedIn refuses both with the same words", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.control.removeApp({ person: "anna-berg" });
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      kind: "grant-revoked",
      cause: "session_ended",
      confidence: "certain",
    });
  });

  test("where introspection does not tell, the refusal itself still counts, on a second look", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.control.removeApp({ person: "anna-berg" });
    side.meddle(({ pathname }) => (pathname.endsWith("/introspectToken") ? "<html>" : undefined), 502);
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      rule: "linkedin/refresh-refused",
      kind: "grant-revoked",
      confidence: "likely",
    });
  });

  test("invalid_request alone is no verdict about a refresh token", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    side.meddle(
      ({ pathname }) =>
        pathname.endsWith("/accessToken")
          ? { error: "invalid_request", error_description: "Something is not as it should be" }
          : undefined,
      400,
    );
    expect((await failureOf(side.refresh(grant))).diagnosis.kind).toBe("unrecognised");
  });

  test("P2 an outage while refreshing is no verdict", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.control.outage(true);
    expect((await failureOf(side.refresh(grant))).diagnosis.kind).toBe("unreachable");
  });
});

/** What the server does: refreshes when the plan or the token at hand says so, looks, and refreshes once what was refused as expired. */
async function live(side: Side, first: LiveGrant, days: number) {
  let grant = first;
  const { refresh } = linkedin.policy;
  const refreshed: number[] = [];
  const hasRefreshToken = grant.tokens.refreshToken !== undefined;
  for (let today = 0; today < days; today++) {
    const plan = planRefresh({ ...grant, hasRefreshToken }, refresh, 0.5);
    const isDue = "at" in plan && plan.at <= side.call.now();
    if (isDue || (hasRefreshToken && isSpent(grant, refresh, side.call.now()))) {
      grant = await side.refresh(grant);
      refreshed.push(today);
    }
    const isLooking = today % 5 === 0 || today === 364;
    let failure = isLooking ? await refusalOf(prove(side, grant)) : undefined;
    if (failure?.retry === "after-refresh" && hasRefreshToken) failure = await refusalOf(side.refresh(grant));
    if (failure) return { refreshed, died: today, rule: failure.rule, cause: failure.cause };
    await side.leap(day);
  }
  return { refreshed, died: -1 };
}

async function refusalOf(work: Promise<unknown>): Promise<Diagnosis | undefined> {
  try {
    await work;
    return undefined;
  } catch (failure) {
    if (failure instanceof NetworkFailure) return failure.diagnosis;
    throw failure;
  }
}

describe("time travel", () => {
  test("P21 400 days: refreshed six times, late and rarely, and dead on day 365 with the yearly renewal as its cause", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const { refreshed, died, rule, cause } = await live(side, grant, 400);
    // P14: none of them when the token at hand lives to the end anyway.
    expect(refreshed).toEqual([56, 112, 168, 224, 280, 336]);
    expect([died, rule, cause]).toEqual([365, "linkedin/yearly", "yearly_renewal_due"]);
  });

  test("P21 P26 400 days without refresh tokens: dead on day 60, as the access token", async () => {
    const side = await rehearse(withoutRefreshTokens);
    expect(await live(side, await side.connect(anna), 400)).toEqual({
      refreshed: [],
      died: 60,
      rule: "linkedin/expired",
      cause: "lifetime_reached",
    });
  });
});

describe("the operator", () => {
  test("P28 a changed app secret is the operator's to mend, nobody's login is blamed", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.control.changeAppSecret();
    for (const attempt of [() => side.refresh(grant), () => prove(side, grant)])
      expect((await failureOf(attempt())).diagnosis).toMatchObject({
        kind: "app-rejected",
        repair: { who: "operator" },
        reach: "app",
      });
  });

  test("P28 a disabled app is one alarm for the operator, although LinkedIn calls every token revoked", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    await side.control.updateApp({ disabled: true });
    expect((await failureOf(prove(side, grant))).diagnosis.kind).toBe("app-rejected");
  });

  test("client id and secret are proved without a login, and refused when wrong", async () => {
    const side = await rehearse();
    await linkedin.setup.prove?.(side.call);
    for (const app of [
      { ...side.call.app, clientSecret: Secret.of("another secret") },
      { ...side.call.app, clientId: "86unknown" },
    ]) {
      // The door strikes out its own app's secret: a call that carries another app is judged by the same table.
      const failure = await failureOf(linkedin.setup.prove?.({ ...side.call, app }) ?? Promise.resolve());
      expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", confidence: "certain" });
    }
  });

  test("P28 the version in every call is the one whose end the operator is warned of", async () => {
    const side = await rehearse();
    const grant = await side.connect(ben);
    const seen = vi.fn<(version: string | null) => void>();
    const call: Side["call"] = {
      ...side.call,
      send: (act, request) => {
        if (request.url.includes("/rest/")) seen(String(request.headers?.["linkedin-version"]));
        return side.call.send(act, request);
      },
    };
    for await (const _profile of linkedin.profiles.list(call, grant));
    const [version] = linkedin.policy.versions ?? [];
    expect(new Set(seen.mock.calls.map(([one]) => `LinkedIn-Version ${one}`))).toEqual(new Set([version?.name]));
    expect(version?.endsAt).toEqual(new Date("2027-07-15T00:00:00Z"));
  });

  test("P28 a version that is switched off concerns the operator, not one profile", async () => {
    const side = await rehearse();
    const grant = await side.connect(ben);
    side.meddle(
      ({ pathname }) =>
        pathname.startsWith("/rest/")
          ? { status: 426, code: "NONEXISTENT_VERSION", message: "Requested version 20260701 is not active" }
          : undefined,
      426,
    );
    expect((await failureOf(side.list(grant))).diagnosis).toMatchObject({
      kind: "app-rejected",
      repair: { who: "operator" },
    });
  });

  test("an app without any redirect address lets nobody in", async () => {
    const side = await rehearse({ redirectUris: [] });
    await expect(side.visit(anna)).rejects.toThrow("redirect_uri does not match");
  });
});

describe("giving back", () => {
  test("revoking ends all tokens of this login at LinkedIn, and of no other", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const other = await side.connect(anna);
    await linkedin.oauth.revoke(side.call, grant);
    await side.leap(61);
    expect((await failureOf(prove(side, grant))).diagnosis.kind).toBe("grant-revoked");
    await prove(side, other);
  });

  test("P43 every route that the adapter uses exists", async () => {
    const side = await rehearse();
    const grant = await side.connect(ben);
    const found = await side.list(grant);
    for (const one of found.filter(({ unusable }) => !unusable))
      await linkedin.probe.access(side.call, grant, side.access(grant, one));
    const fresh = await side.refresh(grant);
    await prove(side, fresh);
    await linkedin.oauth.revoke(side.call, withToken(fresh, {}));
    expect(side.traces.filter(({ status }) => status === 404 || status === 405)).toEqual([]);
    expect(organizationScopes.every((scope) => fresh.scopesGranted?.includes(scope))).toBe(true);
  });
});
