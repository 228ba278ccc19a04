import { describe, expect, test } from "vitest";
import { kindFacts, type Act } from "#core/diagnosis.ts";
import { at, means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

const logId = "20220829194722CBE87ED59D524E727021";

const seenOf = (body: unknown, act: Act, status: number): Seen => ({
  act,
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body,
  at,
});

/** A data answer, as `open.tiktokapis.com` sends it. */
const data = (code: string, status: number, act: Act = "publish"): Seen =>
  seenOf({ data: {}, error: { code, message: "Some words that may change", log_id: logId } }, act, status);
/** An answer of the OAuth endpoints. */
const flat = (error: string, act: Act, words = "Some words that may change", status = 400): Seen =>
  seenOf({ error, error_description: words, log_id: logId }, act, status);
/** The status of a post that had been accepted. */
const failed = (fail_reason: string): Seen =>
  seenOf(
    { data: { status: "FAILED", fail_reason }, error: { code: "ok", message: "", log_id: logId } },
    "publish",
    200,
  );
/** An answer of the Accounts API. */
const numbered = (code: number): Seen =>
  seenOf({ code, message: "Some words that may change", request_id: "2024", data: {} }, "inbox", 200);

const ourMistake: Expected = ["unrecognised", "unrecognised", "access", "operator", "backoff"];
const otherInterface: Expected = ["unrecognised", "unrecognised", "access", "operator", "never"];

/** One case for each line of the fact sheet's error sections, in its order; rows of our own at the end. */
const cases: readonly Case[] = [
  // OAuth endpoints
  ["access_denied", flat("access_denied", "connect"), means.scopeGap],
  ["invalid_grant-code", flat("invalid_grant", "connect", "Authorization code is expired."), means.startAgain],
  ["invalid_grant", flat("invalid_grant", "token-refresh", "Refresh token is invalid or expired."), means.revoked],
  ["invalid_grant", flat("invalid_grant", "token-refresh", "", 200), means.revoked],
  [
    "invalid_request-redirect",
    flat("invalid_request", "connect", "Redirect_uri is not matched with the uri when requesting code."),
    means.operator,
  ],
  ["invalid_request", flat("invalid_request", "connect", "The request parameters are malformed."), means.operator],
  [
    "refresh-malformed",
    flat("invalid_request", "token-refresh", "The request parameters are malformed."),
    ["grant-revoked", "session_ended", "grant", "token_setter", "backoff"],
  ],
  ["invalid_client", flat("invalid_client", "connect", "", 401), means.operatorForSure],
  ["invalid_client", flat("invalid_client", "token-refresh", "", 200), means.operatorForSure],
  ["unauthorized_client", flat("unauthorized_client", "token-refresh"), means.operator],
  ["invalid_scope", flat("invalid_scope", "connect"), means.operator],
  ["non_sandbox_target", flat("non_sandbox_target", "connect"), means.operator],
  ["unsupported", flat("unsupported_grant_type", "token-refresh"), means.operator],
  ["unsupported", flat("unsupported_response_type", "connect"), means.operator],
  ["server_error", flat("server_error", "token-refresh"), means.trouble],
  ["server_error", flat("temporarily_unavailable", "connect", "", 200), means.trouble],
  // Data endpoints
  [
    "access_token_invalid",
    data("access_token_invalid", 401, "probe"),
    ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"],
  ],
  [
    "access_token_invalid",
    data("access_token_invalid", 200, "publish"),
    ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"],
  ],
  ["scope_not_authorized", data("scope_not_authorized", 401), means.scopeGap],
  ["scope_permission_missed", data("scope_permission_missed", 400, "analytics"), means.scopeGap],
  ["invalid_params-content", data("invalid_params", 400, "analytics"), means.author],
  ["invalid_params-content", data("invalid_param", 400), means.author],
  ["invalid_params", data("invalid_params", 400, "probe"), ourMistake],
  ["invalid_file_upload", data("invalid_file_upload", 400), means.author],
  ["rate_limit_exceeded", data("rate_limit_exceeded", 429, "probe"), means.tooFast],
  ["rate_limit_exceeded", data("rate_limit_exceeded", 200, "probe"), means.tooFast],
  ["internal_error", data("internal_error", 200), means.trouble],
  // Posting
  [
    "spam_risk_too_many_posts",
    data("spam_risk_too_many_posts", 403),
    ["rate-limited", "rate_limited", "access", "nobody", "daily"],
  ],
  [
    "spam_risk_user_banned_from_posting",
    data("spam_risk_user_banned_from_posting", 403),
    ["profile-lost", "profile_suspended", "access", "token_setter", "daily"],
  ],
  [
    "spam_risk_too_many_pending_share",
    data("spam_risk_too_many_pending_share", 403),
    ["rate-limited", "rate_limited", "access", "token_setter", "daily"],
  ],
  ["reached_active_user_cap", data("reached_active_user_cap", 403), means.operator],
  ["reached_active_user_cap", data("reached_active_user_cap", 200), means.operator],
  [
    "unaudited_client_can_only_post_to_private_accounts",
    data("unaudited_client_can_only_post_to_private_accounts", 403),
    means.operator,
  ],
  ["url_ownership_unverified", data("url_ownership_unverified", 403), means.operator],
  ["privacy_level_option_mismatch", data("privacy_level_option_mismatch", 403), means.author],
  [
    "app_version_check_failed",
    data("app_version_check_failed", 400),
    ["content-rejected", "content_rejected", "content", "token_setter", "never"],
  ],
  [
    "invalid_publish_id",
    data("invalid_publish_id", 400),
    ["content-rejected", "content_rejected", "content", "operator", "never"],
  ],
  [
    "invalid_publish_id",
    data("token_not_authorized_for_specified_publish_id", 400),
    ["content-rejected", "content_rejected", "content", "operator", "never"],
  ],
  // The status of a post
  ["file_check_failed", failed("file_format_check_failed"), means.author],
  ["file_check_failed", failed("duration_check_failed"), means.author],
  ["file_check_failed", failed("frame_rate_check_failed"), means.author],
  ["file_check_failed", failed("picture_size_check_failed"), means.author],
  ["pull_failed", failed("video_pull_failed"), means.author],
  ["pull_failed", failed("photo_pull_failed"), means.author],
  ["internal_error", failed("internal"), means.trouble],
  ["publish_cancelled", failed("publish_cancelled"), means.author],
  ["auth_removed", failed("auth_removed"), ["grant-revoked", "revoked_by_person", "grant", "token_setter", "never"]],
  [
    "spam_risk_too_many_posts",
    failed("spam_risk_too_many_posts"),
    ["rate-limited", "rate_limited", "access", "nobody", "daily"],
  ],
  [
    "spam_risk_user_banned_from_posting",
    failed("spam_risk_user_banned_from_posting"),
    ["profile-lost", "profile_suspended", "access", "token_setter", "daily"],
  ],
  ["spam_risk", failed("spam_risk_text"), means.author],
  ["spam_risk", failed("spam_risk"), means.author],
  // The Accounts API, whose answers are no verdict about these tokens
  ["accounts-api", numbered(40105), otherInterface],
  ["accounts-api", numbered(40001), otherInterface],
  ["40100", numbered(40100), ["rate-limited", "rate_limited", "network", "nobody", "at-until"]],
  ["51065", numbered(51065), ["unrecognised", "unrecognised", "access", "operator", "backoff"]],
  ["50000..50999", numbered(50002), means.trouble],
  // What only the adapter can know
  [
    "refresh-over",
    seenOf({ error: { code: "refresh-over" }, answer: {} }, "token-refresh", 400),
    ["token-expired", "lifetime_reached", "grant", "token_setter", "never", "certain"],
  ],
  [
    "other-id",
    seenOf({ error: { code: "other-id" }, answer: {} }, "probe", 200),
    ["profile-lost", "profile_not_granted", "access", "token_setter", "daily"],
  ],
  [
    "ad-account",
    seenOf({ error: { code: "ad-account" }, answer: {} }, "connect", 200),
    ["unrecognised", "profile_not_granted", "access", "token_setter", "never"],
  ],
  [
    "revoke-ended",
    flat("invalid_request", "revoke", "The access token is invalid or expired."),
    ["grant-revoked", "session_ended", "grant", "nobody", "never"],
  ],
];

describe("every line of TikTok's errors", () => {
  testDiagnosis({ network: "tiktok", diagnose, rows, seenOf: (seen) => seen, cases });

  test("no row is without a case", () => {
    const codeIn = /"(?:code|error|fail_reason)":"?(?!ok")([\w-]+)/;
    const given = new Set(cases.map(([, { body }]) => codeIn.exec(JSON.stringify(body))?.[1]));
    const codes = rows.flatMap(({ when }) => when.code ?? []).map(String);
    expect(codes.filter((code) => !given.has(code))).toEqual([]);
    const rules = new Set(
      rows.map(({ rule, when }) => `tiktok/${rule ?? when.codeFrom?.join("..") ?? String(when.code)}`),
    );
    expect(new Set(cases.map(([rule]) => `tiktok/${rule}`))).toEqual(rules);
  });
});

test("a 401 that is a scope gap is not death, and neither is its repair a matter of refreshing", () => {
  const found = diagnose(data("scope_not_authorized", 401, "probe"));
  expect(kindFacts[found.kind].canExpire).toBe(false);
  expect(found.retry).toBe("never");
});

test("P28 what our app is refused for is never a verdict about a person", () => {
  for (const code of ["reached_active_user_cap", "unaudited_client_can_only_post_to_private_accounts"])
    expect(diagnose(data(code, 403))).toMatchObject({ reach: "app", repair: { who: "operator" } });
});

test("P6 a refusal that does not say why is looked at twice; certain is only what TikTok dated itself", () => {
  expect(diagnose(data("access_token_invalid", 401, "probe")).confidence).toBe("likely");
  expect(diagnose(flat("invalid_grant", "token-refresh")).confidence).toBe("likely");
  const certain = rows.filter((row) => row.confidence === "certain" && kindFacts[row.kind].canExpire);
  expect(certain.map(({ when }) => when.code)).toEqual(["refresh-over"]);
});

test("P13 the Accounts API's refusal of a token is no verdict about a connection of Login Kit", () => {
  expect(kindFacts[diagnose(numbered(40105)).kind].canExpire).toBe(false);
});

test("calls that came too often wait for a minute, with 429 and with 200", () => {
  for (const status of [429, 200])
    expect(diagnose(data("rate_limit_exceeded", status, "probe")).until).toEqual(new Date(at.getTime() + 60_000));
});

test("a success is nothing to diagnose, and what nobody knows is unrecognised", () => {
  expect(diagnose(data("ok", 200)).kind).toBe("unrecognised");
  expect(diagnose(data("something_new", 403)).rule).toBe("any/unrecognised");
  expect(diagnose(data("access_token_invalid", 503)).kind).toBe("unreachable");
});

test("every row has a source with a date, or says that it has none", () => {
  for (const row of rows) expect(row.source).toMatch(/2026-\d\d-\d\d|unconfirmed|TikTok named/i);
});
