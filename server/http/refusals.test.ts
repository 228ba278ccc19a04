import { expect, test } from "vitest";
import { AppError } from "#core/app-error.ts";
import { checkRefusal, refusalsOf, type RefusingRoute } from "./refusals.ts";

const reading: RefusingRoute = {
  method: "GET",
  path: "/v1/things",
  who: "anyone",
  idempotent: false,
  problems: [],
};

test.each<[string, Partial<RefusingRoute>, string[]]>([
  ["reading as a stranger", {}, []],
  ["reading as somebody", { who: "viewer" }, ["unauthenticated"]],
  ["reading as a member", { who: "member" }, ["unauthenticated", "forbidden"]],
  ["changing as a stranger", { method: "POST" }, ["forbidden"]],
  ["one of many", { path: "/v1/things/{id}" }, ["not_found"]],
  ["an idempotent write", { method: "POST", idempotent: true }, ["forbidden", "conflict"]],
  ["what it says of itself, once", { path: "/v1/things/{id}", problems: ["gone", "not_found"] }, ["not_found", "gone"]],
])("a route may refuse by its kind: %s", (_what, change, beside) => {
  const codes = refusalsOf({ ...reading, ...change });
  const always = ["invalid_input", "rate_limited", "not_ready"];
  expect(codes.filter((code) => !always.includes(code))).toEqual(beside);
  expect(always.filter((code) => !codes.some((one) => one === code))).toEqual([]);
});

test("a refusal that is not declared is an error; a declared one and a bug of ours pass", () => {
  expect(() => checkRefusal(reading, new AppError("gone", "Gone."))).toThrow(
    "GET /v1/things refused with gone, which it does not declare",
  );
  expect(() => checkRefusal({ ...reading, problems: ["gone"] }, new AppError("gone", "Gone."))).not.toThrow();
  expect(() => checkRefusal(reading, new Error("a bug"))).not.toThrow();
});
