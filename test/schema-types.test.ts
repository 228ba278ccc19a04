import { expect, test } from "vitest";
import { docComment, type JsonSchema, typeText } from "./schema-types.ts";

test.each<[string, JsonSchema]>([
  ["string | null", { type: ["string", "null"] }],
  ["Timestamp | null", { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] }],
  ['("a" | "b")[]', { type: "array", items: { type: "string", enum: ["a", "b"] } }],
  ["Cause", { $ref: "#/$defs/Cause", description: "Why." }],
  [
    "Record<Cause, number>",
    { type: "object", propertyNames: { $ref: "#/$defs/Cause" }, additionalProperties: { type: "integer" } },
  ],
  ["Record<string, never>", { type: "object", propertyNames: { type: "string" }, additionalProperties: { not: {} } }],
  ["{\n/** Whatever. */\nbody?: unknown;\n}", { type: "object", properties: { body: { description: "Whatever." } } }],
  ["{\nat: number;\n}", { type: "object", properties: { at: { type: "number" } }, required: ["at"] }],
])("a schema becomes the type %s", (type, schema) => {
  expect(typeText(schema)).toBe(type);
});

test("a schema that is not known becomes an error, not a wrong type", () => {
  expect(() => typeText({ type: "tuple" })).toThrow("no type is known for");
});

test("a sentence becomes one line; the meanings of words are listed below it", () => {
  expect(docComment("Why.")).toBe("/** Why. */");
  expect(docComment("Why.", { gone: "It left." })).toBe("/**\n * Why.\n * - `gone`: It left.\n */");
});
