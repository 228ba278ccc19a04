import { describe, expect, test } from "vitest";
import { canExpire, kindFacts, type Act, type Cause } from "#core/diagnosis.ts";
import { at, means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { readXError } from "../api.ts";
import { diagnose, rows } from "./diagnose.ts";

interface Given {
  readonly status: number;
  readonly body: unknown;
  readonly act?: Act;
}

const seenOf = ({ status, body, act = "probe" }: Given): Seen => ({
  act,
  status,
  headers: { "content-type": "application/json" },
  body,
  at,
});

const typed = (name: string, title = "Some title that may change", more: object = {}) => ({
  title,
  type: `https://api.x.com/2/problems/${name}`,
  detail: "Some words that may change",
  ...more,
});
const untyped = (title: string, detail = title) => ({ title, type: "about:blank", detail });
const old = (code: number, message = "Some words that may change") => ({ errors: [{ code, message }] });
const refused = (error: string, error_description?: string) => ({ error, error_description });
const listed = (name: string, detail: string, resource_type: string) => ({
  errors: [{ title: "Not Found Error", type: `https://api.twitter.com/2/problems/${name}`, detail, resource_type }],
});

const deadToken = "Value passed for the token was invalid.";
const deadCode = "Value passed for the authorization code was invalid.";
const isSuspended = "Your account is suspended and is not permitted to access this feature.";
const isLocked =
  "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to https://twitter.com to unlock your account.";
const noCredits = "Your enrolled account [17] does not have any credits to fulfill this request.";

const lost = (cause: Cause): Expected => ["profile-lost", cause, "access", "token_setter", "daily"];

/** One case for each row of the table, in its order. */
const cases: readonly Case<Given>[] = [
  ["client", { status: 401, body: { error: { code: "client" }, answer: {} }, act: "token-refresh" }, means.operator],
  [
    "no-refresh",
    { status: 400, body: { error: { code: "no-refresh" }, answer: {} }, act: "token-refresh" },
    means.revoked,
  ],
  [
    "unauthorized_client",
    {
      status: 401,
      body: refused("unauthorized_client", "Missing valid authorization header"),
      act: "token-refresh",
    },
    means.operator,
  ],
  ["invalid_client", { status: 401, body: refused("invalid_client"), act: "connect" }, means.operator],
  [
    "invalid_request-app",
    {
      status: 400,
      body: refused("invalid_request", "Missing required parameter [client_id]."),
      act: "token-refresh",
    },
    means.operator,
  ],
  ["refresh", { status: 400, body: refused("invalid_request", deadToken), act: "token-refresh" }, means.revoked],
  ["code", { status: 400, body: refused("invalid_request", deadCode), act: "connect" }, means.startAgain],
  [
    "Unauthorized",
    { status: 401, body: { ...untyped("Unauthorized"), status: 401 } },
    ["token-expired", "session_ended", "grant", "token_setter", "after-refresh"],
  ],
  ["usage-capped", { status: 429, body: typed("usage-capped", "UsageCapExceeded") }, means.operator],
  [
    "429",
    { status: 429, body: untyped("Too Many Requests") },
    ["rate-limited", "rate_limited", "network", "nobody", "at-until"],
  ],
  ["credits", { status: 402, body: { ...typed("credits", "CreditsDepleted"), detail: noCredits } }, means.operator],
  ["402", { status: 402, body: "credits depleted" }, means.operator],
  ["unsupported-authentication", { status: 403, body: typed("unsupported-authentication") }, means.operator],
  [
    "oauth1-permissions",
    { status: 403, body: typed("oauth1-permissions"), act: "publish" },
    ["scope-missing", "scope_missing", "grant", "operator", "never"],
  ],
  [
    "client-forbidden",
    { status: 403, body: typed("client-forbidden", "Client Forbidden", { reason: "client-not-enrolled" }) },
    means.operator,
  ],
  ["64", { status: 403, body: old(64) }, lost("profile_suspended")],
  ["64", { status: 403, body: untyped("Forbidden", isSuspended) }, lost("profile_suspended")],
  ["326", { status: 403, body: old(326) }, lost("person_blocked")],
  ["326", { status: 403, body: untyped("Forbidden", isLocked), act: "publish" }, lost("person_blocked")],
  [
    "user-suspended",
    { status: 200, body: listed("resource-not-found", "User has been suspended: [17].", "user") },
    lost("profile_suspended"),
  ],
  [
    "user-gone",
    { status: 200, body: listed("resource-not-found", "Could not find user with id: [17].", "user") },
    lost("profile_gone"),
  ],
  [
    "duplicate",
    {
      status: 403,
      body: untyped("Forbidden", "You are not allowed to create a Tweet with duplicate content."),
      act: "publish",
    },
    means.author,
  ],
  [
    "resource-not-found",
    {
      status: 200,
      body: listed("resource-not-found", "Could not find tweet with id: [456].", "tweet"),
      act: "inbox",
    },
    means.author,
  ],
  ["not-for-us", { status: 403, body: typed("not-authorized-for-resource"), act: "analytics" }, means.author],
  ["invalid-request", { status: 400, body: typed("invalid-request"), act: "publish" }, means.author],
  [
    "internal-error",
    { status: 200, body: listed("internal-error", "An internal error occurred.", "tweet"), act: "analytics" },
    means.trouble,
  ],
  ["409", { status: 409, body: untyped("ConnectionException"), act: "inbox" }, means.author],
  ["Forbidden", { status: 403, body: untyped("Forbidden") }, means.scopeGap],
];

testDiagnosis({ network: "x", diagnose, rows, seenOf, cases, readError: readXError });

describe("one meaning, several envelopes", () => {
  const ruleOf = (status: number, body: unknown, act: Act = "probe") => diagnose(seenOf({ status, body, act })).rule;

  test("402 is the app's however it is worded, and whatever stands in it", () => {
    const bodies = [
      { ...typed("credits", "CreditsDepleted"), detail: noCredits, account_id: "17" },
      { ...typed("credits-depleted", "Payment Required"), detail: "credits depleted" },
      untyped("CreditsDepleted"),
      untyped("Payment Required"),
      {},
      "",
      [],
    ];
    for (const body of bodies)
      expect(diagnose(seenOf({ status: 402, body }))).toMatchObject({
        kind: "app-rejected",
        reach: "app",
        repair: { who: "operator", how: expect.stringMatching(/console\.x\.com.*nobody needs to reconnect/) },
      });
  });

  test("`invalid_grant` in the place of `invalid_request` means the same", () => {
    expect(ruleOf(400, refused("invalid_grant"), "token-refresh")).toBe("x/refresh");
    expect(ruleOf(400, refused("invalid_grant"), "connect")).toBe("x/code");
  });

  test("the host before a problem's name says nothing: api.x.com, api.twitter.com or another", () => {
    for (const host of ["api.x.com", "api.twitter.com", "x.example"])
      expect(ruleOf(403, { ...typed("client-forbidden"), type: `https://${host}/2/problems/client-forbidden` })).toBe(
        "x/client-forbidden",
      );
  });

  test("the limit is the same under all its names", () => {
    for (const body of [old(88), typed("rate-limit-exceeded"), untyped("Too Many Requests")])
      expect(ruleOf(429, body)).toBe("x/429");
    expect(ruleOf(429, {})).toBe("any/429");
  });

  test("a monthly cap is the operator's, with 403 as with 429", () => {
    for (const status of [403, 429]) expect(ruleOf(status, typed("usage-capped"))).toBe("x/usage-capped");
    expect(ruleOf(403, untyped("UsageCapExceeded"))).toBe("x/usage-capped");
  });

  test("a read of somebody's post that is gone is no verdict about the account; the account itself is", () => {
    const gone = listed("resource-not-found", "Could not find user with id: [17].", "user");
    expect(ruleOf(200, gone, "inbox")).toBe("x/resource-not-found");
    expect(ruleOf(200, gone, "probe")).toBe("x/user-gone");
    expect(ruleOf(200, listed("resource-not-found", "Could not find tweet with id: [1].", "tweet"))).toBe(
      "any/unrecognised",
    );
  });
});

describe("P2 P53 trouble at X is no verdict", () => {
  test("an HTML page of its edge, as 503 and as anything else", () => {
    for (const status of [200, 400, 401, 403, 503]) {
      const seen = { ...seenOf({ status, body: "<!doctype html><title>X / Over capacity</title>" }) };
      expect(diagnose({ ...seen, headers: { "content-type": "text/html" } }).kind).toBe("unreachable");
    }
  });

  test("the words of a dead token in a 503 say nothing", () => {
    for (const body of [refused("invalid_request", deadToken), untyped("Unauthorized"), old(64)])
      for (const act of ["probe", "token-refresh"] as const)
        expect(diagnose(seenOf({ status: 503, body, act })).kind).toBe("unreachable");
  });
});

describe("P14 how long to wait", () => {
  const seconds = at.getTime() / 1000;
  const until = (headers: Record<string, string>) =>
    diagnose({ ...seenOf({ status: 429, body: untyped("Too Many Requests") }), headers }).until;

  test("until x-rate-limit-reset, in Unix seconds", () => {
    expect(until({ "x-rate-limit-reset": String(seconds + 900) })).toEqual(new Date(at.getTime() + 900_000));
    for (const nonsense of ["", "soon", "-1", String(seconds - 60), String(seconds + 1_000_000)])
      expect(until({ "x-rate-limit-reset": nonsense })).toBeUndefined();
  });

  test("a daily limit that is used up counts before the quarter hour; one that has room does not", () => {
    const quarter = { "x-rate-limit-reset": String(seconds + 900) };
    const daily = (remaining: string) => ({
      "x-user-limit-24hour-remaining": remaining,
      "x-user-limit-24hour-reset": String(seconds + 30_000),
    });
    expect(until({ ...quarter, ...daily("0") })).toEqual(new Date(at.getTime() + 30_000_000));
    expect(until({ ...quarter, ...daily("7") })).toEqual(new Date(at.getTime() + 900_000));
    expect(
      until({ ...daily("0"), "x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": `${seconds + 80_000}` }),
    ).toEqual(new Date(at.getTime() + 80_000_000));
  });
});

test("R58 a suspension and a lock are the account's and never end the login: no reconnect is asked for", () => {
  for (const body of [old(64), old(326), untyped("Forbidden", isLocked)]) {
    const { reach, repair } = diagnose(seenOf({ status: 403, body }));
    expect([reach, repair.how]).toEqual(["access", expect.stringMatching(/works again by itself/)]);
  }
});

test("nothing is certain without a second look; every row has a source with the day it was read", () => {
  expect(rows.filter((row) => row.confidence === "certain" && kindFacts[row.kind].canExpire)).toEqual([]);
  for (const row of rows) expect(row.source).toMatch(/read 2026-11-22/);
});

test("P1 a 403 or 401 without X's own words is nobody's verdict", () => {
  for (const body of [{}, "", null, [], { title: 7 }, { errors: [] }, { errors: [{}] }, untyped("Teapot")])
    for (const status of [400, 401, 403, 404]) expect(canExpire(diagnose(seenOf({ status, body })))).toBe(false);
});
