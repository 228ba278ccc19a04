import { describe, expect, test } from "vitest";
import {
  canExpire,
  type Act,
  type Cause,
  type DiagnosisKind,
  type Reach,
  type Repairer,
  type Retry,
} from "#core/diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

const at = new Date("2026-11-22T09:00:00Z");

const seenOf = (status: number, body: unknown, act: Act = "probe", type = "application/json"): Seen => ({
  act,
  status,
  headers: { "content-type": type },
  body,
  at,
});
const named = (error_name: string) => ({ error_name, message: "Some words that may change" });

type Expected = readonly [
  kind: DiagnosisKind,
  cause: Cause,
  reach: Reach,
  who: Repairer,
  retry: Retry,
  confidence?: "certain",
];

const operator: Expected = ["app-rejected", "app_rejected", "app", "operator", "daily"];
const operatorForSure: Expected = ["app-rejected", "app_rejected", "app", "operator", "daily", "certain"];
const clock: Expected = ["app-rejected", "app_rejected", "app", "operator", "backoff"];
const startAgain: Expected = ["unrecognised", "session_ended", "access", "token_setter", "never"];
const author: Expected = ["content-rejected", "content_rejected", "content", "author", "never"];
const off: Expected = ["unreachable", "network_unavailable", "network", "operator", "backoff"];
const wait: Expected = ["unreachable", "network_unavailable", "network", "nobody", "backoff"];

type Case = readonly [rule: string, seen: Seen, expected: Expected];

/** One case for each line of the error section of the notes, and for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["xing/request-token", seenOf(401, named("INVALID_OAUTH_TOKEN"), "connect"), startAgain],
  ["xing/request-token", seenOf(200, named("other-attempt"), "connect"), startAgain],
  [
    "xing/INVALID_OAUTH_TOKEN",
    seenOf(401, named("INVALID_OAUTH_TOKEN")),
    ["grant-revoked", "session_ended", "grant", "token_setter", "never"],
  ],
  ["xing/INVALID_OAUTH_CONSUMER", seenOf(401, named("INVALID_OAUTH_CONSUMER")), operatorForSure],
  ["xing/CONSUMER_MISMATCH", seenOf(401, named("CONSUMER_MISMATCH")), operator],
  ["xing/INVALID_OAUTH_SIGNATURE", seenOf(401, named("INVALID_OAUTH_SIGNATURE")), operator],
  ["xing/badly-built", seenOf(401, named("INVALID_OAUTH_SIGNATURE_METHOD")), operator],
  ["xing/badly-built", seenOf(401, named("INVALID_OAUTH_VERSION")), operator],
  ["xing/badly-built", seenOf(401, named("REQUIRED_PARAMETER_MISSING")), operator],
  ["xing/badly-built", seenOf(401, named("NONCE_MISSING")), operator],
  ["xing/INVALID_TIMESTAMP", seenOf(401, named("INVALID_TIMESTAMP")), clock],
  ["xing/TIMESTAMP_EXPIRED", seenOf(401, named("TIMESTAMP_EXPIRED")), clock],
  ["xing/NONCE_ALREADY_USED", seenOf(401, named("NONCE_ALREADY_USED")), wait],
  [
    "xing/RATE_LIMIT_EXCEEDED",
    seenOf(403, named("RATE_LIMIT_EXCEEDED")),
    ["rate-limited", "rate_limited", "app", "nobody", "at-until"],
  ],
  [
    "xing/ACCESS_DENIED-work",
    seenOf(403, named("ACCESS_DENIED"), "publish"),
    ["scope-missing", "scope_missing", "access", "operator", "never"],
  ],
  ["xing/ACCESS_DENIED", seenOf(403, named("ACCESS_DENIED")), operator],
  [
    "xing/INVALID_PARAMETERS",
    seenOf(403, { ...named("INVALID_PARAMETERS"), errors: [{ field: "message", reason: "TOO_LONG" }] }, "publish"),
    author,
  ],
  ["xing/callback", seenOf(403, named("INVALID_PARAMETERS"), "connect"), operator],
  ["xing/badly-built", seenOf(403, named("INVALID_PARAMETERS")), operator],
  ["xing/404-object", seenOf(404, named("NOT_FOUND"), "publish"), author],
  ["xing/switched-off", seenOf(404, named("NOT_FOUND")), off],
  ["xing/switched-off", seenOf(404, "Not Found", "publish", "text/plain"), off],
  ["xing/switched-off", seenOf(404, "<html>", "publish", "text/html"), off],
  ["xing/switched-off", seenOf(410, ""), off],
  ["xing/switched-off", seenOf(302, ""), off],
  ["xing/switched-off", seenOf(200, "<!doctype html>", "connect", "text/html"), off],
  ["xing/switched-off", seenOf(401, named("INVALID_OAUTH_TOKEN"), "probe", "text/html"), off],
  ...[500, 501, 502, 503, 504].map((status): Case => ["any/5xx", seenOf(status, named("INVALID_OAUTH_TOKEN")), wait]),
  ["any/5xx", seenOf(503, "<html>", "probe", "text/html"), wait],
  ["any/no-answer", seenOf(0, null), wait],
];

test.each(cases)("%s ← %o", (rule, seen, [kind, cause, reach, who, retry, confidence = "likely"]) => {
  const diagnosis = diagnose(seen);
  expect([
    diagnosis.rule,
    diagnosis.kind,
    diagnosis.cause,
    diagnosis.reach,
    diagnosis.repair.who,
    diagnosis.retry,
    diagnosis.confidence,
  ]).toEqual([rule, kind, cause, reach, who, retry, rule.startsWith("any/") ? diagnosis.confidence : confidence]);
});

test("every row of the table is reached by a case above", () => {
  const reached = new Set(cases.map(([, seen]) => diagnose(seen)).map(({ repair, source }) => repair.how + source));
  expect(rows.filter(({ how, source }) => !reached.has(how + source))).toEqual([]);
});

describe("what is decided by the name alone", () => {
  test("the same status means many things: 401 ends a grant for one name only, 403 for none", () => {
    const deadly = cases.filter(([, seen]) => canExpire(diagnose(seen))).map(([rule]) => rule);
    expect(deadly).toEqual(["xing/INVALID_OAUTH_TOKEN"]);
  });

  test.each([400, 401, 403])(
    "P8 %i with an unknown name, in plain words or without a body is looked into, never guessed",
    (status) => {
      for (const body of [
        named("SOMETHING_NEW"),
        "INVALID_OAUTH_TOKEN",
        "Unauthorized",
        "",
        null,
        { error: "invalid" },
        [],
      ])
        expect(diagnose(seenOf(status, body, "probe", "text/plain"))).toMatchObject({ kind: "unrecognised" });
    },
  );

  test("a rate limit names no moment, so an hour is waited", () => {
    expect(diagnose(seenOf(403, named("RATE_LIMIT_EXCEEDED"))).until).toEqual(new Date("2026-11-22T10:00:00Z"));
  });
});
