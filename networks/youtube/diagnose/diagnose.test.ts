import { describe, expect, test } from "vitest";
import { canExpire, type Act, type Cause, type Reach, type Repairer } from "#core/diagnosis.ts";
import { at, means, testCertainty, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";
import { readGoogleError } from "../../kit/google-calls.ts";
import { pacificMidnight } from "../quota-day.ts";

const seenOf = (status: number, body: unknown, act: Act = "probe"): Seen => ({
  act,
  status,
  headers: { "content-type": "application/json" },
  body,
  at,
});

/** As the token endpoint refuses. */
const flat = (error: string, words = "Words that may change", subtype?: string) => ({
  error,
  error_description: words,
  ...(subtype !== undefined && { error_subtype: subtype }),
});

/** As the API refuses: the older reason, the newer one, or both. */
const api = (code: number, reason?: string, info?: string, status = "ANY") => ({
  error: {
    code,
    message: "Words that may change",
    status,
    ...(reason !== undefined && { errors: [{ message: "x", domain: "global", reason }] }),
    ...(info !== undefined && {
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: info, domain: "googleapis.com" }],
    }),
  },
});

const lifeOver: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "never"];
const reauth: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "never", "certain"];
const spent: Expected = ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"];
const lost = (cause: Cause, who: Repairer = "profile_admin", reach: Reach = "access"): Expected => [
  "profile-lost",
  cause,
  reach,
  who,
  "daily",
];

/** One case for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["testing-7-days", seenOf(400, { error: "seventh_day" }, "token-refresh"), lifeOver],
  ["time_over", seenOf(400, { error: "time_over" }, "token-refresh"), reauth],
  ["unused", seenOf(400, { error: "unused" }, "token-refresh"), lifeOver],
  ["other_app", seenOf(200, { error: "other_app" }), means.operator],
  [
    "other_login",
    seenOf(200, { error: "other_login" }),
    ["unrecognised", "unrecognised", "access", "nobody", "backoff"],
  ],
  ["other_chan", seenOf(200, { error: "other_chan" }), lost("profile_not_granted", "token_setter")],
  ["no_channel", seenOf(200, { error: "no_channel" }), lost("profile_gone")],
  ["not_set_up", seenOf(200, { error: "not_set_up" }), lost("profile_deactivated")],

  ["invalid-rapt", seenOf(400, flat("invalid_grant", "x", "invalid_rapt"), "token-refresh"), reauth],
  ["invalid-rapt", seenOf(400, flat("invalid_grant", "reauth related error (invalid_rapt)"), "token-refresh"), reauth],
  ["invalid-rapt", seenOf(400, flat("rapt_required"), "token-refresh"), reauth],
  [
    "account-deleted",
    seenOf(400, flat("invalid_grant", "Account has been deleted"), "token-refresh"),
    ["grant-revoked", "profile_gone", "grant", "profile_admin", "never"],
  ],
  ["code-dead", seenOf(400, flat("invalid_grant", "Malformed auth code."), "connect"), means.startAgain],
  ["ended", seenOf(400, flat("invalid_grant", "Token has been expired or revoked."), "token-refresh"), means.revoked],
  ["invalid_token", seenOf(400, flat("invalid_token", "Invalid Value")), spent],
  [
    "admin_policy_enforced",
    seenOf(400, flat("admin_policy_enforced"), "token-refresh"),
    ["grant-revoked", "session_ended", "grant", "token_setter", "daily"],
  ],
  ["org_internal", seenOf(403, flat("org_internal"), "connect"), means.operator],
  ["deleted_client", seenOf(401, flat("deleted_client"), "token-refresh"), means.operatorForSure],
  [
    "invalid_client",
    seenOf(401, flat("invalid_client", "The OAuth client was not found."), "token-refresh"),
    means.operatorForSure,
  ],
  ["redirect_uri_mismatch", seenOf(400, flat("redirect_uri_mismatch", "Bad Request"), "connect"), means.operator],
  ["request-refused", seenOf(401, flat("unauthorized_client"), "token-refresh"), means.operator],

  ["accessNotConfigured", seenOf(403, api(403, "forbidden", "SERVICE_DISABLED")), means.operatorForSure],
  ["accessNotConfigured", seenOf(403, api(403, "accessNotConfigured")), means.operatorForSure],
  [
    "quotaExceeded",
    seenOf(403, api(403, "quotaExceeded")),
    ["rate-limited", "rate_limited", "app", "operator", "at-until"],
  ],
  ["rateLimitExceeded", seenOf(403, api(403, "userRateLimitExceeded")), means.tooFast],
  ["rateLimitExceeded", seenOf(429, api(429, undefined, undefined, "RESOURCE_EXHAUSTED")), means.tooFast],
  ["youtubeSignupRequired", seenOf(401, api(401, "youtubeSignupRequired")), lost("profile_gone", "token_setter")],
  ["authError", seenOf(401, api(401, "authError")), spent],
  [
    "authenticatedUserAccountSuspended",
    seenOf(403, api(403, "authenticatedUserAccountSuspended")),
    lost("profile_suspended", "profile_admin", "grant"),
  ],
  [
    "authenticatedUserAccountClosed",
    seenOf(403, api(403, "authenticatedUserAccountClosed")),
    lost("profile_gone", "profile_admin", "grant"),
  ],
  [
    "insufficientPermissions",
    seenOf(403, api(403, "forbidden", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")),
    means.scopeGapOfAll,
  ],
  ["insufficientPermissions", seenOf(403, api(403, "insufficientPermissions")), means.scopeGapOfAll],
  ["channelNotFound", seenOf(404, api(404, "channelNotFound")), lost("profile_gone")],
  [
    "uploadLimitExceeded",
    seenOf(400, api(400, "uploadLimitExceeded"), "publish"),
    ["rate-limited", "rate_limited", "access", "profile_admin", "at-until"],
  ],
  [
    "429-uploadRateLimitExceeded",
    seenOf(429, api(429, "uploadRateLimitExceeded"), "publish"),
    ["rate-limited", "rate_limited", "access", "nobody", "at-until"],
  ],
  ["content", seenOf(400, api(400, "invalidTitle"), "publish"), means.author],
  ["setting", seenOf(403, api(403, "forbiddenPrivacySetting"), "publish"), means.author],
  ["commentsDisabled", seenOf(403, api(403, "commentsDisabled"), "inbox"), means.author],
  [
    "processingFailure",
    seenOf(400, api(400, "processingFailure"), "inbox"),
    ["content-rejected", "content_rejected", "content", "author", "backoff"],
  ],
  ["deleted", seenOf(404, api(404, "videoNotFound"), "publish"), means.author],
  ["forbidden", seenOf(403, api(403, "channelForbidden")), lost("role_lost")],
];

testDiagnosis({ network: "youtube", diagnose, rows, seenOf: (seen) => seen, cases, readError: readGoogleError });

const also: readonly (readonly [reasons: readonly string[], act: Act, rule: string])[] = [
  [["authorizationRequired"], "probe", "authError"],
  [["dailyLimitExceeded"], "probe", "quotaExceeded"],
  [["rateLimitExceeded"], "inbox", "rateLimitExceeded"],
  [["forbidden"], "inbox", "forbidden"],
  [
    ["invalidDescription", "invalidCategoryId", "invalidTags", "invalidPublishAt", "mediaBodyRequired"],
    "publish",
    "content",
  ],
  [["forbiddenLicenseSetting"], "publish", "setting"],
  [["commentNotFound"], "inbox", "deleted"],
];
test.each(also)("%j in %s is %s as well", (reasons, act, rule) => {
  for (const reason of reasons) expect(diagnose(seenOf(403, api(403, reason), act)).rule).toBe(`youtube/${rule}`);
});

describe("a 403 is four different things", () => {
  const kindOf = (reason: string, info?: string) => diagnose(seenOf(403, api(403, reason, info)));

  test("P2 a used-up quota is temporary and the project's, a missing scope the person's, a switched-off API the operator's, a lost right the channel's", () => {
    expect(
      [
        kindOf("quotaExceeded"),
        kindOf("insufficientPermissions"),
        kindOf("accessNotConfigured"),
        kindOf("forbidden"),
      ].map(({ kind, repair }) => [kind, repair.who]),
    ).toEqual([
      ["rate-limited", "operator"],
      ["scope-missing", "token_setter"],
      ["app-rejected", "operator"],
      ["profile-lost", "profile_admin"],
    ]);
    expect(canExpire(kindOf("quotaExceeded"))).toBe(false);
  });

  test("the newer reason counts where the older one says only `forbidden`", () => {
    expect(kindOf("forbidden", "SERVICE_DISABLED").kind).toBe("app-rejected");
    expect(kindOf("forbidden", "ACCESS_TOKEN_SCOPE_INSUFFICIENT").kind).toBe("scope-missing");
    expect(kindOf("forbidden").kind).toBe("profile-lost");
  });

  test("P14 a used-up quota waits until midnight in California, on the days of 23 and 25 hours too", () => {
    expect(diagnose(seenOf(403, api(403, "quotaExceeded"))).until).toEqual(new Date("2026-11-23T08:00:00Z"));
    const midnight = (now: string) => pacificMidnight(new Date(now)).toISOString();
    expect(midnight("2026-07-01T06:59:59.500Z")).toBe("2026-07-01T07:00:00.000Z");
    expect(midnight("2026-07-01T07:00:00Z")).toBe("2026-07-02T07:00:00.000Z");
    expect(midnight("2026-03-08T09:00:00Z")).toBe("2026-03-09T07:00:00.000Z");
    expect(midnight("2026-11-01T07:30:00Z")).toBe("2026-11-02T08:00:00.000Z");
    expect(midnight("2026-11-01T22:00:00Z")).toBe("2026-11-02T08:00:00.000Z");
  });

  test("the channel's own limit for uploads waits a day and names the way to get more", () => {
    const { until, repair } = diagnose(seenOf(403, api(403, "uploadLimitExceeded"), "publish"));
    expect([until, repair.how]).toEqual([new Date("2026-11-23T09:00:00Z"), expect.stringMatching(/verify/)]);
  });
});

describe("invalid_grant", () => {
  test("says what can be known and no more: the sentence names what it may have been, and that a password does not do it", () => {
    const { repair } = diagnose(
      seenOf(400, flat("invalid_grant", "Token has been expired or revoked."), "token-refresh"),
    );
    expect(repair.how).toMatch(
      /removed under myaccount\.google\.com.*does not say why|does not say why.*myaccount\.google\.com/,
    );
    expect(repair.how).toMatch(/A changed password does not do that/);
  });

  test("P16 it is never called a lost rotation: nothing rotates, so an answer that was lost spent nothing", () => {
    expect(diagnose(seenOf(400, flat("invalid_grant"), "token-refresh")).cause).not.toBe("revoked_by_person");
  });
});

test("a refusal for want of a scope names the one that the act needs", () => {
  const needed = (act: Act) =>
    diagnose(seenOf(403, api(403, "insufficientPermissions"), act)).scopes?.map((one) => one.split("/").at(-1));
  expect([needed("publish"), needed("inbox"), needed("analytics"), needed("probe")]).toEqual([
    ["youtube.upload"],
    ["youtube.force-ssl"],
    ["yt-analytics.readonly", "youtube.readonly"],
    ["youtube.readonly"],
  ]);
});

test("a server's trouble stays a server's trouble, whatever reason it carries", () => {
  for (const status of [500, 503])
    for (const reason of ["backendError", "authError", "forbidden"])
      expect(diagnose(seenOf(status, api(status, reason))).rule).toBe("any/5xx");
});

testCertainty(rows, ["time_over", "invalid-rapt"]);
