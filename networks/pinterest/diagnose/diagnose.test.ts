import { describe, expect, test } from "vitest";
import { kindFacts, type Act, type Repairer } from "#core/diagnosis.ts";
import { at, means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { readPinterestError } from "../api.ts";
import { diagnose, rows } from "./diagnose.ts";

interface Given {
  readonly status: number;
  readonly code?: number | string;
  readonly words?: string;
  readonly act?: Act;
}

const seenOf = ({ status, code, words = "Some words that may change", act = "probe" }: Given): Seen => ({
  act,
  status,
  headers: { "content-type": "application/json" },
  body: { code, message: words, status: "failure" },
  at,
});

const roleLost: Expected = ["profile-lost", "role_lost", "access", "profile_admin", "daily"];
const gone: Expected = ["profile-lost", "profile_gone", "access", "profile_admin", "daily"];
const notGranted = (who: Repairer): Expected => ["profile-lost", "profile_not_granted", "access", who, "daily"];

/** One case for each row of the table, in its order. */
const cases: readonly Case<Given>[] = [
  ["client", { status: 401, code: "client", act: "token-refresh" }, means.operator],
  [
    "time-over",
    { status: 401, code: "time-over", act: "token-refresh" },
    ["token-expired", "lifetime_reached", "grant", "token_setter", "never", "certain"],
  ],
  ["no-refresh", { status: 401, code: "no-refresh", act: "token-refresh" }, means.revoked],
  ["code-dead", { status: 401, code: "code-dead", act: "connect" }, means.startAgain],
  ["secret", { status: 200, code: "secret" }, notGranted("token_setter")],
  ["no-pins", { status: 200, code: "no-pins" }, notGranted("profile_admin")],
  [
    "3-app",
    {
      status: 401,
      code: 3,
      words: "Your application consumer type is not supported, please contact support.",
    },
    means.operator,
  ],
  ["3-scope", { status: 401, code: 3, words: "Authorization failed." }, means.scopeGapOfAll],
  ["2-refresh", { status: 401, code: 2, act: "token-refresh" }, means.revoked],
  ["2-connect", { status: 401, code: 2, act: "connect" }, means.startAgain],
  ["2", { status: 401, code: 2 }, ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"]],
  ["30", { status: 404, code: 30 }, ["profile-lost", "profile_suspended", "grant", "token_setter", "daily"]],
  ["7", { status: 401, code: 7 }, roleLost],
  ["29-publish", { status: 403, code: 29, act: "publish" }, roleLost],
  ["29", { status: 403, code: 29 }, roleLost],
  [
    "403-analytics",
    { status: 403, code: 403, words: "Not authorized to access the user account analytics.", act: "analytics" },
    ["scope-missing", "role_too_low", "access", "token_setter", "never"],
  ],
  [
    "403-board",
    { status: 403, code: 403, words: "Not authorized to access board or Pin." },
    notGranted("token_setter"),
  ],
  ["403-account", { status: 403, code: 403, words: "Not authorized to access the user account." }, means.scopeGapOfAll],
  ["40", { status: 404, code: 40 }, gone],
  ["40", { status: 404, code: 404, words: "Board not found." }, gone],
  ["50", { status: 404, code: 50, act: "analytics" }, means.author],
  ["50", { status: 404, code: 404, words: "Pin not found.", act: "analytics" }, means.author],
  ["2031", { status: 404, code: 2031, act: "publish" }, means.author],
  ["1", { status: 400, code: 1, act: "publish" }, means.author],
  ["409", { status: 409, code: 58, act: "publish" }, means.author],
  ["429-8", { status: 429, code: 8 }, means.tooFast],
];

testDiagnosis({ network: "pinterest", diagnose, rows, seenOf, cases, readError: readPinterestError });

describe("what the codes do not say", () => {
  test("P28 401/3 has two meanings, told apart by the text alone; a third text is nobody's verdict", () => {
    const kindOf = (words: string) => diagnose(seenOf({ status: 401, code: 3, words })).kind;
    expect(kindOf("Your application consumer type is not supported, please contact support.")).toBe("app-rejected");
    expect(kindOf("Your token does not have sufficient permissions to do that")).toBe("scope-missing");
    expect(kindOf("Etwas anderes")).toBe("unrecognised");
  });

  test("P8 otherwise the texts may change: with Pinterest's own code the verdict stays the same", () => {
    for (const code of [2, 7])
      expect(diagnose(seenOf({ status: 401, code, words: "" })).rule).toBe(`pinterest/${code}`);
    for (const code of [30, 40, 50, 2031])
      expect(diagnose(seenOf({ status: 404, code, words: "Nichts" })).rule).toBe(`pinterest/${code}`);
  });

  test("P1 a code that only repeats the status says nothing without its words", () => {
    for (const status of [400, 401, 403, 404])
      expect(diagnose(seenOf({ status, code: status })).kind).toBe("unrecognised");
  });

  test("invalid parameters are the author's where somebody wrote something, and nobody's in a probe", () => {
    const words = "'abc' does not match '^\\d+$'";
    for (const code of [1, 400]) {
      expect(diagnose(seenOf({ status: 400, code, words, act: "publish" })).repair.who).toBe("author");
      for (const act of ["probe", "discover", "token-refresh"] as const)
        expect(diagnose(seenOf({ status: 400, code, words, act })).kind).toBe("unrecognised");
    }
  });

  test("a refused Pin may also be the app's Trial access: the sentence says so, and the next probe decides", () => {
    const { repair, confidence } = diagnose(seenOf({ status: 403, code: 29, act: "publish" }));
    expect([repair.how, confidence]).toEqual([expect.stringMatching(/Trial access.*Standard access/), "likely"]);
  });
});

test("R58 R82 what concerns one board never reaches the account; what concerns the account is never one board's", () => {
  const reachOf = (given: Given) => diagnose(seenOf(given)).reach;
  for (const given of [
    { status: 404, code: 40 },
    { status: 403, code: 29 },
    { status: 401, code: 7 },
  ])
    expect(reachOf(given)).toBe("access");
  for (const given of [
    { status: 401, code: 2 },
    { status: 404, code: 30 },
  ])
    expect(reachOf(given)).toBe("grant");
});

test("P14 a rate limit waits for the longest window that Pinterest names, never more than a day", () => {
  const until = (reset: string) =>
    diagnose({ ...seenOf({ status: 429, code: 8 }), headers: { "x-ratelimit-reset": reset } }).until;
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);
  expect(until("42")).toEqual(after(42));
  expect(until("1, 1;w=1, 34;w=60")).toEqual(after(34));
  expect(until("86400")).toEqual(after(86_400));
  for (const nonsense of ["", "soon", "-5", "90000000000"]) expect(until(nonsense)).toBeUndefined();
});

test("a refusal names the scopes that it asks for, and only those we know", () => {
  const words =
    "Your token does not have sufficient permissions. Required: ['boards:read', 'pins:write_secret', 'x:y']";
  expect(diagnose(seenOf({ status: 401, code: 3, words })).scopes).toEqual(["boards:read", "pins:write_secret"]);
  expect(diagnose(seenOf({ status: 401, code: 3, words: "Authorization failed." })).scopes).toBeUndefined();
});

test("what is certain without a second look is one row alone; every row has a source with the day it was read", () => {
  const certain = rows.filter((row) => row.confidence === "certain" && kindFacts[row.kind].canExpire);
  expect(certain.map(({ when }) => when.code)).toEqual(["time-over"]);
  for (const row of rows) expect(row.source).toMatch(/read 2026-11-22/);
});
