import { describe, expect, test } from "vitest";
import { canExpire, type Act } from "#core/diagnosis.ts";
import { at, means, testCertainty, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { readBusinessError } from "./calls.ts";
import { diagnose, rows } from "./diagnose.ts";

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

/** As the APIs refuse: a status, and in the details a reason. */
const api = (code: number, status: string, reason?: string, metadata: Record<string, string> = {}) => ({
  error: {
    code,
    message: "Words that may change",
    status,
    ...(reason !== undefined && {
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com", metadata }],
    }),
  },
});

/** As older APIs of Google's do. */
const older = (code: number, reason: string) => ({
  error: { code, message: "Words that may change", errors: [{ message: "x", domain: "global", reason }] },
});

const lifeOver: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "never"];
const certainly: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "never", "certain"];
const unknown: Expected = ["unrecognised", "unrecognised", "access", "nobody", "backoff"];
const spent: Expected = ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"];
const lost: Expected = ["profile-lost", "role_lost", "access", "profile_admin", "daily"];

/** One case for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["testing-7-days", seenOf(400, { error: "seventh_day" }, "token-refresh"), lifeOver],
  ["time_over", seenOf(400, { error: "time_over" }, "token-refresh"), certainly],
  ["unused", seenOf(400, { error: "unused" }, "token-refresh"), lifeOver],
  ["other_app", seenOf(200, { error: "other_app" }), means.operator],
  ["other_login", seenOf(200, { error: "other_login" }), unknown],
  [
    "no_voice",
    seenOf(200, { error: "no_voice" }),
    ["profile-lost", "profile_deactivated", "access", "profile_admin", "daily"],
  ],
  ["other_place", seenOf(200, { error: "other_place" }), unknown],

  ["invalid-rapt", seenOf(400, flat("invalid_grant", "x", "invalid_rapt"), "token-refresh"), certainly],
  [
    "invalid-rapt",
    seenOf(400, flat("invalid_grant", "reauth related error (invalid_rapt)"), "token-refresh"),
    certainly,
  ],
  ["invalid-rapt", seenOf(400, flat("rapt_required"), "token-refresh"), certainly],
  [
    "account-deleted",
    seenOf(400, flat("invalid_grant", "Account has been deleted"), "token-refresh"),
    ["grant-revoked", "profile_gone", "grant", "profile_admin", "never"],
  ],
  ["code-dead", seenOf(400, flat("invalid_grant", "Bad Request"), "connect"), means.startAgain],
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

  [
    "never-granted",
    seenOf(429, api(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", { quota_limit_value: "0" })),
    means.operatorForSure,
  ],
  [
    "too-fast",
    seenOf(429, api(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", { quota_limit_value: "300" })),
    means.tooFast,
  ],
  ["too-fast", seenOf(403, older(403, "userRateLimitExceeded")), means.tooFast],
  ["service-disabled", seenOf(403, api(403, "PERMISSION_DENIED", "SERVICE_DISABLED")), means.operatorForSure],
  ["service-disabled", seenOf(403, older(403, "accessNotConfigured")), means.operatorForSure],
  ["unauthenticated", seenOf(401, api(401, "UNAUTHENTICATED")), spent],
  ["scope", seenOf(403, api(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")), means.scopeGapOfAll],
  ["scope", seenOf(403, older(403, "insufficientPermissions")), means.scopeGapOfAll],
  [
    "not-for-this-account",
    seenOf(403, api(403, "PERMISSION_DENIED"), "discover"),
    ["profile-lost", "role_lost", "grant", "token_setter", "daily"],
  ],
  ["not-reached", seenOf(403, api(403, "PERMISSION_DENIED")), lost],
  ["not-reached", seenOf(404, api(404, "NOT_FOUND")), lost],
  ["content", seenOf(400, api(400, "INVALID_ARGUMENT"), "publish"), means.author],
];

testDiagnosis({
  network: "google-business",
  diagnose,
  rows,
  seenOf: (seen) => seen,
  cases,
  readError: readBusinessError,
});

const also: readonly (readonly [rule: string, seen: Seen])[] = [
  ["unauthenticated", seenOf(401, api(401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"))],
  ["unauthenticated", seenOf(401, older(401, "authError"))],
  ["too-fast", seenOf(429, api(429, "RESOURCE_EXHAUSTED"))],
  ["too-fast", seenOf(403, older(403, "rateLimitExceeded"))],
  ["not-reached", seenOf(403, older(403, "forbidden"))],
  ["not-reached", seenOf(403, api(403, "PERMISSION_DENIED"), "publish")],
  ["content", seenOf(400, api(400, "INVALID_ARGUMENT"), "inbox")],
];
test.each(also)("%s: the same as %j", (rule, seen) => {
  expect(diagnose(seen).rule).toBe(`google-business/${rule}`);
});

describe("what looks alike and is not", () => {
  test("P2 R77 a 429 of a minute that is used up passes; a 429 of a quota of nothing never does, and is the operator's", () => {
    const with429 = (limit: string) =>
      diagnose(seenOf(429, api(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", { quota_limit_value: limit })));
    expect(with429("300")).toMatchObject({ kind: "rate-limited", until: new Date(at.getTime() + 60_000) });
    expect(with429("0")).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
    expect([canExpire(with429("300")), canExpire(with429("0"))]).toEqual([false, false]);
  });

  test("P4 a request of ours that was wrong is nobody's content and ends nothing", () => {
    const wrong = diagnose(seenOf(400, api(400, "INVALID_ARGUMENT")));
    expect([wrong.kind, canExpire(wrong)]).toEqual(["unrecognised", false]);
  });

  test("a 403 with a reason that nobody knows is not taken for a lost role", () => {
    expect(diagnose(seenOf(403, api(403, "PERMISSION_DENIED", "SOMETHING_NEW"))).kind).toBe("unrecognised");
  });
});

test("R77 no sentence speaks of channels or of YouTube", () => {
  for (const { how } of rows) expect(how).not.toMatch(/channel|YouTube/i);
});

test("a server's trouble stays a server's trouble, whatever it carries", () => {
  for (const status of [500, 503])
    for (const name of ["UNAVAILABLE", "PERMISSION_DENIED", "NOT_FOUND", "UNAUTHENTICATED"])
      expect(diagnose(seenOf(status, api(status, name))).rule).toBe("any/5xx");
});

testCertainty(rows, ["time_over", "invalid-rapt"]);
