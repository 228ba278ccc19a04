import { expect, test } from "vitest";
import type { Act, Cause, DiagnosisKind, Repairer } from "#core/diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

const did = "did:plc:ascc3xfcpjxlynb65vxjs6i3";
const repo = (status: string) => ({ did, active: false, status });
const xrpc = (error: string, message = "") => ({ error, message });
const oauth = (error: string, error_description = "") => ({ error, error_description });

type Expected = readonly [kind: DiagnosisKind, cause: Cause, who: Repairer, confidence?: "certain"];
type Case = readonly [rule: string, act: Act, status: number, body: unknown, expected: Expected];

const suspended: Expected = ["profile-lost", "profile_suspended", "token_setter", "certain"];
const off: Expected = ["profile-lost", "profile_deactivated", "token_setter", "certain"];
const gone: Expected = ["profile-lost", "profile_gone", "nobody", "certain"];
const operator: Expected = ["app-rejected", "app_rejected", "operator"];
const ended: Expected = ["grant-revoked", "session_ended", "token_setter", "certain"];
const again: Expected = ["unrecognised", "unrecognised", "token_setter"];
const trouble: Expected = ["unreachable", "network_unavailable", "nobody"];
const wait: Expected = ["rate-limited", "rate_limited", "nobody"];
const author: Expected = ["content-rejected", "content_rejected", "author"];

/** Answers as the servers give them: at least one for each row. */
const cases: readonly Case[] = [
  ["takendown", "probe", 200, repo("takendown"), suspended],
  ["suspended", "probe", 200, repo("suspended"), suspended],
  ["deactivated", "probe", 200, repo("deactivated"), off],
  ["deactivated", "probe", 200, { ...repo("deactivated"), handle: "anna.test" }, off],
  ["inactive", "probe", 200, { did, active: false }, ["profile-lost", "profile_deactivated", "token_setter"]],
  ["deleted", "probe", 200, repo("deleted"), gone],
  ["throttled", "probe", 200, repo("throttled"), wait],
  ["desynchronized", "probe", 200, repo("desynchronized"), trouble],
  ["taken-down", "connect", 401, xrpc("AccountTakedown", "Account has been taken down"), suspended],
  ["taken-down", "probe", 400, xrpc("RepoTakendown"), suspended],
  ["RepoSuspended", "probe", 400, xrpc("RepoSuspended"), suspended],
  ["switched-off", "publish", 401, xrpc("AccountDeactivated", "Account is deactivated"), off],
  ["switched-off", "probe", 400, xrpc("RepoDeactivated"), off],
  ["RepoNotFound", "probe", 400, xrpc("RepoNotFound", `Could not find repo for DID: ${did}`), gone],
  ["key-missing", "token-refresh", 200, xrpc("client_objection", "Failed to load private key"), operator],
  ["start-again", "connect", 400, oauth("invalid_grant", "Invalid code_verifier"), again],
  ["start-again", "connect", 200, xrpc("client_objection", "Issuer mismatch"), again],
  [
    "replayed",
    "token-refresh",
    400,
    oauth("invalid_grant", "Refresh token replayed"),
    ["grant-revoked", "rotation_lost", "token_setter", "certain"],
  ],
  [
    "session-expired",
    "token-refresh",
    400,
    oauth("invalid_grant", "Session expired"),
    ["grant-revoked", "lifetime_reached", "token_setter", "certain"],
  ],
  [
    "session-expired",
    "token-refresh",
    400,
    oauth("invalid_grant", "Refresh token expired"),
    ["grant-revoked", "lifetime_reached", "token_setter", "certain"],
  ],
  ["other-client", "token-refresh", 400, oauth("invalid_grant", "Token was not issued to this client"), operator],
  [
    "other-client",
    "token-refresh",
    400,
    oauth("invalid_grant", "The session was initiated with a different key than the client assertion currently used"),
    operator,
  ],
  ["invalid_grant", "token-refresh", 400, oauth("invalid_grant", "Invalid refresh token"), ended],
  ["invalid_grant", "token-refresh", 400, oauth("invalid_grant", "Words of next year"), ended],
  [
    "moved",
    "token-refresh",
    200,
    xrpc("client_objection", "Issuer mismatch"),
    ["grant-revoked", "session_ended", "token_setter"],
  ],
  ["client-document", "connect", 400, oauth("invalid_client_metadata", "Unable to obtain client metadata"), operator],
  ["client-document", "connect", 400, oauth("invalid_client_id", "The client_id's TLD must not be local"), operator],
  ["invalid_redirect_uri", "connect", 400, oauth("invalid_redirect_uri"), operator],
  ["invalid_scope", "connect", 400, oauth("invalid_scope"), operator],
  ["invalid_dpop_proof", "probe", 401, oauth("invalid_dpop_proof", "DPoP proof required"), operator],
  ["use_dpop_nonce", "token-refresh", 400, oauth("use_dpop_nonce"), trouble],
  [
    "ScopeMissingError",
    "publish",
    403,
    xrpc("ScopeMissingError", 'Missing required scope "repo:app.bsky.feed.post?action=create"'),
    ["scope-missing", "scope_missing", "token_setter", "certain"],
  ],
  ["invalid_token", "probe", 401, xrpc("invalid_token"), ["token-expired", "session_ended", "token_setter"]],
  ["bad-token", "probe", 400, xrpc("ExpiredToken"), ["token-expired", "lifetime_reached", "token_setter"]],
  ["bad-token", "probe", 400, xrpc("InvalidToken"), ["token-expired", "lifetime_reached", "token_setter"]],
  ["AuthMissing", "probe", 401, xrpc("AuthMissing"), ["unrecognised", "unrecognised", "operator"]],
  ["429-RateLimitExceeded", "probe", 429, xrpc("RateLimitExceeded"), wait],
  ["502-UpstreamFailure", "inbox", 502, xrpc("UpstreamFailure", "Upstream service unreachable"), trouble],
  ["content", "publish", 400, xrpc("InvalidRequest", "grapheme too big (maximum 300, got 301)"), author],
  ["content", "publish", 400, xrpc("BlobTooLarge"), author],
];

const at = new Date("2026-11-22T09:00:00Z");
const seenOf = (act: Act, status: number, body: unknown): Seen => ({ act, status, headers: {}, body, at });

test.each(cases)("P9 %s (%s, %i)", (rule, act, status, body, [kind, cause, who, confidence = "likely"]) => {
  const diagnosis = diagnose(seenOf(act, status, body));
  expect(diagnosis).toMatchObject({ rule: `bluesky/${rule}`, kind, cause, repair: { who }, confidence });
});

test("every row of the table is met by a case", () => {
  expect(new Set(cases.map(([rule]) => rule)).size).toBe(rows.length);
});

test("R32 a scope that is missing is named", () => {
  const body = xrpc("ScopeMissingError", 'Missing required scope "repo:app.bsky.feed.post?action=create"');
  expect(diagnose(seenOf("publish", 403, body)).scopes).toEqual(["repo:app.bsky.feed.post?action=create"]);
});

test("a refusal without a body is read from its header", () => {
  const headers = { "www-authenticate": 'DPoP algs="ES256", error="invalid_token", error_description="Invalid token"' };
  expect(diagnose({ ...seenOf("probe", 401, ""), headers })).toMatchObject({ kind: "token-expired" });
});

test("the end of a rate limit is the network's own", () => {
  const headers = { "ratelimit-reset": String(at.getTime() / 1000 + 90), "ratelimit-policy": "3000;w=300" };
  const { until } = diagnose({ ...seenOf("probe", 429, xrpc("RateLimitExceeded")), headers });
  expect(until).toEqual(new Date(at.getTime() + 90_000));
});
