import { describe, expect, test } from "vitest";
import { canExpire, type Act } from "#core/diagnosis.ts";
import { at, means, testDiagnosis } from "#test/network-diagnosis.ts";
import type { Case, Expected } from "#test/network-diagnosis.ts";
import type { Seen } from "../../network.ts";
import { diagnose, rows } from "./diagnose.ts";

const seenOf = (status: number, body: unknown, act: Act = "probe", type = "application/json"): Seen => ({
  act,
  status,
  headers: { "content-type": type },
  body,
  at,
});
const named = (error_name: string) => ({ error_name, message: "Some words that may change" });

const clock: Expected = ["app-rejected", "app_rejected", "app", "operator", "backoff"];
const off: Expected = ["unreachable", "network_unavailable", "network", "operator", "backoff"];

/** One case for each line of the error section of the notes, and for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["xing/request-token", seenOf(401, named("INVALID_OAUTH_TOKEN"), "connect"), means.startAgain],
  ["xing/request-token", seenOf(200, named("other-attempt"), "connect"), means.startAgain],
  ["xing/INVALID_OAUTH_TOKEN", seenOf(401, named("INVALID_OAUTH_TOKEN")), means.revoked],
  ["xing/INVALID_OAUTH_CONSUMER", seenOf(401, named("INVALID_OAUTH_CONSUMER")), means.operatorForSure],
  ["xing/CONSUMER_MISMATCH", seenOf(401, named("CONSUMER_MISMATCH")), means.operator],
  ["xing/INVALID_OAUTH_SIGNATURE", seenOf(401, named("INVALID_OAUTH_SIGNATURE")), means.operator],
  ["xing/badly-built", seenOf(401, named("INVALID_OAUTH_SIGNATURE_METHOD")), means.operator],
  ["xing/badly-built", seenOf(401, named("INVALID_OAUTH_VERSION")), means.operator],
  ["xing/badly-built", seenOf(401, named("REQUIRED_PARAMETER_MISSING")), means.operator],
  ["xing/badly-built", seenOf(401, named("NONCE_MISSING")), means.operator],
  ["xing/INVALID_TIMESTAMP", seenOf(401, named("INVALID_TIMESTAMP")), clock],
  ["xing/TIMESTAMP_EXPIRED", seenOf(401, named("TIMESTAMP_EXPIRED")), clock],
  ["xing/NONCE_ALREADY_USED", seenOf(401, named("NONCE_ALREADY_USED")), means.trouble],
  ["xing/RATE_LIMIT_EXCEEDED", seenOf(403, named("RATE_LIMIT_EXCEEDED")), means.tooFast],
  [
    "xing/ACCESS_DENIED-work",
    seenOf(403, named("ACCESS_DENIED"), "publish"),
    ["scope-missing", "scope_missing", "access", "operator", "never"],
  ],
  ["xing/ACCESS_DENIED", seenOf(403, named("ACCESS_DENIED")), means.operator],
  [
    "xing/INVALID_PARAMETERS",
    seenOf(403, { ...named("INVALID_PARAMETERS"), errors: [{ field: "message", reason: "TOO_LONG" }] }, "publish"),
    means.author,
  ],
  ["xing/callback", seenOf(403, named("INVALID_PARAMETERS"), "connect"), means.operator],
  ["xing/badly-built", seenOf(403, named("INVALID_PARAMETERS")), means.operator],
  ["xing/404-object", seenOf(404, named("NOT_FOUND"), "publish"), means.author],
  ["xing/switched-off", seenOf(404, named("NOT_FOUND")), off],
  ["xing/switched-off", seenOf(404, "Not Found", "publish", "text/plain"), off],
  ["xing/switched-off", seenOf(404, "<html>", "publish", "text/html"), off],
  ["xing/switched-off", seenOf(410, ""), off],
  ["xing/switched-off", seenOf(302, ""), off],
  ["xing/switched-off", seenOf(200, "<!doctype html>", "connect", "text/html"), off],
  ["xing/switched-off", seenOf(401, named("INVALID_OAUTH_TOKEN"), "probe", "text/html"), off],
  ...[500, 501, 502, 503, 504].map((status): Case => [
    "any/5xx",
    seenOf(status, named("INVALID_OAUTH_TOKEN")),
    means.trouble,
  ]),
  ["any/5xx", seenOf(503, "<html>", "probe", "text/html"), means.trouble],
  ["any/no-answer", seenOf(0, null), means.trouble],
];

testDiagnosis({ network: "xing", diagnose, rows, seenOf: (seen) => seen, cases });

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
