import { describe, expect, test } from "vitest";
import { mergeExpiries } from "#core/grant.ts";
import { redirectUri, rehearseNetwork, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import type { LiveGrant, NetworkFailure } from "../network.ts";
import { recorded } from "./recorded.ts";
import { anna, client, smallWorld } from "./simulated/small-world.ts";
import type { Switch } from "./simulated/switches.ts";
import { tiktok } from "./tiktok.ts";

const open = (switches: readonly Switch[] = []): Promise<NetworkRehearsal> =>
  rehearseNetwork({ network: tiktok, scenario: smallWorld(redirectUri, switches), ...client });

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

describe("keeping it alive", () => {
  test("R61 P25 every end is the one of the last answer: counted down, or begun anew, with 365 days or 180", async () => {
    const expected: readonly [switches: Switch[], access: number, first: number, afterTenDays: number][] = [
      [[], day, 365, 355],
      [["2h/180d"], 2 * hour, 180, 170],
      [["2h/180d", "refresh-restarts"], 2 * hour, 180, 180],
      [["refresh-restarts"], day, 365, 365],
    ];
    for (const [switches, access, first, afterTenDays] of expected) {
      const side = await open(switches);
      const grant = await side.connect(anna);
      expect([secondsTo(side, grant.accessExpiresAt), secondsTo(side, grant.endsAt)]).toEqual([
        about(access),
        about(first * day),
      ]);
      await side.leap(10 * day);
      const fresh = await side.refresh(grant);
      expect([secondsTo(side, fresh.accessExpiresAt), secondsTo(side, fresh.endsAt)]).toEqual([
        about(access),
        about(afterTenDays * day),
      ]);
      expect(fresh.refreshExpiresAt).toEqual(fresh.endsAt);
      expect(fresh.scopesGranted).toEqual(tiktok.oauth.scopes);
    }
  });

  test("P14 P15 a refresh token is for one use: shown again it ends everything that came of it", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    const fresh = await side.refresh(grant);
    expect(fresh.tokens.refreshToken?.reveal()).not.toBe(grant.tokens.refreshToken?.reveal());
    await proveGrant(side, fresh);
    const failure = await failureOf(side.refresh(grant));
    expect(failure.diagnosis).toMatchObject({ kind: "grant-revoked", confidence: "likely", retry: "never" });
    expect((await failureOf(proveGrant(side, fresh))).diagnosis.rule).toBe("tiktok/access_token_invalid");
  });

  test("P18 an answer without a refresh token leaves the old one in its place", async () => {
    const side = await open(["lenient-rotation"]);
    const grant = await side.connect(anna);
    side.meddle(() => ({ ...recorded.token, refresh_token: "" }));
    const fresh = await side.refresh(grant);
    expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
    side.meddle(() => undefined);
    await proveGrant(side, await side.refresh(fresh));
  });

  test("P17 a refresh whose answer is lost has an unknown outcome; what follows can be explained by it", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    await side.control.addFault("lost_answer", { path: "/v2/oauth/token/", times: 1 });
    const lost = await failureOf(side.refresh(grant));
    expect([lost.outcomeUnknown, lost.diagnosis.kind]).toEqual([true, "unreachable"]);
    // Kind and cause that the server explains anew as rotation_lost after an unknown outcome.
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      kind: "grant-revoked",
      cause: "session_ended",
    });
  });

  test("a refresh called malformed by mistake is sent once more and works", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    let times = 0;
    side.meddle(() => (times++ === 0 ? { error: "invalid_request", error_description: "" } : undefined), 400);
    await proveGrant(side, await side.refresh(grant));
  });

  test("a refresh called malformed again and again asks for a login, after three tries at least: never at first sight", async () => {
    const side = await open(["malformed-refusals"]);
    const grant = await side.connect(anna);
    await side.control.revokeTokens();
    const before = side.traces.length;
    const { diagnosis } = await failureOf(side.refresh(grant));
    expect(diagnosis).toMatchObject({
      rule: "tiktok/refresh-malformed",
      kind: "grant-revoked",
      confidence: "likely",
      repair: { who: "token_setter" },
    });
    // Two tries a look, and a verdict that is only likely takes two looks (design rule 1).
    expect(side.traces.length - before).toBe(2);
  });

  test.each(["outage", "error_500", "html", "garbage", "rate_limited"] as const)(
    "P2 P4 P53 %s while refreshing is no verdict",
    async (fault) => {
      const side = await open();
      const grant = await side.connect(anna);
      await side.control.addFault(fault);
      const { diagnosis } = await failureOf(side.refresh(grant));
      expect(["unreachable", "rate-limited", "unrecognised"]).toContain(diagnosis.kind);
    },
  );

  test("P28 a changed client secret is the operator's matter while refreshing, too", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    await side.control.changeAppSecret();
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({ kind: "app-rejected", reach: "app" });
  });

  test("P19 an impossible end is not believed; digits in a text are read, ended is ended", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    side.meddle(() => ({ ...recorded.token, expires_in: -1, refresh_expires_in: 40 * 365 * day }));
    const answer = await tiktok.oauth.refresh(side.call, grant);
    const secondsTo = (end: Date | null | undefined) =>
      end && Math.abs(Math.round((end.getTime() - side.call.now().getTime()) / 1000));
    expect([secondsTo(answer.accessExpiresAt), answer.endsAt]).toEqual([0, undefined]);
    expect(mergeExpiries(grant, answer, side.call.now()).endsAt).toEqual(grant.endsAt);
    const toldOf = async (expires_in: unknown) => {
      side.meddle(() => ({ ...recorded.token, expires_in }));
      return secondsTo((await tiktok.oauth.refresh(side.call, grant)).accessExpiresAt);
    };
    expect(await toldOf("7200")).toBe(7200);
    for (const nonsense of ["soon", null, undefined]) expect(await toldOf(nonsense)).toBeUndefined();
  });
});
