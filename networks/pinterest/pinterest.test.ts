import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testOAuth, testRefusals } from "#test/network-oauth.ts";
import type { DanceStart, LiveGrant } from "../network.ts";
import { pinterest } from "./pinterest.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const day = 86_400;
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };

interface Options {
  readonly settings?: Record<string, string>;
  /** How old the app is, for tokens of the older kind; see simulated/token.ts. */
  readonly marks?: readonly string[];
}

const rehearse = ({ settings = {}, marks = [] }: Options = {}) =>
  rehearseNetwork({
    network: pinterest,
    scenario: {
      ...sample,
      apps: [
        {
          name: "Latchkey",
          id: clientId,
          secret: clientSecret,
          redirectUris: [redirectUri],
          configurations: marks.map((id) => ({ id, scopes: [] })),
        },
      ],
    },
    clientId,
    clientSecret,
    settings,
  });

const refused = (status: number, code: number, message = "Some words that may change") => ({
  status,
  body: { code, message, status: "failure" },
});

testNetwork(pinterest, {
  app: { clientId, clientSecret: Secret.of(clientSecret), settings: {} },
  beginsOffline: true,
  deadly: [
    refused(401, 2),
    refused(401, 7),
    refused(403, 29),
    refused(404, 40),
    refused(404, 30),
    refused(404, 404, "Board not found."),
    refused(403, 403, "Not authorized to access board or Pin."),
  ],
});

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier,
    scopes: pinterest.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };
  async function consentUrl(settings: Record<string, string>, changes: Partial<DanceStart> = {}) {
    const { call } = await rehearse({ settings });
    return new URL((await pinterest.oauth.begin(call, { ...start, ...changes })).url);
  }

  test("asks for every scope, with commas, and for nothing that Pinterest does not know", async () => {
    const url = await consentUrl({}, { switchAccount: true, rerequest: true });
    expect(`${url.origin}${url.pathname}`).toBe("https://www.pinterest.com/oauth/");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "user_accounts:read,boards:read,boards:write,pins:read,pins:write",
      state: "s",
    });
  });

  test("P36 scopes for secret boards are asked for only where the operator wants them", async () => {
    const asked = async (settings: Record<string, string>) => (await consentUrl(settings)).searchParams.get("scope");
    expect(await asked({ secretBoards: "yes" })).toBe(
      [
        ...pinterest.oauth.scopes,
        "boards:read_secret",
        "boards:write_secret",
        "pins:read_secret",
        "pins:write_secret",
      ].join(","),
    );
    expect(await asked({ secretBoards: "no" })).not.toContain("secret");
  });

  testRefusals(pinterest, [
    ["error=access_denied&state=s", "cancelled", "access_denied"],
    ["error=invalid_scope&error_description=No+such+scope", "app_rejected", "No such scope"],
    ["error=server_error", "failed", "server_error"],
    ["error=", "failed", "Pinterest named no reason."],
    ["state=s", "failed", "Pinterest sent neither a code nor a reason."],
  ]);
});

describe("the dance at Pinterest", () => {
  test("R2 R5 a connection ends with both tokens, the account, the dates as returned, and what was granted", async () => {
    const { visit, call, traces } = await rehearse();
    const { answer, person } = await pinterest.oauth.finish(call, { ...(await visit(anna)), redirectUri, verifier });
    expect(person).toEqual({
      remoteId: "812336984371002417",
      name: "Northwind Coffee",
      handle: "northwind_coffee",
      avatarUrl: expect.stringMatching(/^https:\/\/i\.pinimg\.com\//),
    });
    expect(answer).toMatchObject({ tokenKind: "bearer", scopesGranted: pinterest.oauth.scopes });
    expect(daysUntil(call.now(), answer.accessExpiresAt)).toBe(30);
    expect(daysUntil(call.now(), answer.refreshExpiresAt)).toBe(60);
    expect(answer.tokens.accessToken.reveal()).toMatch(/^pina_/);
    expect(answer.tokens.refreshToken?.reveal()).toMatch(/^pinr\./);
    expect(JSON.stringify([answer, person, traces])).not.toMatch(/pina_|pinr\./);
  });

  test("a personal account goes by its user name, the only name it has", async () => {
    const { connect } = await rehearse();
    expect((await connect(carla)).setter).toMatchObject({ name: "carla_ruiz", handle: "carla_ruiz" });
  });

  test("the app's id and secret travel in the Basic header and not in the body; continuous refresh is asked for", async () => {
    const { connect, control } = await rehearse();
    await connect(anna);
    const [exchange] = await control.log({ path: "/v5/oauth/token" });
    expect(exchange).toMatchObject({ status: 200, method: "POST", params: { continuous_refresh: "true" } });
    expect(Object.keys(exchange?.params ?? {}).toSorted()).toEqual([
      "code",
      "continuous_refresh",
      "grant_type",
      "redirect_uri",
    ]);
  });

  test("P33 a narrower consent later takes nothing away: Pinterest answers with all that was approved earlier too", async () => {
    const { connect } = await rehearse();
    await connect(anna);
    const again = await connect(anna, { scopes: ["user_accounts:read", "boards:read"] });
    expect(again.scopesGranted).toEqual(expect.arrayContaining(["pins:write", "boards:write"]));
  });

  testOAuth({
    network: pinterest,
    rehearse: () => rehearse(),
    who: anna,
    usedCode: { rule: "pinterest/code-dead", address: "api.pinterest.com/v5/oauth/token" },
  });

  test("Pinterest takes whoever is signed in: only the account's id tells, and the guide says to log out first", async () => {
    const { call, connect, visitor } = await rehearse();
    const start = { redirectUri, state: "s", verifier, scopes: pinterest.oauth.scopes, rerequest: false };
    const { url } = await pinterest.oauth.begin(call, { ...start, switchAccount: true });
    await visitor.consent(url, anna);
    const back = new URL(await visitor.consent(url, carla));
    const { person } = await pinterest.oauth.finish(call, { params: back.searchParams, redirectUri, verifier });
    expect(person.remoteId).toBe((await connect(anna)).setter.remoteId);
    expect(person.remoteId).not.toBe((await connect(carla)).setter.remoteId);
    expect([pinterest.about.accountSwitch, pinterest.about.guide.otherAccount]).toEqual([
      "none",
      expect.stringMatching(/Log out at pinterest\.com first/),
    ]);
  });

  test("P28 a wrong secret is the operator's to mend, although Pinterest answers as to a dead code", async () => {
    const { call, visit, control } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier };
    await control.changeAppSecret();
    await expect(pinterest.oauth.finish(call, back)).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/client", kind: "app-rejected", repair: { who: "operator" } },
    });
  });

  test("P13 an answer that brings no bearer token is a failure with evidence, no crash", async () => {
    const { call, visit, meddle } = await rehearse();
    const back = { ...(await visit(anna)), redirectUri, verifier };
    meddle(({ pathname }) =>
      pathname.endsWith("/oauth/token") ? { access_token: "pina_x", token_type: "pop" } : undefined,
    );
    await expect(pinterest.oauth.finish(call, back)).rejects.toMatchObject({
      diagnosis: { kind: "unrecognised" },
      evidence: { body: { access_token: "[struck out]", token_type: "pop" } },
    });
  });

  test("P34 scopes that are not told stay unknown; commas are read as well as spaces", async () => {
    const { connect, meddle } = await rehearse();
    const answer = { access_token: "pina_x", token_type: "bearer" };
    const account = { id: "7", username: "anna" };
    const answering = (token: object) =>
      meddle(({ pathname }) => (pathname.endsWith("/oauth/token") ? token : account));
    answering(answer);
    expect((await connect(anna)).scopesGranted).toBeUndefined();
    answering({ ...answer, scope: "boards:read, pins:read" });
    expect((await connect(anna)).scopesGranted).toEqual(["boards:read", "pins:read"]);
  });
});

describe("the operator's road", () => {
  test("id and secret are proved by a call that changes nothing", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await pinterest.setup.prove?.(call);
    expect(await control.log({ path: "/oauth/token/revoke" })).toMatchObject([{ status: 403, code: "29" }]);
    await pinterest.probe.grant(call, grant);
  });

  test.each(["id", "secret"])("P28 a wrong %s is told as such", async (which) => {
    const { call } = await rehearse();
    const app = which === "id" ? { ...call.app, clientId: "1" } : { ...call.app, clientSecret: Secret.of("wrong") };
    await expect(pinterest.setup.prove?.({ ...call, app })).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/client", kind: "app-rejected", repair: { who: "operator" } },
      evidence: { address: "api.pinterest.com/v5/oauth/token/revoke" },
    });
  });

  test("P28 an app that Pinterest blocked is one matter for the operator: connecting, refreshing and probing all say so", async () => {
    const { call, connect, visit, control } = await rehearse();
    const grant = await connect(anna);
    const back = { ...(await visit(carla)), redirectUri, verifier };
    await control.updateApp({ disabled: true });
    const blocked = { diagnosis: { rule: "pinterest/3-app", kind: "app-rejected", reach: "app" } };
    await expect(pinterest.oauth.finish(call, back)).rejects.toMatchObject(blocked);
    await expect(pinterest.oauth.refresh(call, grant)).rejects.toMatchObject(blocked);
    await expect(pinterest.probe.grant(call, grant)).rejects.toMatchObject(blocked);
    await expect(pinterest.setup.prove?.(call)).rejects.toMatchObject(blocked);
  });

  test("a server in trouble proves nothing about the app", async () => {
    const { call, control } = await rehearse();
    await control.outage(true);
    await expect(pinterest.setup.prove?.(call)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });
});

describe("giving back", () => {
  test("revoking is tried once; Pinterest's 403 for people's tokens is no failure", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await pinterest.oauth.revoke(call, grant);
    expect(await control.log({ path: "/oauth/token/revoke" })).toMatchObject([
      { status: 403, code: "29", person: null },
    ]);
  });

  test("another refusal is told", async () => {
    const { call, connect, control } = await rehearse();
    const grant = await connect(anna);
    await control.outage(true);
    await expect(pinterest.oauth.revoke(call, grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });
});

describe("time travel", () => {
  test("P21 400 days: refreshed as its policy demands it lives on; 60 days without that end it, and nothing else does", async () => {
    const side = await rehearse();
    const born = side.call.now();
    let grant = await side.connect(anna);
    let refreshes = 0;
    while (daysUntil(born, side.call.now()) < 400) {
      grant = await refreshWhenDue(side, grant);
      refreshes += 1;
      await pinterest.probe.grant(side.call, grant);
    }
    expect(refreshes).toBe(Math.ceil(400 / 24));
    const told = grant.refreshExpiresAt;
    await side.leap(59 * day);
    grant = await side.refresh(grant);
    expect(grant.refreshExpiresAt?.getTime()).toBeGreaterThan(told?.getTime() ?? 0);
    await side.leap(60 * day + 1);
    await expect(side.refresh(grant)).rejects.toMatchObject({
      diagnosis: {
        kind: "token-expired",
        cause: "lifetime_reached",
        reach: "grant",
        retry: "never",
        confidence: "certain",
      },
    });
  });

  test("P25 P26 400 days with the older tokens: the 365 days that were told are obeyed, and the end is known ahead", async () => {
    const side = await rehearse({ marks: ["365-day-tokens"] });
    const born = side.call.now();
    let grant = await side.connect(anna);
    const end = grant.refreshExpiresAt;
    expect(daysUntil(born, end)).toBe(365);
    const { refreshToken } = grant.tokens;
    while (daysUntil(born, side.call.now()) < 364) {
      const left = daysUntil(side.call.now(), end);
      await side.leap(Math.min(29, left - 0.5) * day);
      grant = await side.refresh(grant);
      expect(grant.tokens.refreshToken?.reveal()).toBe(refreshToken?.reveal());
      expect([grant.refreshExpiresAt, grant.endsAt]).toEqual([end, end]);
    }
    await side.leap(day);
    await expect(side.refresh(grant)).rejects.toMatchObject({
      diagnosis: { kind: "token-expired", cause: "lifetime_reached", confidence: "certain" },
    });
  });

  test("P25 an app from before September 2025 gets tokens that live on, because continuous refresh is asked for", async () => {
    const { connect, call } = await rehearse({ marks: ["before-2025-09-25"] });
    expect(daysUntil(call.now(), (await connect(anna)).refreshExpiresAt)).toBe(60);
  });
});

/** As the server does it: leap to the planned moment, refresh. */
async function refreshWhenDue(side: NetworkRehearsal, grant: LiveGrant): Promise<LiveGrant> {
  const plan = planRefresh({ ...grant, hasRefreshToken: true }, pinterest.policy.refresh, 0);
  if (!("at" in plan)) throw new Error("nothing would refresh it");
  expect(plan.at.getTime()).toBeLessThan(grant.accessExpiresAt?.getTime() ?? 0);
  await side.leap((plan.at.getTime() - side.call.now().getTime()) / 1000);
  return side.refresh(grant);
}

const daysUntil = (now: Date, end: Date | null | undefined): number =>
  Math.round(((end?.getTime() ?? Number.NaN) - now.getTime()) / 1000 / day);
