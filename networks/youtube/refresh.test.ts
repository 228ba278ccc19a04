import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { redirectUri, rehearseNetwork, withToken } from "#test/network-rehearsal.ts";
import type { LiveGrant } from "../network.ts";
import { endingOf, noteConsent } from "../kit/google-ending.ts";
import { sample } from "./simulated/sample.ts";
import { youtube } from "./youtube.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const hour = 3600;
const day = 24 * hour;

const rehearse = () => rehearseNetwork({ network: youtube, scenario: { ...sample, apps }, clientId, clientSecret });

const unexplained = {
  diagnosis: {
    rule: "youtube/ended",
    kind: "grant-revoked",
    cause: "session_ended",
    reach: "grant",
    retry: "never",
    confidence: "likely",
    repair: { who: "token_setter" },
  },
};

describe("what a refresh brings", () => {
  test("P18 a new access token alone: the refresh token and the note of the consent stay as they were", async () => {
    const { connect, refresh, leap } = await rehearse();
    const grant = await connect(anna);
    await leap(3 * hour);
    const fresh = await refresh(grant);
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
    expect(fresh.tokens.extra?.reveal()).toBe(grant.tokens.extra?.reveal());
    expect(fresh.accessExpiresAt?.getTime()).toBeGreaterThan(grant.accessExpiresAt?.getTime() ?? 0);
  });

  test("P16 an answer that was lost on the way spent nothing: the next one works", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.addFault("lost_answer", { path: "/token", times: 1 });
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
    await refresh(grant);
  });

  test("P17 one request and nothing after it: whoever holds the lease saves at once", async () => {
    const { connect, refresh, traces } = await rehearse();
    const grant = await connect(anna);
    const before = traces.length;
    await refresh(grant);
    expect(traces.slice(before).map(({ address }) => address)).toEqual(["oauth2.googleapis.com/token"]);
  });

  test("P19 impossible lifetimes count as not told; a told end of the refresh token ends the whole grant", async () => {
    const { connect, meddle, call } = await rehearse();
    const grant = await connect(anna);
    const refreshed = async (told: object) => {
      meddle(() => ({ access_token: "ya29.new", token_type: "Bearer", ...told }));
      const { accessExpiresAt, refreshExpiresAt, endsAt } = await youtube.oauth.refresh(call, grant);
      const hours = (end: Date | null | undefined) =>
        end ? Math.round((end.getTime() - call.now().getTime()) / 1000 / hour) : undefined;
      return [accessExpiresAt, refreshExpiresAt, endsAt].map(hours);
    };
    expect(await refreshed({ expires_in: 7200, refresh_token_expires_in: 604_799 })).toEqual([2, 168, 168]);
    expect(await refreshed({ expires_in: "7200" })).toEqual([2, undefined, undefined]);
    expect(await refreshed({ expires_in: -1, refresh_token_expires_in: "soon" })).toEqual([0, undefined, undefined]);
    expect(await refreshed({ expires_in: null, refresh_token_expires_in: 0 })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await refreshed({ expires_in: 3e9 })).toEqual([undefined, undefined, undefined]);
  });
});

describe("invalid_grant: as much as can be known", () => {
  test("a removed app: Google does not say why, and neither do we", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.removeApp({ person: "anna-berg" });
    await expect(refresh(grant)).rejects.toMatchObject(unexplained);
    await connect(anna);
  });

  test("a changed password ends nothing here, because no scope is Gmail's; the sentence says so", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.changePassword("anna-berg", "tea");
    await refresh(grant);
    await expect(connect({ ...anna, password: "coffee" })).rejects.toThrow(/Wrong password/);
    expect(youtube.about.guide.whatExpires).toMatch(/A new password does not end it/);
  });

  test("an administrator's session length: sign in again, certain at once", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.blockPerson("anna-berg", "unconfirmed");
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: {
        rule: "youtube/invalid-rapt",
        kind: "token-expired",
        cause: "lifetime_reached",
        confidence: "certain",
        repair: { how: expect.stringMatching(/administrator.*session control/) },
      },
      evidence: { body: { error: "invalid_grant", error_subtype: "invalid_rapt" } },
    });
  });

  test("the 101st login of one account ends the oldest, unannounced", { timeout: 60_000 }, async () => {
    const { connect, refresh } = await rehearse();
    const oldest = await connect(anna);
    const second = await connect(anna);
    for (let more = 0; more < 99; more++) await connect(anna);
    await expect(refresh(oldest)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/ended", repair: { how: expect.stringMatching(/more than a hundred/) } },
    });
    await refresh(second);
  });

  test("time-limited access that is over is told as that, with a date that was known ahead", async () => {
    const { connect, refresh, call, control, leap } = await rehearse();
    const connectedAt = call.now();
    const grant = await connect(anna);
    const limited = { ...grant, endsAt: new Date(connectedAt.getTime() + 30 * day * 1000) };
    await leap(30 * day + 1);
    await control.revokeTokens({ person: "anna-berg" });
    await expect(refresh(limited)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/time_over", cause: "lifetime_reached", confidence: "certain" },
    });
  });

  test("P28 a wrong secret is the operator's to mend and no verdict about anybody", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.changeAppSecret();
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/invalid_client", kind: "app-rejected", reach: "app", repair: { who: "operator" } },
    });
  });

  test("P2 a server in trouble explains nothing and ends nothing, on the seventh day neither", async () => {
    const { connect, refresh, control, leap } = await rehearse();
    let grant = await connect(anna);
    await leap(6.5 * day);
    grant = await refresh(grant);
    await leap(day);
    for (const kind of ["outage", "html", "error_500", "rate_limited"] as const) {
      await control.addFault(kind, { path: "/token", times: 1 });
      await expect(refresh(grant)).rejects.toMatchObject({
        diagnosis: { kind: kind === "rate_limited" ? "rate-limited" : "unreachable" },
      });
    }
    await refresh(grant);
  });

  test("R2 no token and no secret gets into the evidence", async () => {
    const { connect, call } = await rehearse();
    const grant = withToken(await connect(anna), { refreshToken: "1//0deadbeef" });
    const failure: unknown = await youtube.oauth.refresh(call, grant).catch((error: unknown) => error);
    expect(failure).toMatchObject(unexplained);
    expect(JSON.stringify(failure)).not.toMatch(/1\/\/0|ya29|GOCSPX/);
  });
});

describe("P27 the seventh day", () => {
  const consent = new Date("2026-11-01T12:00:00Z");
  const after = (seconds: number) => new Date(consent.getTime() + seconds * 1000);
  const grant = (changes: Partial<LiveGrant> = {}): LiveGrant => ({
    id: "grt_1",
    tokens: { accessToken: Secret.of("a"), refreshToken: Secret.of("r"), extra: noteConsent(consent) },
    tokenKind: "bearer",
    setter: { remoteId: "1/UC", name: "Anna" },
    scopesGranted: undefined,
    issuedAt: after(6.8 * day),
    ...changes,
  });

  test.each([
    ["well before it and dead after it", {}, 7.3, "seventh_day"],
    ["dead at the very hour", {}, 7, "seventh_day"],
    ["dead before it", { issuedAt: after(5 * day) }, 5.5, undefined],
    ["well after it", { issuedAt: after(7.1 * day) }, 7.5, undefined],
    ["nobody looked for a week: it may have been anything", { issuedAt: consent }, 8, undefined],
    ["nobody looked for half a year", { issuedAt: consent }, 181, "unused"],
    ["a told end on the seventh day", { endsAt: after(7 * day) }, 7.1, "seventh_day"],
    ["a told end on another day", { endsAt: after(30 * day), issuedAt: after(29.9 * day) }, 30.1, "time_over"],
    ["a told end that is not reached", { endsAt: after(30 * day), issuedAt: after(12 * day) }, 12.1, undefined],
  ] as const)("%s", (_what, changes, days, ending) => {
    expect(endingOf(grant(changes), after(days * day))).toBe(ending);
  });

  test("a grant whose consent nobody noted is not explained by it", () => {
    const { accessToken, refreshToken } = grant().tokens;
    for (const extra of [undefined, Secret.of("not a date")])
      expect(endingOf(grant({ tokens: { accessToken, refreshToken, extra } }), after(7.3 * day))).toBeUndefined();
  });
});
