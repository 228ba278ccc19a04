import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import type { AppCredentials, Seen } from "../network.ts";
import {
  appSecretProof,
  appToken,
  isTokenVerdict,
  readGraphError,
  readNextCursor,
  readRegainAccess,
} from "./meta-graph.ts";
import { readSignedRequest } from "./meta-signed-request.ts";
import { entriesOf, type PageOf } from "./paging.ts";

const now = new Date("2026-11-22T09:00:00Z");
const app: AppCredentials = { clientId: "123", clientSecret: Secret.of("s3cret"), settings: {} };

test("P8 an error is read from the envelope, and from inside debug_token's data with its other spelling", () => {
  const error = { message: "Session has expired", code: 190, error_subcode: 463 };
  expect(readGraphError({ body: { error } })).toEqual({ code: 190, subcode: 463, words: "Session has expired" });
  expect(
    readGraphError({ body: { data: { is_valid: false, error: { code: 190, subcode: 463, message: "x" } } } }),
  ).toEqual({ code: 190, subcode: 463, words: "x" });
  expect(readGraphError({ body: { data: { is_valid: false } } })).toMatchObject({ code: 190, subcode: undefined });
  expect(readGraphError({ body: { error: { code: "190", error_subcode: "460" } } })).toMatchObject({
    code: 190,
    subcode: 460,
  });
  expect([{ data: { is_valid: true } }, {}, null, "text", []].map((body) => readGraphError({ body }))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("only is_valid: false is a verdict about a token", () => {
  expect(
    [{ data: { is_valid: false } }, { data: { is_valid: true } }, { data: {} }, { error: {} }, null].map(
      isTokenVerdict,
    ),
  ).toEqual([true, false, false, false, false]);
});

test.each([
  [
    '{"1":[{"type":"pages","estimated_time_to_regain_access":5},{"type":"messenger","estimated_time_to_regain_access":12}]}',
    12,
  ],
  ['{"1":[{"estimated_time_to_regain_access":0}]}', undefined],
  ['{"1":[{"estimated_time_to_regain_access":100000}]}', undefined],
  ['{"1":"soon","2":[null,7]}', undefined],
  ["null", undefined],
] as const)("the wait is read in minutes from the usage header: %s", (header, minutes) => {
  const until = readRegainAccess({ headers: { "x-business-use-case-usage": header }, at: now } as unknown as Seen);
  expect(until && (until.getTime() - now.getTime()) / 60_000).toBe(minutes);
});

test("the proof is the hexadecimal HMAC-SHA256 of the token, keyed with the app secret; the app's token is id and secret", () => {
  expect(appSecretProof(app, Secret.of("EAAG")).reveal()).toBe(
    createHmac("sha256", "s3cret").update("EAAG").digest("hex"),
  );
  expect(appToken(app).reveal()).toBe("123|s3cret");
});

test("the next cursor counts only while there is a next page", () => {
  const paging = { cursors: { before: "a", after: "b" }, next: "https://graph.facebook.com/v26.0/me/accounts?after=b" };
  expect(readNextCursor({ paging })).toBe("b");
  expect(readNextCursor({ paging: { next: paging.next } })).toBe("b");
  expect(
    [{ paging: { cursors: paging.cursors } }, {}, null, { paging: { next: "nonsense" } }].map(readNextCursor),
  ).toEqual([undefined, undefined, undefined, undefined]);
});

describe("entries page by page", () => {
  async function read(pages: Readonly<Record<string, PageOf<number>>>): Promise<number[]> {
    const found: number[] = [];
    for await (const entry of entriesOf((cursor) => Promise.resolve(pages[cursor ?? "first"] ?? { entries: [] })))
      found.push(entry);
    return found;
  }

  test("every page is read, the last one included, empty ones too", async () => {
    expect(
      await read({ first: { entries: [1, 2], next: "b" }, b: { entries: [], next: "c" }, c: { entries: [3] } }),
    ).toEqual([1, 2, 3]);
  });

  test("a network that turns in circles is left", async () => {
    expect(await read({ first: { entries: [1], next: "b" }, b: { entries: [2], next: "b" } })).toEqual([1, 2]);
  });

  test("the first entries are there before the second page is asked for", async () => {
    let asked = 0;
    const entries = entriesOf(() => Promise.resolve({ entries: [++asked], next: String(asked) }));
    expect([(await entries.next()).value, asked]).toEqual([1, 1]);
    await entries.return();
  });
});

describe("signed requests", () => {
  const payload = { algorithm: "HMAC-SHA256", user_id: "218471", issued_at: now.getTime() / 1000 };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const sign = (text: string, secret = "s3cret") => createHmac("sha256", secret).update(text).digest("base64url");
  const bodyOf = (value: unknown, secret?: string) =>
    new URLSearchParams({ signed_request: `${sign(encode(value), secret)}.${encode(value)}` }).toString();
  const read = (body: string, given = app) => readSignedRequest(given, { body, now });

  test("one that Facebook signed names the person and the moment", () => {
    expect(read(bodyOf(payload))).toEqual({ signed: { userId: "218471", issuedAt: now } });
  });

  test("an id that was sent as a number is taken as it was written, also above 2^53", () => {
    const text = `{"algorithm":"HMAC-SHA256","user_id":17841405822304914,"issued_at":${payload.issued_at}}`;
    const encoded = Buffer.from(text).toString("base64url");
    expect(read(`signed_request=${sign(encoded)}.${encoded}`)).toEqual({
      signed: { userId: "17841405822304914", issuedAt: now },
    });
  });

  test.each([
    ["signed with another secret", bodyOf(payload, "other"), /signature/],
    [
      "with a changed payload",
      `signed_request=${sign(encode(payload))}.${encode({ ...payload, user_id: "1" })}`,
      /signature/,
    ],
    ["with half a signature", `signed_request=${sign(encode(payload)).slice(0, 20)}.${encode(payload)}`, /signature/],
    ["of three parts", `${bodyOf(payload)}.x`, /no signed_request/],
    ["with another algorithm", bodyOf({ ...payload, algorithm: "none" }), /algorithm/],
    ["without a person", bodyOf({ ...payload, user_id: undefined }), /person/],
    ["with a person that is no id", bodyOf({ ...payload, user_id: "1 or 1=1" }), /person/],
    ["without a date", bodyOf({ ...payload, issued_at: undefined }), /when/],
    ["shown again two days later", bodyOf({ ...payload, issued_at: payload.issued_at - 2 * 86_400 }), /day ago/],
    ["from next year", bodyOf({ ...payload, issued_at: payload.issued_at + 300 * 86_400 }), /day ago/],
    ["that is no JSON object", bodyOf(7), /algorithm/],
  ])("one %s is refused", (_what, body, why) => {
    expect(read(body)).toEqual({ refused: expect.stringMatching(why) });
  });

  test("without an app secret nothing is believed, not even what an empty secret signed", () => {
    for (const clientSecret of [undefined, Secret.of("")])
      expect(read(bodyOf(payload, ""), { ...app, clientSecret })).toHaveProperty("refused");
  });

  test("any payload, rightly signed: an answer, never an exception", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const outcome = read(new URLSearchParams({ signed_request: `${sign(text)}.${text}` }).toString());
        return "refused" in outcome;
      }),
    );
  });
});
