import { describe, expect, test } from "vitest";
import type { Act } from "#core/diagnosis.ts";
import { at, means, testCertainty, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, readError, rows } from "./diagnose.ts";

interface Given {
  readonly status: number;
  readonly act?: Act;
  /** `serviceErrorCode`. */
  readonly number?: number;
  readonly code?: string;
  readonly words?: string;
  /** OAuth's `error`; then `words` is its description. */
  readonly error?: string;
  /** A code of our own. */
  readonly own?: string;
  /** A code inside `errorDetails.inputErrors`. */
  readonly input?: string;
  /** Seconds since the token was issued. */
  readonly age?: number;
  readonly headers?: Record<string, string>;
}

function bodyOf({ status, number, code, words, error, own, input }: Given): object {
  if (own) return { error: { code: own }, answer: {} };
  if (error) return { error, error_description: words };
  return {
    status,
    message: words ?? "Some words that may change",
    ...(number === undefined ? {} : { serviceErrorCode: number }),
    ...(code === undefined ? {} : { code }),
    ...(input === undefined
      ? {}
      : { errorDetailType: "com.linkedin.common.error.BadRequest", errorDetails: { inputErrors: [{ code: input }] } }),
  };
}

const seenOf = (given: Given): Seen => ({
  act: given.act ?? "probe",
  status: given.status,
  headers: { "content-type": "application/json", ...given.headers },
  body: bodyOf(given),
  at,
  ...(given.age === undefined ? {} : { tokenIssuedAt: new Date(at.getTime() - given.age * 1000) }),
});

const young: Expected = ["unreachable", "network_unavailable", "grant", "nobody", "backoff"];
const expired: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "after-refresh", "certain"];
const bug: Expected = ["content-rejected", "content_rejected", "content", "operator", "never"];
const role: Expected = ["scope-missing", "role_too_low", "access", "profile_admin", "never"];
const media: Expected = ["content-rejected", "content_rejected", "content", "nobody", "backoff"];

const refreshDead = "The provided authorization grant or refresh token is invalid, expired or revoked.";
const codeGone = "Unable to retrieve access token: authorization code not found";
const noPermission = "Not enough permissions to access: userinfo.GET.NO_VERSION";

/** At least one case for each row of the table, in its order. */
const cases: readonly Case<Given>[] = [
  ["65601-young", { status: 401, number: 65601, code: "REVOKED_ACCESS_TOKEN", age: 59 }, young],
  ["65600", { status: 401, number: 65600, code: "INVALID_ACCESS_TOKEN" }, means.revoked],
  ["65601", { status: 401, number: 65601, code: "REVOKED_ACCESS_TOKEN" }, means.revoked],
  ["65602", { status: 401, number: 65602, code: "EXPIRED_ACCESS_TOKEN" }, expired],
  ["expired", { status: 200, own: "expired" }, expired],
  [
    "revoked",
    { status: 200, own: "revoked" },
    ["grant-revoked", "session_ended", "grant", "token_setter", "never", "certain"],
  ],
  ["inactive", { status: 200, own: "inactive" }, means.revoked],
  [
    "yearly",
    { status: 400, own: "yearly", act: "token-refresh" },
    ["token-expired", "yearly_renewal_due", "grant", "token_setter", "never", "certain"],
  ],
  ["EMPTY_ACCESS_TOKEN", { status: 401, code: "EMPTY_ACCESS_TOKEN", words: "Empty oauth2_access_token" }, bug],
  ["token-type", { status: 200, own: "token-type" }, means.operator],
  [
    "refresh-refused",
    { status: 400, error: "invalid_request", words: refreshDead, act: "token-refresh" },
    means.revoked,
  ],
  ["refresh-refused", { status: 400, error: "invalid_grant", act: "token-refresh" }, means.revoked],
  ["code", { status: 401, error: "invalid_request", words: codeGone, act: "connect" }, means.startAgain],
  ["invalid_redirect_uri", { status: 400, error: "invalid_redirect_uri", act: "connect" }, means.startAgain],
  [
    "parameter",
    { status: 400, error: "invalid_request", words: 'A required parameter "client_secret" is missing', act: "connect" },
    means.operator,
  ],
  ["client", { status: 401, error: "invalid_client_id", act: "connect" }, means.operatorForSure],
  ["client", { status: 401, own: "client" }, means.operator],
  [
    "426",
    { status: 426, code: "NONEXISTENT_VERSION", words: "Requested version 20251101 is not active" },
    means.operatorForSure,
  ],
  ["426-reported", { status: 426, code: "NONEXISTENT_VERSION", act: "publish" }, bug],
  ["400-VERSION_MISSING", { status: 400, code: "VERSION_MISSING" }, bug],
  ["role", { status: 403, own: "role" }, ["profile-lost", "role_lost", "access", "profile_admin", "daily"]],
  ["gone", { status: 404, own: "gone" }, ["profile-lost", "profile_gone", "access", "profile_admin", "daily"]],
  [
    "403-image",
    { status: 403, words: "Access to this image resource is forbidden", act: "publish" },
    ["content-rejected", "content_rejected", "content", "nobody", "never"],
  ],
  [
    "403-fields",
    {
      status: 403,
      words: "Unpermitted fields present in REQUEST_BODY: Data Processing Exception: [/content]",
      act: "publish",
    },
    bug,
  ],
  ["403-work", { status: 403, number: 100, code: "ACCESS_DENIED", act: "publish" }, role],
  ["403", { status: 403, number: 100, code: "ACCESS_DENIED", words: noPermission }, means.scopeGap],
  ["403-entity", { status: 403, code: "NO_PERMISSION_ON_ENTITY", act: "publish" }, role],
  [
    "400-organization",
    { status: 400, words: "Organization permissions must be used when using organization as author", act: "publish" },
    means.scopeGap,
  ],
  [
    "429-creation",
    { status: 429, words: "Comment create throttled: creation rate limit exceeded for member", act: "inbox" },
    ["rate-limited", "rate_limited", "grant", "nobody", "backoff"],
  ],
  ["429", { status: 429, code: "TOO_MANY_REQUESTS" }, ["rate-limited", "rate_limited", "grant", "nobody", "at-until"]],
  [
    "504-publish",
    { status: 504, act: "publish" },
    ["unreachable", "network_unavailable", "network", "author", "never"],
  ],
  ["5xx", { status: 500 }, means.trouble],
  ["409", { status: 409, code: "CONFLICT" }, ["unreachable", "network_unavailable", "access", "nobody", "backoff"]],
  [
    "422-duplicate",
    { status: 422, code: "DUPLICATE_POST", words: "Content is a duplicate of urn:li:share:1", act: "publish" },
    means.author,
  ],
  ["media", { status: 400, code: "MEDIA_ASSET_WAITING_UPLOAD", act: "publish" }, media],
  ["media", { status: 400, input: "EXPIRED_UPLOAD_URL", act: "publish" }, media],
  ["content", { status: 400, code: "FIELD_LENGTH_TOO_LONG", act: "publish" }, means.author],
  ["content", { status: 400, input: "INVALID_VALUE_FOR_FIELD", act: "publish" }, means.author],
  ["request", { status: 413, act: "publish" }, bug],
  ["404", { status: 404, code: "NOT_FOUND" }, ["unrecognised", "unrecognised", "access", "nobody", "backoff"]],
];

/** What is left of the fact sheet's lines: other names and numbers of rows that stand above, and what every network shares. */
const more: readonly Case<Given>[] = [
  ["65600", { status: 401, number: 65600 }, means.revoked],
  ["65601", { status: 401, number: 65601 }, means.revoked],
  ["65601", { status: 401, code: "REVOKED_ACCESS_TOKEN" }, means.revoked],
  ["65601", { status: 401, number: 65601, age: 61 }, means.revoked],
  ["65602", { status: 401, number: 65602 }, expired],
  ["65602", { status: 401, code: "EXPIRED_ACCESS_TOKEN", act: "inbox" }, expired],
  ["65601-young", { status: 200, own: "revoked", age: 5 }, young],
  ["65601-young", { status: 200, own: "inactive", age: 5 }, young],
  ["client", { status: 401, error: "invalid_client", act: "token-refresh" }, means.operatorForSure],
  ["client", { status: 401, error: "invalid_client_id", act: "token-refresh" }, means.operatorForSure],
  [
    "parameter",
    { status: 400, error: "invalid_request", words: 'A required parameter "code" is missing' },
    means.operator,
  ],
  ["403", { status: 403, number: 100, words: noPermission, act: "discover" }, means.scopeGap],
  ["403-work", { status: 403, code: "ACCESS_DENIED", act: "inbox" }, role],
  ["403-work", { status: 403, code: "ACCESS_DENIED", act: "analytics" }, role],
  ["403-entity", { status: 403, code: "NO_PERMISSION_ON_FIELD" }, role],
  ["403-entity", { status: 403, code: "NO_PERMISSION_TO_UPDATE" }, role],
  [
    "400-organization",
    { status: 400, words: "Organization permissions must be used when using organization as owner", act: "publish" },
    means.scopeGap,
  ],
  [
    "422-duplicate",
    { status: 422, words: "Duplicate post is detected urn:li:ugcPost:1", act: "publish" },
    means.author,
  ],
  ...["INVALID_URN_TYPE", "INVALID_URN_ID", "MISSING_FIELD", "INVALID_VALUE_FOR_FIELD"].map((code): Case<Given> => [
    "content",
    { status: 400, code, act: "publish" },
    means.author,
  ]),
  ...["INVALID_VALUE_BLANK_FIELD", "INVALID_IMAGE_ID"].map((code): Case<Given> => [
    "content",
    { status: 400, code, act: "publish" },
    means.author,
  ]),
  ...["MEDIA_ASSET_PROCESSING_FAILED", "EXPIRED_UPLOAD_URL"].map((code): Case<Given> => [
    "media",
    { status: 400, code, act: "publish" },
    media,
  ]),
  ...[411, 412, 415].map((status): Case<Given> => ["request", { status, act: "publish" }, bug]),
  ["5xx", { status: 503, code: "SERVICE_UNAVAILABLE" }, means.trouble],
  ["5xx", { status: 503, code: "UNDER_MAINTENANCE" }, means.trouble],
  ["5xx", { status: 504, act: "inbox" }, means.trouble],
];

testDiagnosis({ network: "linkedin", diagnose, rows, seenOf, cases, more, readError });

test("P8 the messages of LinkedIn may change: with a code the verdict stays the same, whatever the words", () => {
  for (const [rule, given] of [...cases, ...more].filter(([, { words, error }]) => !words && !error))
    for (const words of [
      "",
      "Ein Fehler ist aufgetreten",
      "The token used in the request has been revoked by the user",
    ])
      expect([rule, diagnose(seenOf({ ...given, words })).rule]).toEqual([rule, `linkedin/${rule}`]);
});

describe("P6 65601", () => {
  const refused = (age?: number) =>
    diagnose(
      seenOf({ status: 401, number: 65601, code: "REVOKED_ACCESS_TOKEN", ...(age === undefined ? {} : { age }) }),
    );

  test("within a minute of issue it is no death: it waits and looks again", () => {
    for (const age of [0, 1, 30, 59.9]) expect(refused(age).kind).toBe("unreachable");
  });

  test("later it is, and it is looked at twice", () => {
    for (const age of [60, 3600, 5_000_000])
      expect(refused(age)).toMatchObject({ kind: "grant-revoked", confidence: "likely" });
  });

  test("of a token whose age nobody knows it is looked at twice", () => {
    expect(refused()).toMatchObject({ kind: "grant-revoked", confidence: "likely" });
  });

  test("an expired token is no young one, and neither is a malformed one", () => {
    for (const number of [65600, 65602])
      expect(diagnose(seenOf({ status: 401, number, age: 5 })).kind).not.toBe("unreachable");
  });
});

describe("the token endpoint", () => {
  test("invalid_request by itself says nothing about a refresh token: a code mismatch is worded with it too", () => {
    for (const words of [codeGone, "appid/redirect uri/code verifier does not match authorization code", ""])
      for (const act of ["connect", "token-refresh"] as const)
        expect(diagnose(seenOf({ status: 400, error: "invalid_request", words, act })).kind).not.toBe("grant-revoked");
  });

  test("a refusal of a code never reads as a dead refresh token", () => {
    const given = { status: 400, error: "invalid_request", words: refreshDead, act: "connect" } as const;
    expect(diagnose(seenOf(given)).kind).toBe("unrecognised");
  });
});

test("a daily limit waits until midnight UTC, because LinkedIn names no moment; one that it does name is believed", () => {
  expect(diagnose(seenOf({ status: 429 })).until).toEqual(new Date("2026-11-23T00:00:00Z"));
  const told = diagnose(seenOf({ status: 429, headers: { "retry-after": "60" } }));
  expect(told.until).toEqual(new Date(at.getTime() + 60_000));
});

test("a refused organisation author names the scope that is missing", () => {
  const words = "Organization permissions must be used when using organization as author";
  expect(diagnose(seenOf({ status: 400, words, act: "publish" })).scopes).toEqual(["w_organization_social"]);
});

test("R58 P37 a lost role and a vanished page concern this page alone", () => {
  for (const own of ["role", "gone"]) expect(diagnose(seenOf({ status: 403, own })).reach).toBe("access");
});

test("R67 whoever reads about a role is told who raises it and where", () => {
  for (const row of rows.filter((one) => one.cause === "role_too_low" || one.when.code === "role"))
    expect(row.how).toMatch(/super admin .*Admin tools, Manage admins/);
});

testCertainty(rows, ["65602", "expired", "revoked", "yearly"]);
