import { describe, expect, test } from "vitest";
import { canExpire, type Act, type Cause } from "#core/diagnosis.ts";
import { means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

const at = new Date("2026-11-22T01:02:03Z");

const seenOf = (status: number, body: unknown, act: Act = "probe", type = "application/json"): Seen => ({
  act,
  status,
  headers: { "content-type": type },
  body,
  at,
});
const says = (status: number, error: string, act?: Act) => seenOf(status, { error }, act);
const oauth = (status: number, error: string, act: Act = "connect") =>
  seenOf(status, { error, error_description: "Some words that may be translated." }, act);
const silent = (act: Act, trouble: NonNullable<Seen["trouble"]>): Seen => ({ ...seenOf(0, null, act), trouble });
const html = (status: number, act: Act) => seenOf(status, "<!doctype html><h1>Hello</h1>", act, "text/html");

const registerAgain: Expected = ["app-rejected", "app_rejected", "app", "token_setter", "daily"];
const ourBug: Expected = ["unrecognised", "unrecognised", "access", "operator", "backoff"];
const over = (cause: Cause): Expected => ["grant-revoked", cause, "grant", "token_setter", "never"];
const held = (cause: Cause): Expected => ["profile-lost", cause, "grant", "token_setter", "daily"];

/** One case for each line of the error section of the notes, and for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["mastodon/invalid_client", oauth(401, "invalid_client"), registerAgain],
  ["mastodon/invalid_client", oauth(401, "invalid_client", "revoke"), registerAgain],
  [
    "mastodon/not-ours",
    oauth(403, "unauthorized_client", "revoke"),
    ["unrecognised", "unrecognised", "access", "operator", "never"],
  ],
  ["mastodon/way-back", oauth(400, "invalid_grant"), means.startAgain],
  ["mastodon/invalid_scope", oauth(400, "invalid_scope"), registerAgain],
  ["mastodon/badly-built", oauth(400, "invalid_request"), means.operator],
  ["mastodon/badly-built", oauth(400, "unsupported_grant_type"), means.operator],
  [
    "mastodon/registration",
    says(422, "Validation failed: Redirect URI must be an absolute URI.", "connect"),
    means.operator,
  ],
  ["mastodon/401-revoked", says(401, "The access token was revoked"), over("session_ended")],
  ["mastodon/401-expired", says(401, "The access token expired"), over("lifetime_reached")],
  ["mastodon/401-no-token", says(401, "This method requires an authenticated user"), ourBug],
  ["mastodon/401-invalid", says(401, "The access token is invalid"), over("session_ended")],
  ["mastodon/401-invalid", says(401, "invalid_token"), over("session_ended")],
  ["mastodon/401-invalid", says(401, "unauthorized"), over("session_ended")],
  ["mastodon/403-scope", says(403, "This action is outside the authorized scopes"), means.scopeGap],
  ["mastodon/403-scope", says(403, "insufficient_scope", "publish"), means.scopeGap],
  ["mastodon/422-app-token", says(422, "This method requires an authenticated user"), ourBug],
  ["mastodon/account-suspended", says(403, "account-suspended"), held("profile_suspended")],
  ["mastodon/account-gone", says(401, "account-gone"), held("profile_gone")],
  [
    "mastodon/account-moved",
    says(200, "account-moved"),
    ["profile-lost", "profile_gone", "access", "token_setter", "daily"],
  ],
  ["mastodon/403-disabled", says(403, "Your login is currently disabled"), held("profile_suspended")],
  ["mastodon/403-disabled", says(403, "Your login is currently disabled", "publish"), held("profile_suspended")],
  ["mastodon/403-unconfirmed", says(403, "Your login is missing a confirmed e-mail address"), held("person_blocked")],
  ["mastodon/403-pending", says(403, "Your login is currently pending approval"), held("person_blocked")],
  ["mastodon/403-two-factor", says(403, "Your account requires two-factor authentication"), held("person_blocked")],
  [
    "mastodon/no-such-account",
    says(404, "Record not found"),
    ["unrecognised", "unrecognised", "access", "nobody", "backoff"],
  ],
  ["mastodon/403-not-allowed", says(403, "This action is not allowed", "publish"), means.author],
  [
    "any/unrecognised",
    says(403, "This action is not allowed"),
    ["unrecognised", "unrecognised", "access", "nobody", "backoff"],
  ],
  ["mastodon/content", says(422, "Validation failed: Text can't be blank", "publish"), means.author],
  ["mastodon/content", says(422, "Duplicate record", "publish"), means.author],
  ["mastodon/content-gone", says(404, "Record not found", "inbox"), means.author],
  ["mastodon/content-gone", seenOf(410, "", "analytics"), means.author],
  ["mastodon/connect-slow", silent("connect", "timeout"), means.trouble],
  ["mastodon/connect-too-large", silent("connect", "too-large"), means.trouble],
  ["mastodon/connect-silent", silent("connect", "connection"), means.trouble],
  ["any/no-answer", silent("probe", "connection"), means.trouble],
  ["mastodon/connect-redirect", seenOf(302, "", "connect"), means.trouble],
  ["mastodon/connect-no-mastodon", html(200, "connect"), means.trouble],
  ["mastodon/connect-no-mastodon", html(404, "connect"), means.trouble],
  ["mastodon/connect-no-mastodon", says(404, "Not Found", "connect"), means.trouble],
  ["mastodon/closed", seenOf(410, "", "probe"), means.trouble],
  ["mastodon/closed", seenOf(301, "", "probe"), means.trouble],
  ["mastodon/closed", html(200, "probe"), means.trouble],
  ["mastodon/503", says(503, "Remote data could not be fetched"), means.trouble],
  ["mastodon/503", says(503, "Remote SSL certificate could not be verified"), means.trouble],
  ["mastodon/503", says(503, "There was a temporary problem serving your request, please try again"), means.trouble],
  ["any/5xx", html(502, "probe"), means.trouble],
  ["any/429", says(429, "Zu viele Anfragen"), ["rate-limited", "rate_limited", "network", "nobody", "at-until"]],
  ["mastodon/401", says(401, "Das Zugriffstoken ist ungültig"), over("session_ended")],
];

describe("every line of the error section", () => {
  testDiagnosis({ network: "mastodon", diagnose, rows, seenOf: (seen) => seen, cases, promises: "P4 P7" });

  test("every sentence for a held account tells that renewing is not the way", () => {
    for (const [rule, seen] of cases.filter(([rule]) => /403-disabled|account-suspended/.test(rule)))
      expect([rule, diagnose(seen).repair.how]).toEqual([rule, expect.stringContaining("renewing does not help")]);
  });
});

describe("waiting", () => {
  const limited = (reset: string) =>
    diagnose({ ...says(429, "Too many requests"), headers: { "x-ratelimit-reset": reset } });

  test("the end of a rate limit is read in ISO 8601 with microseconds, which is no Unix time", () => {
    expect(limited("2026-11-22T01:05:00.000000Z").until).toEqual(new Date("2026-11-22T01:05:00Z"));
  });

  test.each(["", "soon", "2026-11-22T01:00:00.000000Z", "2027-11-22T01:00:00.000000Z", "2026-99-22T01:00:00Z"])(
    "an end that cannot be true is not believed: %j",
    (reset) => {
      expect(limited(reset).until).toBeUndefined();
    },
  );
});

test("P1 P53 whatever a server says as a whole (gone, moved on, another program, parked) ends nobody's login", () => {
  for (const status of [0, 200, 301, 302, 404, 405, 410, 421, 429, 451, 500, 502, 503])
    for (const seen of [seenOf(status, ""), html(status, "probe"), says(status, "Gone"), says(status, "invalid_token")])
      expect([status, canExpire(diagnose(seen))]).toEqual([status, false]);
});
