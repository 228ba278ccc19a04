import { describe, expect, test } from "vitest";
import { canExpire, kindFacts, type Act } from "#core/diagnosis.ts";
import { at, means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { carriesError, diagnose, readError, rows } from "./diagnose.ts";

interface Given {
  readonly code?: number | string;
  readonly sub?: number;
  readonly words?: string;
  /** The flat envelope, of the address where codes become tokens. */
  readonly login?: string;
  /** The envelope of the window, with its number where there is one. */
  readonly window?: string;
  readonly act?: Act;
  readonly status?: number;
  readonly transient?: boolean;
  /** Hours since the token was issued. */
  readonly age?: number;
}

function bodyOf({ code, sub, words = "Some words that may change", login, window, transient = false }: Given): unknown {
  if (login !== undefined) return { error_type: "OAuthException", code: 400, error_message: login };
  if (window !== undefined) return { error_message: window, ...(code === undefined ? {} : { error_code: code }) };
  const subcode = sub === undefined ? {} : { error_subcode: sub };
  return {
    error: { message: words, type: "THApiException", code, ...subcode, is_transient: transient, fbtrace_id: "A6L" },
  };
}

function seenOf(given: Given): Seen {
  const { act = "probe", status = 400, age } = given;
  return {
    act,
    status,
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: bodyOf(given),
    at,
    ...(age === undefined ? {} : { tokenIssuedAt: new Date(at.getTime() - age * 3_600_000) }),
  };
}

const oneLogin: Expected = ["token-expired", "session_ended", "grant", "token_setter", "never"];
const identity: Expected = ["grant-revoked", "person_blocked", "grant", "token_setter", "daily"];
const paused: Expected = ["rate-limited", "person_blocked", "access", "profile_admin", "daily"];
const wait: Expected = ["rate-limited", "rate_limited", "access", "nobody", "at-until"];
const notKnown: Expected = ["unrecognised", "unrecognised", "access", "nobody", "backoff"];
const lookFirst: Expected = ["unrecognised", "unrecognised", "access", "author", "never"];
const noData: Expected = ["token-expired", "data_access_expired", "grant", "token_setter", "never"];

const permission = "Application does not have permission for this action";
const unsupported = "Unsupported get request. Object with ID 'me' does not exist";

/** One case for each row of the table, in its order; together they are every line of the sheet's error sections. */
const cases: readonly Case<Given>[] = [
  ["1349026", { window: "No application data was given", code: 1349026, act: "connect" }, means.operator],
  ["4476002", { window: "No app ID was provided in the request", code: 4476002, act: "connect" }, means.operator],
  ["1349187", { window: "insecure login blocked", code: 1349187, act: "connect" }, means.operator],
  [
    "1349245",
    { window: "The user has not accepted the invite to test the app", code: 1349245, act: "connect" },
    ["app-rejected", "app_rejected", "app", "token_setter", "never"],
  ],
  ["window-ent", { window: "Attempted to load Ent 123 FBType::TH__APPLICATION", act: "connect" }, means.operator],
  ["login-app", { login: "Error validating client secret.", act: "connect" }, means.operator],
  ["login-redirect", { login: "Make sure your redirect_uri is identical", act: "connect" }, means.operator],
  ["login-code", { login: "Matching code was not found or was already used", act: "connect" }, means.startAgain],
  ["app-refused", { code: "app-refused" }, means.operatorForSure],
  ["client-secret", { code: 1, words: "Error validating client secret." }, means.operatorForSure],
  ["client-secret", { code: 101, words: "Error validating application.", status: 500 }, means.operatorForSure],
  ["200-blocked", { code: 200, words: "API access blocked." }, means.operator],
  ["100-method", { code: 100, words: "Unsupported request - method type: get", act: "connect" }, means.operator],
  ["other-one", { code: "other-one" }, ["unrecognised", "unrecognised", "access", "operator", "backoff"]],
  ["190-458", { code: 190, sub: 458 }, ["grant-revoked", "revoked_by_person", "grant", "token_setter", "never"]],
  ["190-459", { code: 190, sub: 459 }, identity],
  ["190-460", { code: 190, sub: 460 }, ["grant-revoked", "password_changed", "grant", "token_setter", "never"]],
  ["190-463", { code: 190, sub: 463 }, ["token-expired", "lifetime_reached", "grant", "token_setter", "never"]],
  ["190-464", { code: 190, sub: 464 }, identity],
  [
    "190-unreadable",
    { code: 190, words: "Invalid OAuth access token - Cannot parse access token", act: "publish" },
    ["unrecognised", "unrecognised", "access", "operator", "backoff"],
  ],
  ["unreadable", { code: "unreadable" }, oneLogin],
  ["over", { code: "over" }, ["token-expired", "lifetime_reached", "grant", "token_setter", "never", "certain"]],
  ["no-profile", { code: "no-profile" }, oneLogin],
  ["data-access", { code: "data-access" }, noData],
  ["data-access", { code: "data-access", status: 500 }, noData],
  ["190", { code: 190, words: "Invalid OAuth 2.0 Access Token", status: 401 }, oneLogin],
  ["4279013", { code: 4279013, words: "User restricted", act: "publish" }, paused],
  ["4279013", { code: 1, sub: 4279013, words: "User restricted", act: "publish" }, paused],
  ["2207051", { code: 2207051, act: "publish" }, paused],
  ["2207051", { code: 4, sub: 2207051, act: "publish" }, paused],
  ["368", { code: 368, act: "publish" }, paused],
  ["4-publish", { code: 613, act: "publish" }, wait],
  ["4", { code: 17, act: "inbox" }, wait],
  ["4-publish", { code: 4, act: "publish", status: 429 }, wait],
  ["4", { code: 32, act: "probe", status: 429 }, wait],
  [
    "not-extended-yet",
    { code: 100, act: "token-refresh", age: 5 },
    ["unreachable", "network_unavailable", "grant", "nobody", "backoff"],
  ],
  ["not-extended", { code: 10, act: "token-refresh", age: 900 }, means.scopeGapOfAll],
  ["not-extended", { code: 10, act: "token-refresh", age: 900, status: 500 }, means.scopeGapOfAll],
  ["10-publish", { code: 10, act: "publish", words: permission }, means.scopeGap],
  ["10-publish", { code: 10, act: "publish", words: permission, status: 500 }, means.scopeGap],
  ["10", { code: 10, act: "analytics", words: permission }, means.scopeGap],
  ["10", { code: 10, act: "inbox", words: permission, status: 500 }, means.scopeGap],
  ["200..299", { code: 200, status: 403 }, means.scopeGap],
  ["200..299", { code: 294, status: 500 }, means.scopeGap],
  ["100-field", { code: 100, words: "Tried accessing nonexisting field (mentions)" }, means.operator],
  ["100-field", { code: 100, words: "Tried accessing nonexisting field (mentions)", status: 500 }, means.operator],
  [
    "100-reply",
    { code: 100, words: "Param reply_to_id is not a valid threads_media ID", act: "publish" },
    means.author,
  ],
  [
    "100-reply",
    { code: 100, words: "Param reply_to_id is not a valid threads_media ID", act: "publish", status: 500 },
    means.author,
  ],
  [
    "100-length",
    { code: 100, words: "The parameter text must be at most 500 characters", act: "publish" },
    means.author,
  ],
  ["links", { code: 100, words: "THREADS_API__LINK_LIMIT_EXCEEDED", act: "publish" }, means.author],
  [
    "media",
    { words: "The media could not be fetched from this URI", act: "publish" },
    ["content-rejected", "content_rejected", "content", "operator", "never"],
  ],
  [
    "24-4279009",
    { code: 24, sub: 4279009, words: "The requested resource does not exist", act: "publish" },
    ["content-rejected", "content_rejected", "content", "nobody", "backoff"],
  ],
  ["100-post", { code: 100, sub: 33, words: unsupported, act: "publish" }, lookFirst],
  ["100-post", { code: 100, words: unsupported, act: "inbox", status: 500 }, lookFirst],
  ["100-33", { code: 100, sub: 33, words: unsupported }, notKnown],
  ["100-33", { code: 100, sub: 33, words: unsupported, status: 500 }, notKnown],
  ["100", { code: 100, act: "token-refresh", age: 900 }, notKnown],
  ["100", { code: 100, act: "discover", status: 500 }, notKnown],
  ["1", { code: 2 }, means.trouble],
];

testDiagnosis({ network: "threads", diagnose, rows, seenOf, cases, readError });

test("P8 the texts may change: with a subcode the verdict stays the same, whatever the words", () => {
  const decided = cases.filter(([rule, { sub }]) => sub !== undefined && sub !== 33 && rule !== "100-post");
  for (const [rule, { words: _words, ...given }, [kind, cause]] of decided)
    for (const words of ["", "Ein Fehler ist aufgetreten", "Error validating access token: Session has expired"])
      expect([rule, diagnose(seenOf({ ...given, words }))]).toMatchObject([rule, { kind, cause }]);
});

describe("classified by code, not by status", () => {
  test("HTTP 500 with code 10 is a missing permission and never an end; a 500 without a code is trouble", () => {
    for (const act of ["probe", "publish", "inbox", "analytics", "discover", "token-refresh"] as const) {
      const missing = diagnose(seenOf({ code: 10, act, status: 500, words: permission }));
      expect([missing.kind, canExpire(missing)]).toEqual(["scope-missing", false]);
      for (const body of [{}, "oops", { error: {} }, "<html>10</html>"])
        expect(diagnose({ ...seenOf({ act, status: 500 }), body }).kind).toBe("unreachable");
      expect(diagnose(seenOf({ code: 10, act, status: 503 })).kind).toBe("unreachable");
    }
  });

  test("design rule 1: of rows that name a 5xx only the adapter's own code can end anything", () => {
    const deadly = rows.filter(({ when, kind }) => when.status === 500 && kindFacts[kind].canExpire);
    expect(deadly.map(({ when }) => when.code)).toEqual(["data-access"]);
  });

  test("what Threads calls temporary is that, unless its code speaks of tokens, permissions or limits", () => {
    const transient = (code: number) => diagnose(seenOf({ code, transient: true, act: "publish" })).kind;
    expect([100, 24, 987654, 1].map(transient)).toEqual(Array(4).fill("unreachable"));
    expect([190, 10, 200, 613, 368].map(transient)).toEqual([
      "token-expired",
      "scope-missing",
      "scope-missing",
      "rate-limited",
      "rate-limited",
    ]);
  });

  test("limits and restrictions are no death", () => {
    const held = cases.filter(([, , [kind]]) => kind === "rate-limited");
    expect(held.length).toBeGreaterThan(8);
    for (const [, given] of held) expect(canExpire(diagnose(seenOf(given)))).toBe(false);
  });
});

describe("envelopes", () => {
  test("each is seen as a failure, whatever its status", () => {
    const bodies = [
      bodyOf({ code: 10 }),
      bodyOf({ login: "x" }),
      bodyOf({ window: "x", code: 1349026 }),
      { data: [] },
      { error: null },
      null,
      "x",
    ];
    expect(bodies.map(carriesError)).toEqual([true, true, true, false, false, false, false]);
  });

  test("debug_token: a verdict that names its subcode is certain, one that does not is looked at twice", () => {
    const verdict = (subcode?: number): Seen => ({
      ...seenOf({ status: 200 }),
      body: {
        data: { error: { code: 190, message: "x", ...(subcode ? { subcode } : {}) }, is_valid: false, scopes: [] },
      },
    });
    expect(diagnose(verdict(460))).toMatchObject({ cause: "password_changed", confidence: "certain" });
    expect(diagnose(verdict())).toMatchObject({ rule: "threads/190", confidence: "likely" });
    expect(diagnose({ ...verdict(), body: { data: { is_valid: false } } }).rule).toBe("threads/190");
  });
});

test("a refusal names the scopes that it asks for, and not those whose names begin alike", () => {
  const named = (words: string) => diagnose(seenOf({ code: 10, status: 500, words })).scopes;
  expect(named("Requires threads_manage_replies permission")).toEqual(["threads_manage_replies"]);
  expect(named(permission)).toBeUndefined();
});

test("what is certain without a second look is rare, and every row has a source with a date or says that it has none", () => {
  const certain = rows.filter((row) => row.confidence === "certain" && kindFacts[row.kind].canExpire);
  expect(certain.map((row) => row.when.code)).toEqual(["over"]);
  for (const row of rows) expect(row.source).toMatch(/2026-\d\d-\d\d|unconfirmed/i);
});
