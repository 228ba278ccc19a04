import { describe, expect, test } from "vitest";
import { canExpire, type Act, type Reach } from "#core/diagnosis.ts";
import { at, means, testCertainty, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { carriesError, diagnose, readError, rows } from "./diagnose.ts";

interface Given {
  readonly code?: number | string;
  readonly sub?: number;
  readonly words?: string;
  /** The text of api.instagram.com, which has an envelope of its own. */
  readonly login?: string;
  readonly act?: Act;
  readonly status?: number;
  /** Hours since the token was issued. */
  readonly age?: number;
}

function seenOf(given: Given): Seen {
  const { code, sub, words = "Some words that may change", login, act = "probe", status = 400, age } = given;
  const error = {
    message: words,
    type: "OAuthException",
    code,
    ...(sub === undefined ? {} : { error_subcode: sub }),
    is_transient: false,
    fbtrace_id: "A6LJ",
  };
  return {
    act,
    status,
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: login === undefined ? { error } : { error_type: "OAuthException", code: 400, error_message: login },
    at,
    ...(age === undefined ? {} : { tokenIssuedAt: new Date(at.getTime() - age * 3_600_000) }),
  };
}

const oneLogin: Expected = ["token-expired", "session_ended", "access", "token_setter", "never"];
const identity: Expected = ["grant-revoked", "person_blocked", "grant", "token_setter", "daily"];
const nobody: Expected = ["content-rejected", "content_rejected", "content", "nobody", "never"];
const host: Expected = ["content-rejected", "content_rejected", "content", "operator", "never"];
const paused: Expected = ["rate-limited", "person_blocked", "access", "profile_admin", "daily"];
const notExtended: Expected = ["token-expired", "lifetime_reached", "grant", "token_setter", "daily"];
const wait = (reach: Reach): Expected => ["rate-limited", "rate_limited", reach, "nobody", "at-until"];

/** One case for each row of the table, in its order; together they are every line of the sheet's error section. */
const cases: readonly Case<Given>[] = [
  ["login-app", { login: "Error validating client secret", act: "connect" }, means.operator],
  ["login-redirect", { login: "Make sure your redirect_uri is identical", act: "connect" }, means.operator],
  ["login-code", { login: "Matching code was not found or was already used", act: "connect" }, means.startAgain],
  ["190-2069032", { code: 190, sub: 2069032 }, means.operator],
  [
    "190-458",
    { code: 190, sub: 458 },
    ["grant-revoked", "revoked_by_person", "grant", "token_setter", "never", "certain"],
  ],
  ["190-459", { code: 190, sub: 459 }, identity],
  [
    "190-460",
    { code: 190, sub: 460 },
    ["grant-revoked", "password_changed", "grant", "token_setter", "never", "certain"],
  ],
  [
    "190-463",
    { code: 190, sub: 463 },
    ["token-expired", "lifetime_reached", "access", "token_setter", "never", "certain"],
  ],
  ["190-464", { code: 190, sub: 464 }, identity],
  ["190-467", { code: 102, sub: 467 }, oneLogin],
  ["190-492", { code: 190, sub: 492 }, ["profile-lost", "role_lost", "access", "profile_admin", "daily"]],
  ["190-old-subcodes", { code: 190, sub: 466 }, oneLogin],
  [
    "190-application",
    { code: 190, words: "Error validating application. Cannot get application info" },
    means.operator,
  ],
  [
    "190-impersonating",
    { code: 190, words: "Any of the … permission(s) must be granted before impersonating a user's page." },
    ["profile-lost", "profile_not_granted", "access", "token_setter", "daily"],
  ],
  [
    "190-wrong-host",
    { code: 190, words: "Invalid OAuth access token - Cannot parse access token", act: "publish" },
    ["unrecognised", "unrecognised", "access", "operator", "backoff"],
  ],
  ["unreadable", { code: "unreadable" }, oneLogin],
  ["190", { code: 190, words: "Error validating access token" }, oneLogin],
  ["app-token", { code: "app-token" }, means.operatorForSure],
  ["token-type", { code: "token-type" }, means.operator],
  ["client-secret", { code: 1, words: "Error validating client secret.", act: "connect" }, means.operatorForSure],
  ["client-secret", { code: 1, words: "Error validating client secret.", status: 500 }, means.operatorForSure],
  ["100-proof", { code: 100, words: "Invalid appsecret_proof provided in the API argument" }, means.operator],
  ["100-other-app", { code: 100, words: "(#100) The App_id did not match the Viewing App" }, means.operator],
  ["101", { code: 101 }, means.operator],
  ["100-36008", { code: 100, sub: 36008, act: "connect" }, means.operator],
  ["3", { code: 3 }, means.operator],
  ["200-blocked", { code: 200, words: "API access blocked." }, means.operator],
  [
    "25-2207050",
    { code: 25, sub: 2207050, words: "The Instagram account is restricted." },
    ["profile-lost", "profile_suspended", "access", "profile_admin", "daily"],
  ],
  [
    "4-2207051",
    { code: 4, sub: 2207051, words: "Application request limit reached", status: 403, act: "publish" },
    paused,
  ],
  ["4-2207051", { code: 4, words: "We restrict certain activity to protect our community", act: "publish" }, paused],
  ["368", { code: 368 }, ["rate-limited", "person_blocked", "access", "nobody", "daily"]],
  ["4", { code: 4, words: "(#4) Application request limit reached" }, wait("app")],
  ["17", { code: 17 }, wait("grant")],
  ["32", { code: 32 }, wait("access")],
  ["613", { code: 613, sub: 1996 }, wait("app")],
  ["80002", { code: 80002 }, wait("access")],
  [
    "9-2207042",
    { code: 9, sub: 2207042, act: "publish" },
    ["rate-limited", "rate_limited", "access", "nobody", "daily"],
  ],
  ["not-extended-yet", { code: 100, act: "token-refresh", age: 5 }, means.trouble],
  [
    "10-not-professional",
    { code: 10, words: "(#10) The user is not an Instagram Business", act: "token-refresh", age: 900 },
    ["profile-lost", "profile_not_professional", "grant", "profile_admin", "daily"],
  ],
  [
    "not-extended-private",
    { code: 10, words: "Tokens of private accounts …", act: "token-refresh", age: 900 },
    notExtended,
  ],
  ["not-extended", { code: 10, act: "token-refresh", age: 900 }, notExtended],
  ["2207006", { code: 24, sub: 2207006, act: "publish" }, means.author],
  ["2207008", { code: 24, sub: 2207008, act: "publish" }, means.trouble],
  ["2207027", { code: 9007, sub: 2207027, act: "publish" }, means.trouble],
  ["2207052", { code: 9004, sub: 2207052, act: "publish" }, host],
  ["2207003", { code: -2, sub: 2207020, act: "publish" }, means.trouble],
  ["2207001", { code: -1, sub: 2207032, act: "publish" }, means.trouble],
  ["2207077", { code: 100, sub: 2207082, act: "publish" }, means.trouble],
  [
    "10-2534022",
    { code: 10, sub: 2534022, words: "This message is sent outside of allowed window.", act: "inbox" },
    nobody,
  ],
  [
    "10-few-viewers",
    { code: 10, words: "(#10) Not enough viewers for the media to show insights", act: "analytics" },
    nobody,
  ],
  [
    "10-not-professional",
    { code: 10, words: "(#10) The user is not an Instagram Business" },
    ["profile-lost", "profile_not_professional", "access", "profile_admin", "daily"],
  ],
  ["10", { code: 10, words: "(#10) Application does not have permission for this action" }, means.scopeGap],
  ["200..299", { code: 200, status: 403 }, means.scopeGap],
  ["not-linked", { code: "not-linked" }, ["profile-lost", "profile_not_linked", "access", "profile_admin", "daily"]],
  ["100-33", { code: 100, sub: 33 }, ["profile-lost", "profile_gone", "access", "profile_admin", "daily"]],
  ["100-user-token", { code: 100, words: "nonexisting field (x) on node type (User)" }, means.operator],
  ["data-access", { code: "data-access" }, ["token-expired", "data_access_expired", "grant", "token_setter", "never"]],
  ["100-code", { code: 100, sub: 36009, act: "connect" }, means.startAgain],
  ["2207057", { code: 1, sub: 2207057, act: "publish" }, means.author],
  ["2207023", { code: 100, sub: 2207023, act: "publish" }, means.author],
  ["2207028", { code: 100, sub: 2207028, act: "publish" }, means.author],
  ["2207040", { code: 100, sub: 2207040, act: "publish" }, means.author],
  ["2207026", { code: 352, sub: 2207026, act: "publish" }, means.author],
  ["2207004", { code: 36000, sub: 2207004, act: "publish", status: 200 }, means.author],
  ["2207005", { code: 36001, sub: 2207005, act: "publish" }, means.author],
  ["2207009", { code: 36003, sub: 2207009, act: "publish" }, means.author],
  ["2207010", { code: 36004, sub: 2207010, act: "publish" }, means.author],
  ["2207081", { code: 100, sub: 2207081, act: "publish" }, means.author],
  ["36000", { code: 36003, act: "publish" }, means.author],
  ["-1", { code: -1, act: "publish" }, means.trouble],
  ["9004", { code: 9004, act: "publish" }, host],
  ["24", { code: 24, act: "publish" }, means.author],
  ["2534068", { code: 2534068, act: "inbox" }, nobody],
  ["2534068", { code: 100, sub: 2534068, act: "inbox" }, nobody],
  ["1-99", { code: 1, sub: 99, act: "publish" }, ["unreachable", "network_unavailable", "network", "author", "never"]],
  ["100", { code: 100, act: "publish" }, means.author],
  ["1", { code: 2 }, means.trouble],
];

testDiagnosis({ network: "instagram", diagnose, rows, seenOf, cases, readError });

test("P8 the texts may change: with a subcode the verdict stays the same, whatever the words", () => {
  for (const [rule, { words: _words, ...given }, [kind, cause]] of cases.filter(([, { sub }]) => sub !== undefined))
    for (const words of ["", "Ein Fehler ist aufgetreten", "Error validating access token: Session has expired"])
      expect([rule, diagnose(seenOf({ ...given, words }))]).toMatchObject([rule, { kind, cause }]);
});

describe("one code, several meanings", () => {
  test("10: a missing permission, an account that is no business, a story with few viewers, a closed window", () => {
    const kinds = cases.filter(([, { code, act }]) => code === 10 && act !== "token-refresh").map(([rule]) => rule);
    expect(kinds).toEqual(["10-2534022", "10-few-viewers", "10-not-professional", "10"]);
    expect(cases.filter(([rule]) => rule === "10").map(([, given]) => canExpire(diagnose(seenOf(given))))).toEqual([
      false,
    ]);
  });

  test("4 with 2207051 is no quota: nobody else's account waits for it, and its holder is told", () => {
    const quota = diagnose(seenOf({ code: 4 }));
    const spam = diagnose(seenOf({ code: 4, sub: 2207051, status: 403, words: "Application request limit reached" }));
    expect([quota.reach, spam.reach]).toEqual(["app", "access"]);
    expect(spam.repair.how).toMatch(/Instagram app/);
  });

  test("a publish that failed with HTTP 200 is seen as a failure, and so is a login that has no `error` member", () => {
    expect(
      [{ error: { code: 9007 } }, { error_type: "OAuthException" }, { data: [] }, { error: null }, null, "x"].map(
        carriesError,
      ),
    ).toEqual([true, true, false, false, false, false]);
  });
});

describe("debug_token", () => {
  const verdict = (error: object): Seen => ({
    act: "probe",
    status: 200,
    headers: {},
    body: { data: { app_id: "1", type: "USER", error, is_valid: false, scopes: [] } },
    at,
  });

  test("a verdict that names its subcode is certain; an unreadable token is no mix-up of hosts there, and is looked at twice", () => {
    expect(diagnose(verdict({ code: 190, subcode: 459, message: "x" }))).toMatchObject({
      cause: "person_blocked",
      confidence: "certain",
    });
    const unreadable = { code: 190, message: "Invalid OAuth access token - Cannot parse access token" };
    expect(diagnose(verdict(unreadable))).toMatchObject({ rule: "instagram/unreadable", confidence: "likely" });
  });
});

test("a refusal names the scopes that it asks for, and not those whose names begin alike", () => {
  const named = (words: string) => diagnose(seenOf({ code: 10, words })).scopes;
  expect(named("(#10) Requires instagram_business_manage_comments permission")).toEqual([
    "instagram_business_manage_comments",
  ]);
  expect(named("(#10) Application does not have permission")).toBeUndefined();
});

testCertainty(rows, ["190-458", "190-460", "190-463"]);
