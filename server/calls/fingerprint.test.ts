import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "#networks/kit/redact.ts";
import { fingerprintOf } from "./fingerprint.ts";

const graph = (message: string, code = 9999, subcode?: number) => ({
  error: { message, type: "OAuthException", code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: "A1b2" },
});

test.each<[string, unknown, unknown]>([
  ["an id", graph("Object with ID 1234 is gone"), graph("Object with ID 98765 is gone")],
  ["a quoted name", graph('The page "Café Nord" rests'), graph('The page "Anna\'s" rests')],
  ["a name in single quotes", graph("We can't read 'Berlin'"), graph("We can't read 'Oslo'")],
  ["an address", graph("See https://a.example/1?x=y"), graph("See https://b.example/2")],
  ["a trace id beside it", graph("No"), { ...graph("No"), trace: "Zz9" }],
  ["what stands beside a code", { error: "weird", request_id: "a" }, { error: "weird", at: "noon" }],
  ["a text that is no JSON", "Request 17 failed", "Request 18  failed\n"],
])("answers that differ only in %s are of one kind", (_what, one, other) => {
  expect(fingerprintOf(one)).toEqual(fingerprintOf(other));
});

test.each<[string, unknown, unknown]>([
  ["code", graph("No", 1), graph("No", 2)],
  ["subcode", graph("No", 1, 5), graph("No", 1, 6)],
  ["words", graph("No"), graph("Never")],
  ["an error's name", { error: "invalid_foo" }, { error: "invalid_bar" }],
  ["member names, where there are no words", { a: true }, { b: true }],
  ["nothing and an empty object", null, {}],
])("answers that differ in %s are of two kinds", (_what, one, other) => {
  expect(fingerprintOf(one).hash).not.toBe(fingerprintOf(other).hash);
});

test.each<[string, unknown, object]>([
  ["Graph API", graph("No such thing", 9999, 77), { code: "9999", subcode: "77", words: "no such thing" }],
  ["OAuth", { error: "weird", error_description: "Why?" }, { code: "weird", words: "why?" }],
  ["a list of errors", { errors: [{ code: 88, message: "Odd" }] }, { code: "88", words: "odd" }],
  ["code and words beside each other", { code: 12, message: "Board" }, { code: "12", words: "board" }],
  ["an error inside a 200", { data: { error: { code: 5, message: "In" } } }, { code: "5", words: "in" }],
])("what %s says is read", (_network, body, said) => {
  expect(fingerprintOf(body)).toMatchObject(said);
});

test("R2 a token that a network echoes is in no fingerprint, whatever the answer looks like", () => {
  const token = fc.stringMatching(/^[A-Za-z0-9_-]{20,80}$/);
  const name = fc.constantFrom("message", "code", "error", "error_subcode", "note", "0");
  const placed = fc.tuple(token, name, fc.boolean()).map(([secret, key, inside]) => {
    const body = { [key]: `see ${secret} there`, [secret]: secret, [`${key}_2`]: secret };
    return { secret, body: inside ? { error: body } : body };
  });
  fc.assert(
    fc.property(placed, ({ secret, body }) => {
      const { hash, ...said } = fingerprintOf(redact(body, [secret]));
      expect(JSON.stringify(said).toLowerCase()).not.toContain(secret.toLowerCase());
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
    }),
  );
});

test("whatever an answer looks like, its fingerprint is short and the same each time", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (body) => {
      const one = fingerprintOf(body);
      expect(one).toEqual(fingerprintOf(body));
      expect(one.words.length).toBeLessThanOrEqual(200);
      expect(one.words).not.toBe("");
      expect((one.code ?? "").length).toBeLessThanOrEqual(60);
    }),
  );
});
