import fc from "fast-check";
import { expect, test } from "vitest";
import type { Seen } from "../network.ts";
import { diagnosisFrom, type Row } from "./answer.ts";

const now = new Date("2026-11-22T09:00:00Z");
const base = { how: "Renew.", source: "Chirp" } as const;

function tableOf(...rows: Row[]) {
  return diagnosisFrom({
    network: "chirp",
    rows,
    readError: ({ body }) => body as { code?: number; subcode?: number; words?: string },
  });
}

const seenWith = (changes: Partial<Seen>): Seen => ({
  act: "probe",
  status: 400,
  headers: {},
  body: {},
  at: now,
  ...changes,
});

test("the first row that fits wins; every member of it must fit", () => {
  const diagnose = tableOf(
    { ...base, when: { code: 1, subcode: 2, act: "publish" }, kind: "content-rejected" },
    { ...base, when: { code: 1, subcode: 2 }, kind: "profile-lost" },
    { ...base, when: { code: 1, subcode: null, words: /gone/ }, kind: "grant-revoked" },
    { ...base, when: { codeFrom: [1, 9] }, kind: "scope-missing" },
  );
  const kindOf = (body: unknown, act: Seen["act"] = "probe") => diagnose(seenWith({ body, act })).kind;
  expect([kindOf({ code: 1, subcode: 2 }, "publish"), kindOf({ code: 1, subcode: 2 })]).toEqual([
    "content-rejected",
    "profile-lost",
  ]);
  expect([
    kindOf({ code: 1, words: "it is gone" }),
    kindOf({ code: 1, subcode: 3, words: "gone" }),
    kindOf({ code: 9 }),
    kindOf({ code: 10 }),
  ]).toEqual(["grant-revoked", "scope-missing", "scope-missing", "unrecognised"]);
});

test("a row says who, when, how sure and where from; what it leaves out follows from its kind", () => {
  const diagnose = tableOf({
    ...base,
    when: { code: 7 },
    kind: "profile-lost",
    rule: "seven",
    who: "operator",
    confidence: "certain",
    scopes: () => ["read"],
  });
  expect(diagnose(seenWith({ body: { code: 7 } }))).toEqual({
    kind: "profile-lost",
    cause: "role_lost",
    reach: "access",
    repair: { who: "operator", how: "Renew." },
    retry: "daily",
    confidence: "certain",
    scopes: ["read"],
    restsOn: "code",
    rule: "chirp/seven",
    source: "Chirp",
  });
});

test("P2 a row speaks for a server in trouble only where it names that very status", () => {
  const diagnose = tableOf(
    { ...base, when: { code: 1, status: [400, 503] }, kind: "app-rejected" },
    { ...base, when: { code: 1 }, kind: "grant-revoked" },
  );
  const kinds = [400, 401, 503, 500, 429, 0].map((status) => diagnose(seenWith({ status, body: { code: 1 } })).kind);
  expect(kinds).toEqual([
    "app-rejected",
    "grant-revoked",
    "app-rejected",
    "unreachable",
    "rate-limited",
    "unreachable",
  ]);
});

test("readers that stumble leave an answer unrecognised instead of throwing", () => {
  const stumble = () => {
    throw new Error("no such member");
  };
  const seen = seenWith({ body: { code: 1 } });
  const unread = diagnosisFrom({
    network: "chirp",
    rows: [{ ...base, when: { code: 1 }, kind: "grant-revoked" }],
    readError: stumble,
  });
  expect(unread(seen)).toMatchObject({ kind: "unrecognised", rule: "any/unrecognised" });
  const details = diagnosisFrom({
    network: "chirp",
    rows: [{ ...base, when: { code: 1 }, kind: "rate-limited", scopes: stumble, until: stumble }],
    readError: () => ({ code: 1 }),
    readUntil: stumble,
  });
  expect(details(seen)).toMatchObject({ kind: "rate-limited" });
});

test.each([
  [{ "retry-after": "120" }, 120],
  [{ "retry-after": "Sun, 22 Nov 2026 09:10:00 GMT" }, 600],
  [{ "ratelimit-reset": "60" }, 60],
  [{ "x-rate-limit-reset": String(now.getTime() / 1000 + 90) }, 90],
  [{ "retry-after": "99999999" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "Sun, 22 Nov 2020 09:10:00 GMT" }, undefined],
] as const)("the network's own words on when to come back are believed up to a day: %o", (headers, seconds) => {
  const { until } = tableOf()(seenWith({ status: 429, headers }));
  expect(until && (until.getTime() - now.getTime()) / 1000).toBe(seconds);
});

test("any headers at all: no exception, and a moment to wait for lies ahead", () => {
  const headers = fc.dictionary(fc.constantFrom("retry-after", "ratelimit-reset", "x-ratelimit-reset"), fc.string());
  fc.assert(
    fc.property(headers, (given) => {
      const { until } = tableOf()(seenWith({ status: 429, headers: given }));
      return until === undefined || until > now;
    }),
  );
});

test("P8 it says what a meaning rests on: the network's code, words where the code says too little, or the status alone", () => {
  const diagnose = tableOf(
    { ...base, when: { code: 1, words: /gone/ }, kind: "grant-revoked" },
    { ...base, when: { subcode: 5 }, kind: "grant-revoked" },
    { ...base, when: { code: 1, subcode: null }, kind: "grant-revoked" },
    { ...base, when: { status: 401 }, kind: "token-expired" },
  );
  const bases = [{ code: 1, words: "it is gone" }, { subcode: 5 }, { code: 1 }].map(
    (body) => diagnose(seenWith({ body })).restsOn,
  );
  expect(bases).toEqual(["words", "code", "code"]);
  expect(diagnose(seenWith({ status: 401 })).restsOn).toBe("status");
  expect(diagnose(seenWith({ status: 503 })).restsOn).toBeUndefined();
});

test("P9 who ended a login is not guessed: without a cause in its row a refusal accuses nobody", () => {
  const diagnose = tableOf({ ...base, when: { code: "invalid_grant" }, kind: "grant-revoked" });
  expect(diagnose(seenWith({ act: "token-refresh", body: { code: "invalid_grant" } })).cause).toBe("session_ended");
});
