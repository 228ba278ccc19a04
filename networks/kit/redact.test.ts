import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "./redact.ts";

const tokenText = fc.stringMatching(/^[A-Za-z0-9_-]{20,200}$/);
const innocentName = fc.constantFrom("message", "name", "id", "data", "note", "0");
const padding = fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[A-Za-z0-9_-]/g, " "));

/** A token placed somewhere: as a value, inside a text, in a list, as a name, deep down. */
const placed = (token: fc.Arbitrary<string>) =>
  fc.tuple(token, innocentName, padding, padding, fc.nat(4)).map(([secret, name, before, after, depth]) => {
    const text = `${before}${secret}${after}`;
    let body: unknown = { [name]: text, list: [text, { [text]: 1 }], number: 1 };
    for (let i = 0; i < depth; i++) body = { inner: body };
    return { secret, body };
  });

test("R2 a secret that was sent is struck out wherever the network echoes it, whatever it looks like", () => {
  fc.assert(
    fc.property(placed(tokenText), ({ secret, body }) => !JSON.stringify(redact(body, [secret])).includes(secret)),
  );
});

test("R2 a secret that was sent is struck out of a text of any length, also where the text is cut", () => {
  fc.assert(
    fc.property(tokenText, fc.nat(1200), (secret, offset) => {
      const shown = JSON.stringify(redact({ message: `${" ".repeat(offset)}${secret} and more` }, [secret]));
      return !shown.includes(secret.slice(0, 12));
    }),
  );
});

test("R2 forty and more token characters in a row are struck out unasked, also at the cut", () => {
  const long = fc.stringMatching(/^[A-Za-z0-9_-]{40,300}$/);
  fc.assert(fc.property(placed(long), ({ secret, body }) => !JSON.stringify(redact(body)).includes(secret)));
  fc.assert(
    fc.property(
      long,
      fc.oneof(fc.nat(1200), fc.integer({ min: 961, max: 979 })),
      (secret, offset) => !JSON.stringify(redact(`${" ".repeat(offset)}${secret} x`)).includes(secret.slice(0, 20)),
    ),
  );
});

test.each([
  "access_token",
  "refresh_token",
  "client_secret",
  "code",
  "fb_exchange_token",
  "password",
  "email",
  "appsecret_proof",
  "signed_request",
])("R2 whatever stands under %s is struck out", (name) => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z ]{13,40}$/),
      (value) => !JSON.stringify(redact({ deep: [{ [name]: value }] })).includes(value),
    ),
  );
});

test.each([
  ["a Facebook token", "EAAGm0PX4ZCpsBAKabc"],
  ["an app secret in hexadecimal", "0123456789abcdef0123456789abcdef"],
  ["a JWT", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJkaWQ6In0.c2ln"],
  ["a Bluesky refresh token", "ref-9f86d081884c7d65"],
])("R2 %s is recognised by its looks", (_what, secret) => {
  expect(JSON.stringify(redact({ message: `You sent ${secret}, sorry` }))).not.toContain(secret);
});

test("what helps to understand an error stays: codes, ids, names of permissions, trace ids", () => {
  const body = {
    error: {
      code: 190,
      error_subcode: 460,
      type: "OAuthException",
      message: "Requires instagram_business_manage_messages on 123456789012345_1234567890123456",
      fbtrace_id: "EJplcsCHuLu",
      request: "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    },
  };
  expect(redact(body)).toEqual(body);
});

test("a body without end is cut to a few kilobytes, and anything at all can be redacted", () => {
  const endless = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`member ${i}`, "some words ".repeat(500)]));
  expect(JSON.stringify(redact(endless)).length).toBeLessThan(5000);
  expect(redact("some words ".repeat(500))).toSatisfy((text: string) => text.length <= 1001 && text.endsWith("…"));
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true }),
      fc.array(fc.string({ unit: "binary" })),
      (body, sent) => void redact(body, sent),
    ),
  );
});
