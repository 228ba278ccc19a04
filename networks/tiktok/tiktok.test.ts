import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { capabilityStates } from "#core/capability.ts";
import { personDeadline, warnsAt } from "#core/profile-status.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { createVisitor } from "#simulator/visitor.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testOAuth, testRefusals } from "#test/network-oauth.ts";
import { NetworkFailure, type DanceStart, type LiveGrant } from "../network.ts";
import { recorded } from "./recorded.ts";
import { anna, annasAds, annasHamburg, client, smallWorld } from "./simulated/small-world.ts";
import type { Switch } from "./simulated/switches.ts";
import { tiktok } from "./tiktok.ts";

const app = { clientId: client.clientId, clientSecret: Secret.of(client.clientSecret), settings: {} };

const said = (code: string, status: number) => ({
  status,
  body: { data: {}, error: { code, message: "", log_id: "1" } },
});
const flat = (error: string, status: number) => ({ status, body: { error, error_description: "", log_id: "1" } });

testNetwork(tiktok, {
  app,
  beginsOffline: true,
  deadly: [
    said("access_token_invalid", 401),
    said("access_token_invalid", 200),
    said("spam_risk_user_banned_from_posting", 403),
    flat("invalid_grant", 400),
    flat("invalid_grant", 200),
    { status: 200, body: { data: { status: "FAILED", fail_reason: "auth_removed" }, error: { code: "ok" } } },
  ],
});

const open = (switches: readonly Switch[] = [], changes: object = {}): Promise<NetworkRehearsal> =>
  rehearseNetwork({ network: tiktok, scenario: smallWorld(redirectUri, switches, changes), ...client });

const failureOf = (act: Promise<unknown>): Promise<NetworkFailure> =>
  act.then(
    () => Promise.reject(new Error("A NetworkFailure was expected.")),
    (failure: NetworkFailure) => failure,
  );

const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => tiktok.probe.grant(call, grant);
const hour = 3600;
const day = 24 * hour;
const secondsTo = ({ call }: NetworkRehearsal, end: Date | null | undefined) =>
  Math.round(((end?.getTime() ?? 0) - call.now().getTime()) / 1000);
/** Within a minute: the test itself takes time, which flows in the simulator, too. */
const about = (seconds: number) =>
  expect.toSatisfy((given: number) => Math.abs(given - seconds) < 60, `about ${seconds} seconds`);

const start: DanceStart = {
  redirectUri,
  state: "s",
  verifier,
  scopes: tiktok.oauth.scopes,
  rerequest: false,
  switchAccount: false,
};

describe("the redirect", () => {
  async function queryWith(changes: Partial<DanceStart> = {}): Promise<URLSearchParams> {
    const { call } = await open();
    return new URL((await tiktok.oauth.begin(call, { ...start, ...changes })).url).searchParams;
  }

  test("says client_key, lists scopes with commas, needs no PKCE on the web, and always shows the consent", async () => {
    expect(Object.fromEntries(await queryWith())).toEqual({
      client_key: client.clientId,
      response_type: "code",
      scope: "user.info.basic,user.info.profile,video.publish,user.info.stats,video.list",
      redirect_uri: redirectUri,
      state: "s",
      disable_auto_auth: "1",
    });
  });

  test.each([{}, { rerequest: true }, { switchAccount: true }])("P32 R70 %o: disable_auto_auth=1", async (changes) => {
    expect((await queryWith(changes)).get("disable_auto_auth")).toBe("1");
  });

  test("P36 a connection that asks for less asks TikTok for less", async () => {
    expect((await queryWith({ scopes: ["user.info.basic", "video.list"] })).get("scope")).toBe(
      "user.info.basic,video.list",
    );
  });

  test.each(["http://localhost:4000/v1/oauth/callback", "http://127.0.0.1:4000/v1/oauth/callback"])(
    "on the operator's own machine (%s) the challenge is the hexadecimal SHA-256 of the verifier",
    async (local) => {
      const query = await queryWith({ redirectUri: local });
      expect(query.get("code_challenge")).toBe(createHash("sha256").update(verifier).digest("hex"));
      expect(query.get("code_challenge_method")).toBe("S256");
    },
  );

  testRefusals(tiktok, [
    ["error=access_denied&error_description=The+user+denied+the+request.", "cancelled", "The user denied the request."],
    ["error=invalid_scope&error_description=", "app_rejected", "invalid_scope"],
    ["error=unauthorized_client", "app_rejected", "unauthorized_client"],
    ["error=non_sandbox_target", "app_rejected", "non_sandbox_target"],
    ["error=server_error", "failed", "server_error"],
    ["state=s", "failed", "TikTok sent neither a code nor a reason."],
  ]);
});

describe("the dance at TikTok", () => {
  test("R2 R5 a connection ends with the account, its tokens, what was granted and every end that TikTok named", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    expect(grant.setter).toEqual({
      remoteId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "Northwind Berlin",
      handle: "northwind.berlin",
      avatarUrl: expect.stringContaining("x-expires="),
    });
    expect(grant.scopesGranted).toEqual(tiktok.oauth.scopes);
    expect([secondsTo(side, grant.accessExpiresAt), secondsTo(side, grant.refreshExpiresAt)]).toEqual([
      about(day),
      about(365 * day),
    ]);
    expect(JSON.stringify([grant, side.traces])).not.toMatch(/act\.|rft\./);
    const [sent] = await side.control.log({ path: "/v2/oauth/token/" });
    expect(Object.keys(sent?.params ?? {}).toSorted()).toEqual([
      "client_key",
      "client_secret",
      "code",
      "grant_type",
      "redirect_uri",
    ]);
  });

  test("a code with characters that travel encoded arrives as TikTok gave it", async () => {
    const { params } = await (await open()).visit(anna);
    expect(params.get("code")).toMatch(/\*0!/);
  });

  test("hexadecimal PKCE: the dance of a machine of one's own works, one with base64url is refused", async () => {
    const local = "http://localhost:4000/v1/oauth/callback";
    const side = await open([], { redirectUris: ["http://localhost:*/v1/oauth/callback"] });
    const { params } = await side.visit(anna, { redirectUri: local });
    const back = { params, redirectUri: local, verifier };
    expect((await tiktok.oauth.finish(side.call, back)).person.name).toBe("Northwind Berlin");
    const again = await side.visit(anna, { redirectUri: local });
    const other = tiktok.oauth.finish(side.call, { ...back, params: again.params, verifier: "w".repeat(64) });
    expect((await failureOf(other)).diagnosis.kind).toBe("app-rejected");
    const { url } = await tiktok.oauth.begin(side.call, { ...start, redirectUri: local });
    const query = new URL(url).searchParams;
    query.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
    const refused = await createVisitor(side.simulatorUrl).consent(`${url.split("?")[0]}?${query.toString()}`, anna);
    expect(new URL(refused).searchParams.get("error")).toBe("invalid_request");
  });

  test("R31 R32 P34 a switch that was moved off is told as declined, and publishing names what it lacks (R16)", async () => {
    const side = await open();
    const back = await side.visit({ ...anna, untick: ["video.publish"] });
    const { answer } = await tiktok.oauth.finish(side.call, { ...back, redirectUri, verifier });
    expect(answer.scopesDeclined).toEqual(["video.publish"]);
    expect(capabilityStates(tiktok.capabilities, { scopes: answer.scopesGranted, roles: undefined })).toMatchObject({
      publish: { state: "missing", scopes: ["video.publish"], roles: [] },
      analytics: { state: "ready" },
      inbox: { state: "absent", reason: expect.stringContaining("Accounts API") },
    });
  });

  test("what was left switched on is read from the callback where the token answer is silent", async () => {
    const side = await open();
    const back = await side.visit({ ...anna, untick: ["video.list"] });
    side.meddle(({ pathname }) => (pathname === "/v2/oauth/token/" ? { ...recorded.token, scope: "" } : undefined));
    const act = tiktok.oauth.finish(side.call, { ...back, redirectUri, verifier });
    expect((await failureOf(act)).diagnosis.rule).toBe("tiktok/access_token_invalid"); // the sample's token is nobody's
    side.meddle(({ pathname }) => {
      if (pathname === "/v2/oauth/token/") return { ...recorded.token, scope: "" };
      return pathname === "/v2/user/info/" ? recorded.user : undefined;
    });
    const { answer } = await tiktok.oauth.finish(side.call, { ...back, redirectUri, verifier });
    expect([answer.scopesGranted?.includes("video.list"), answer.scopesDeclined]).toEqual([false, ["video.list"]]);
  });

  testOAuth({ network: tiktok, rehearse: () => open(), who: anna, usedCode: { rule: "tiktok/invalid_grant-code" } });

  test("R78 an ad account is refused with that reason: before the redirect, on the way back, and in the place of a token", async () => {
    const [reason] = tiktok.about.refuses ?? [];
    expect(reason).toMatch(/^Ad accounts .* cannot be connected: .*\.$/);
    const side = await open();
    const { params } = await side.visit(annasAds);
    expect(tiktok.oauth.refusal(params)).toEqual({ what: "failed", words: reason });
    const real = await side.visit(anna);
    const advertiser = { code: 0, message: "OK", data: { access_token: "x", advertiser_ids: ["7001"], scope: [4] } };
    side.meddle(() => advertiser);
    const failure = await failureOf(tiktok.oauth.finish(side.call, { ...real, redirectUri, verifier }));
    expect(failure.diagnosis.repair).toEqual({ who: "token_setter", how: reason });
  });

  test("P33 one person's accounts are grants of their own: connecting the second leaves the first as it was", async () => {
    const side = await open();
    const berlin = await side.connect(anna);
    const hamburg = await side.connect({ ...anna, pages: ["Northwind Hamburg"] });
    expect(hamburg.setter).toMatchObject({ name: "Northwind Hamburg", handle: "northwind.hamburg" });
    expect(hamburg.setter.remoteId).not.toBe(berlin.setter.remoteId);
    await proveGrant(side, berlin);
    await proveGrant(side, hamburg);
    expect((await side.connect(anna)).setter.remoteId).toBe(berlin.setter.remoteId);
  });

  test.each([
    ["invalid_scope", { approvedScopes: ["user.info.basic"] }],
    ["non_sandbox_target", { mode: "development" as const }],
  ])("P28 %s comes back as the app's matter", async (error, changes) => {
    const { params } = await (await open([], changes)).visit(anna);
    expect([params.get("error"), tiktok.oauth.refusal(params)?.what]).toEqual([error, "app_rejected"]);
  });
});

describe("errors that arrive with HTTP 200", () => {
  const both: readonly Switch[][] = [[], ["errors-with-200"]];

  test("P28 invalid_client is the operator's to mend, also with HTTP 200", async () => {
    for (const switches of both) {
      const side = await open(switches);
      const back = await side.visit(anna);
      await side.control.changeAppSecret();
      const failure = await failureOf(tiktok.oauth.finish(side.call, { ...back, redirectUri, verifier }));
      expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
      expect(failure.evidence.status).toBe(switches.length > 0 ? 200 : 401);
    }
  });

  test("a dead token is a dead token with 401 and with 200", async () => {
    for (const switches of both) {
      const side = await open(switches);
      const grant = await side.connect(anna);
      await side.control.revokeTokens();
      const failure = await failureOf(proveGrant(side, grant));
      expect([failure.diagnosis.rule, failure.evidence.status]).toEqual([
        "tiktok/access_token_invalid",
        switches.length > 0 ? 200 : 401,
      ]);
    }
  });

  test("only `ok` is success: an answer without it, or with an empty flat error, is read as what it is", () => {
    const { carriesError } = tiktok;
    expect(carriesError({ data: {}, error: { code: "ok", message: "" } })).toBe(false);
    expect(carriesError({ data: {}, error: { message: "" } })).toBe(true);
    expect(carriesError({ access_token: "a", error: "" })).toBe(false);
    expect(carriesError({ error: "invalid_request" })).toBe(true);
    expect(carriesError({ code: 40105, message: "Access token is incorrect", data: {} })).toBe(true);
    expect(carriesError({ code: 0, message: "OK", data: {} })).toBe(false);
  });

  test("data without a word about success is no proof", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    side.meddle(() => ({ data: { user: { open_id: grant.setter.remoteId } } }));
    expect((await failureOf(proveGrant(side, grant))).diagnosis.kind).toBe("unrecognised");
  });
});

describe("400 days", () => {
  const warnSeconds = 14 * day;

  interface Life {
    readonly grant: LiveGrant;
    readonly days: number;
    readonly ended?: NetworkFailure;
  }

  /**
   * Refreshes as the plan demands, and where the plan has no more to say, when TikTok refuses the token at hand; until the
   * given day, or until TikTok refuses to refresh.
   */
  async function live(side: NetworkRehearsal, until: number): Promise<Life> {
    let grant = await side.connect(anna);
    const begun = grant.issuedAt.getTime();
    const days = () => (side.call.now().getTime() - begun) / 1000 / day;
    for (;;) {
      const plan = planRefresh({ ...grant, hasRefreshToken: true }, tiktok.policy.refresh, 0.5);
      const at = "at" in plan ? plan.at : (grant.accessExpiresAt ?? grant.issuedAt);
      const pause = Math.ceil((at.getTime() - side.call.now().getTime()) / 1000);
      if (days() + pause / day > until) return { grant, days: days() };
      await proveGrant(side, grant);
      await side.leap(pause);
      if (grant.accessExpiresAt && grant.accessExpiresAt <= side.call.now())
        expect((await failureOf(proveGrant(side, grant))).diagnosis.retry).toBe("after-refresh");
      try {
        grant = await side.refresh(grant);
      } catch (failure) {
        if (failure instanceof NetworkFailure) return { grant, days: days(), ended: failure };
        throw failure;
      }
    }
  }

  test("P21 R61 400 days: counted down from the login it dies after 365, with that cause, and people were warned", async () => {
    const side = await open();
    const { grant, days, ended } = await live(side, 400);
    expect(ended?.diagnosis).toMatchObject({
      rule: "tiktok/refresh-over",
      kind: "token-expired",
      cause: "lifetime_reached",
      reach: "grant",
      confidence: "certain",
      retry: "never",
      repair: { who: "token_setter" },
    });
    // The last access token may outlive the refresh token by a part of its own life.
    expect([Math.floor(days), days <= 366]).toEqual([365, true]);
    const end = side.call.now().getTime() - (days - 365) * day * 1000;
    expect(grant.endsAt?.getTime()).toSatisfy((at: number) => Math.abs(at - end) < 60_000);
    const deadline = personDeadline(grant, { selfRenewing: true, tokenOutlives: false });
    expect(deadline).toEqual({ at: grant.endsAt, cause: "lifetime_reached" });
    expect(deadline && warnsAt(deadline, { warnSeconds })).toEqual(
      new Date((grant.endsAt?.getTime() ?? 0) - warnSeconds * 1000),
    );
  });

  test("P21 400 days: counted down from 180 it dies after 180", async () => {
    const { days, ended } = await live(await open(["2h/180d"]), 400);
    expect([ended?.diagnosis.cause, Math.floor(days)]).toEqual(["lifetime_reached", 180]);
  });

  test("P21 P25 400 days: where every refresh begins a new period it lives on, and nobody is ever warned", async () => {
    const side = await open(["2h/180d", "refresh-restarts"]);
    const { grant, days, ended } = await live(side, 400);
    expect(ended).toBeUndefined();
    expect(secondsTo(side, grant.endsAt) / day + days).toBeGreaterThan(400);
    const spare = 0.8 * 180 * day;
    expect((grant.endsAt?.getTime() ?? 0) / 1000 - grant.issuedAt.getTime() / 1000 - spare).toBeGreaterThan(
      warnSeconds,
    );
    await proveGrant(side, await side.refresh(grant));
  });

  test("P21 R55 400 days without a refresh: it can be refreshed until its last day, and not after", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    await side.leap(364 * day);
    expect((await failureOf(proveGrant(side, grant))).diagnosis).toMatchObject({
      kind: "token-expired",
      retry: "after-refresh",
    });
    const fresh = await side.refresh(grant);
    await proveGrant(side, fresh);
    await side.leap(36 * day);
    expect((await failureOf(side.refresh(fresh))).diagnosis).toMatchObject({
      cause: "lifetime_reached",
      rule: "tiktok/refresh-over",
    });
  });

  test("a login that was removed before its time is not called over", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    await side.control.removeApp({ person: "anna-berg" });
    expect((await failureOf(side.refresh(grant))).diagnosis.cause).toBe("session_ended");
  });
});

describe("the app of the operator", () => {
  const setup = (side: NetworkRehearsal) => tiktok.setup.prove?.(side.call) ?? Promise.resolve();

  test("R77 key and secret are proved by a call that changes nothing", async () => {
    const side = await open();
    await setup(side);
    expect(side.traces.map(({ address }) => address)).toEqual(["open.tiktokapis.com/v2/oauth/token/"]);
    expect((await side.control.networkState()).tokens).toEqual([]);
  });

  test("P28 a wrong secret, a switched-off app and a TikTok in trouble are told apart", async () => {
    const side = await open(["errors-with-200"]);
    await side.control.changeAppSecret();
    expect((await failureOf(setup(side))).diagnosis).toMatchObject({ kind: "app-rejected", confidence: "certain" });
    await side.control.changeAppSecret({ secret: client.clientSecret });
    await side.control.updateApp({ disabled: true });
    expect((await failureOf(setup(side))).diagnosis.rule).toBe("tiktok/unauthorized_client");
    await side.control.outage(true);
    expect((await failureOf(setup(side))).diagnosis.kind).toBe("unreachable");
  });
});

describe("giving back", () => {
  test("P48 revoking ends the account's consent and no other, also when the access token is over", async () => {
    for (const passed of [0, 2 * day]) {
      const side = await open();
      const berlin = await side.connect(anna);
      const hamburg = await side.connect(annasHamburg);
      await side.leap(passed);
      await tiktok.oauth.revoke(side.call, berlin);
      expect((await failureOf(side.refresh(berlin))).diagnosis.kind).toBe("grant-revoked");
      await proveGrant(side, await side.refresh(hamburg));
    }
  });

  test("what TikTok has ended already is said so, and is nobody's to mend", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    await side.control.revokeTokens();
    expect((await failureOf(tiktok.oauth.revoke(side.call, grant))).diagnosis).toMatchObject({
      rule: "tiktok/revoke-ended",
      repair: { who: "nobody" },
    });
  });
});
