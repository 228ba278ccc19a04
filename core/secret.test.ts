import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

const secret = Secret.of("EAAG-very-secret");

test.each<[string, () => string]>([
  ["a template", () => `${secret as unknown as string}`],
  ["String()", () => String(secret)],
  ["+ text", () => "" + (secret as unknown as string)],
  ["toLocaleString", () => secret.toLocaleString()],
  ["JSON", () => JSON.stringify(secret)],
  ["JSON of what holds it", () => JSON.stringify({ tokens: [secret], deep: { secret } })],
  ["inspect", () => inspect(secret)],
  ["inspect with everything shown", () => inspect({ secret }, { showHidden: true, depth: 9, getters: true })],
  ["an error's message", () => inspect(new Error(`refused: ${secret as unknown as string}`))],
  ["its own keys", () => `[secret] ${Object.keys(secret).join()}${JSON.stringify(Object.entries(secret))}`],
  // oxlint-disable-next-line typescript/no-misused-spread -- losing the prototype is what is tried here
  ["a copy", () => `[secret] ${JSON.stringify({ ...secret })}`],
])("R2 a secret shows itself in %s as [secret]", (_where, print) => {
  expect(print()).toContain("[secret]");
  expect(print()).not.toContain("EAAG");
});

test("what it holds comes out by asking for it, and by no copying", () => {
  expect(secret.reveal()).toBe("EAAG-very-secret");
  expect(() => structuredClone(secret).reveal()).toThrow("reveal");
});
