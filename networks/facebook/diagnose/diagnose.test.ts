import { describe, expect, test } from "vitest";
import type { Act, Reach } from "#core/diagnosis.ts";
import { at, means, testCertainty, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import { readGraphError } from "../../kit/meta-graph.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

interface Given {
  readonly code: number | string;
  readonly sub?: number;
  readonly words?: string;
  readonly act?: Act;
  readonly status?: number;
}

const seenOf = ({ code, sub, words = "Some words that may change", act = "probe", status = 400 }: Given): Seen => ({
  act,
  status,
  headers: { "content-type": "application/json; charset=UTF-8" },
  body: {
    error: {
      message: words,
      type: "OAuthException",
      code,
      ...(sub === undefined ? {} : { error_subcode: sub }),
      fbtrace_id: "EJplcsCHuLu",
    },
  },
  at,
});

const contentOfNobody: Expected = ["content-rejected", "content_rejected", "content", "nobody", "never"];
const wait = (reach: Reach): Expected => ["rate-limited", "rate_limited", reach, "nobody", "at-until"];
const sessionEnded: Expected = ["token-expired", "session_ended", "access", "token_setter", "never"];
const identity: Expected = ["profile-lost", "person_blocked", "access", "token_setter", "daily"];

/** One case for each row of the table, in its order. */
const cases: readonly Case<Given>[] = [
  ["190-2069032", { code: 190, sub: 2069032 }, means.operator],
  [
    "190-458",
    { code: 190, sub: 458 },
    ["grant-revoked", "revoked_by_person", "grant", "token_setter", "never", "certain"],
  ],
  ["190-459", { code: 190, sub: 459 }, ["grant-revoked", "person_blocked", "grant", "token_setter", "daily"]],
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
  ["190-464", { code: 190, sub: 464 }, ["grant-revoked", "person_blocked", "grant", "token_setter", "daily"]],
  ["190-467", { code: 190, sub: 467 }, sessionEnded],
  ["190-492", { code: 190, sub: 492 }, ["profile-lost", "role_lost", "access", "profile_admin", "daily"]],
  ["190-old-subcodes", { code: 190, sub: 466 }, sessionEnded],
  [
    "190-application",
    { code: 190, words: "Error validating application. Cannot get application info due to a system error." },
    means.operator,
  ],
  [
    "190-impersonating",
    {
      code: 190,
      words:
        "Any of the pages_read_engagement, pages_manage_metadata permission(s) must be granted before impersonating a user's page.",
    },
    ["profile-lost", "profile_not_granted", "access", "token_setter", "daily"],
  ],
  ["190", { code: 190, words: "Invalid OAuth access token - Cannot parse access token" }, sessionEnded],
  ["app-token", { code: "app-token" }, means.operatorForSure],
  ["token-type", { code: "token-type" }, means.operator],
  ["client-secret", { code: 1, words: "Error validating client secret.", act: "connect" }, means.operatorForSure],
  [
    "client-secret",
    { code: 1, words: "Error validating client secret.", act: "connect", status: 500 },
    means.operatorForSure,
  ],
  ["100-proof", { code: 100, words: "Invalid appsecret_proof provided in the API argument" }, means.operator],
  [
    "100-other-app",
    { code: 100, words: "(#100) The App_id in the input_token did not match the Viewing App" },
    means.operator,
  ],
  ["101", { code: 101 }, means.operator],
  ["100-36008", { code: 100, sub: 36008, act: "connect" }, means.operator],
  ["3", { code: 3 }, means.operator],
  ["200-blocked", { code: 200, words: "API access blocked." }, means.operator],
  ["200-unsupported", { code: 200, sub: 2069030, act: "publish" }, means.operator],
  ["1705", { code: 1705, act: "inbox" }, means.operator],
  ["3001", { code: 3001, sub: 1504028, act: "analytics" }, means.operator],
  ["3001", { code: 100, sub: 1504028, act: "analytics" }, means.operator],
  ["4", { code: 4, status: 403 }, wait("app")],
  ["17", { code: 17 }, wait("grant")],
  ["32", { code: 32 }, wait("access")],
  ["341", { code: 341 }, wait("app")],
  ["613", { code: 613, sub: 1996 }, wait("app")],
  ["80001", { code: 80001 }, wait("access")],
  [
    "10-1893063",
    { code: 10, sub: 1893063, act: "inbox" },
    ["rate-limited", "rate_limited", "access", "profile_admin", "daily"],
  ],
  ["1363047", { code: 1363047, act: "publish" }, means.trouble],
  ["1363047", { code: 1, sub: 1609010, act: "publish" }, means.trouble],
  ["368-1404006", { code: 368, sub: 1404006, act: "publish" }, identity],
  ["368-1404078", { code: 368, sub: 1404078, act: "publish" }, identity],
  ["368-4854002", { code: 368, sub: 4854002, act: "publish" }, identity],
  ["368-content", { code: 368, sub: 1346003, act: "publish" }, means.author],
  [
    "368-1390008",
    { code: 368, sub: 1390008, act: "publish" },
    ["rate-limited", "rate_limited", "access", "nobody", "daily"],
  ],
  ["368", { code: 368, sub: 1404112, act: "publish" }, ["rate-limited", "person_blocked", "access", "nobody", "daily"]],
  ["10-2018278", { code: 10, sub: 2018278, act: "inbox" }, contentOfNobody],
  ["2853006", { code: 2853006 }, ["scope-missing", "role_lost", "access", "profile_admin", "never"]],
  ["2853006", { code: 1, sub: 2853006 }, ["scope-missing", "role_lost", "access", "profile_admin", "never"]],
  ["10", { code: 10 }, means.scopeGap],
  ["200..299", { code: 200, status: 403 }, means.scopeGap],
  ["100-permission", { code: 100, words: "(#100) Missing permissions", act: "discover" }, means.scopeGap],
  ["100-33", { code: 100, sub: 33 }, ["profile-lost", "profile_gone", "access", "profile_admin", "daily"]],
  ["data-access", { code: "data-access" }, ["token-expired", "data_access_expired", "grant", "token_setter", "never"]],
  ["506", { code: 506, act: "publish" }, means.author],
  ["551", { code: 551, act: "inbox" }, contentOfNobody],
  ["1609005", { code: 1609008, act: "publish" }, means.author],
  ["1609005", { code: 100, sub: 1609005, act: "publish" }, means.author],
  ["1366046", { code: 1366051, act: "publish" }, means.author],
  ["1366046", { code: 100, sub: 2069019, act: "publish" }, means.author],
  ["2874008", { code: 2874008, act: "analytics" }, contentOfNobody],
  ["2874008", { code: 100, sub: 2874008, act: "analytics" }, contentOfNobody],
  ["2932001", { code: 2932010, act: "analytics" }, contentOfNobody],
  ["2932001", { code: 100, sub: 2932003, act: "analytics" }, contentOfNobody],
  ["100-code", { code: 100, sub: 36009, act: "connect" }, means.startAgain],
  ["100", { code: 100, act: "publish" }, means.author],
  ["1-99", { code: 1, sub: 99, act: "publish" }, ["unreachable", "network_unavailable", "network", "author", "never"]],
  ["1", { code: 2 }, means.trouble],
];

testDiagnosis({ network: "facebook", diagnose, rows, seenOf, cases, readError: readGraphError });

test("P8 the texts of Facebook may change: with a subcode the verdict stays the same, whatever the words", () => {
  for (const [rule, { words, ...given }, [kind, cause]] of cases.filter(([, given]) => given.sub !== undefined)) {
    for (const other of ["", "Ein Fehler ist aufgetreten", "Error validating access token: Session has expired"])
      expect([rule, diagnose(seenOf({ ...given, words: other }))]).toMatchObject([rule, { kind, cause }]);
    expect(words).toBeUndefined();
  }
});

describe("debug_token", () => {
  const verdict = (
    subcode: number | undefined,
    error: object = { code: 190, message: "x", ...(subcode && { subcode }) },
  ): Seen => ({
    act: "probe",
    status: 200,
    headers: {},
    body: { data: { app_id: "1", type: "USER", error, expires_at: 1_639_227_600, is_valid: false, scopes: ["email"] } },
    at,
  });

  test.each([
    [458, "revoked_by_person"],
    [459, "person_blocked"],
    [460, "password_changed"],
    [463, "lifetime_reached"],
    [464, "person_blocked"],
    [467, "session_ended"],
  ] as const)("a verdict with subcode %i is certain: one look is enough", (subcode, cause) => {
    expect(diagnose(verdict(subcode))).toMatchObject({ cause, confidence: "certain" });
  });

  test("a verdict without a subcode needs a second look: a swapped app id looks the same", () => {
    expect(diagnose(verdict(undefined))).toMatchObject({ rule: "facebook/190", confidence: "likely" });
  });
});

test("R58 a lost role and a Page left out concern this Page alone; P37 nobody else's access is touched", () => {
  for (const code of [
    { code: 190, sub: 492 },
    { code: 100, sub: 33 },
    { code: 190, words: "must be granted before impersonating" },
  ])
    expect(diagnose(seenOf(code)).reach).toBe("access");
});

test("a refusal names the scopes that it asks for", () => {
  const words =
    "(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts as an admin with sufficient administrative permission";
  expect(diagnose(seenOf({ code: 200, words, act: "publish" })).scopes).toEqual([
    "pages_manage_posts",
    "pages_read_engagement",
  ]);
  expect(diagnose(seenOf({ code: 10 })).scopes).toBeUndefined();
});

test("a rate limit waits as long as Facebook asks, in minutes", () => {
  const seen = {
    ...seenOf({ code: 80001 }),
    headers: { "x-business-use-case-usage": '{"1":[{"type":"pages","estimated_time_to_regain_access":42}]}' },
  };
  expect(diagnose(seen).until).toEqual(new Date(at.getTime() + 42 * 60_000));
});

testCertainty(rows, ["190-458", "190-460", "190-463"]);
