import { Secret } from "#core/secret.ts";

const STRUCK_OUT = "[secret]";
const MAX_DEPTH = 8;
/** Names under which a text is secret, whatever it looks like. */
const secretNames =
  /^(.*authorization|.*cookie|x-api-key|password|code|code_?verifier|signed_request|.*proof|api_?key|private_?key|dpop|.*tokens?|.*_?secret)$/i;
/** Names are few and come again with every line; testing each anew would cost more than writing it. */
const knownNames = new Map<string, boolean>();
const roomForNames = 1_000;

function isSecretName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const isSecret = secretNames.test(name);
  if (knownNames.size < roomForNames) knownNames.set(name, isSecret);
  return isSecret;
}

/** `code` is also what errors call their kind (ECONNREFUSED, 23505, token_unavailable): those stay readable. */
const errorKind = /^([A-Z][A-Z0-9_]{2,40}|[0-9][0-9A-Z]{4}|[a-z]+(_[a-z]+)*)$/;
/** The same within texts: addresses with a query, form bodies, JSON quoted in a message. */
const secretPairs =
  /\b((?:\w*_)?token|client_secret|code|code_verifier|state|password|signed_request|\w+_proof)("?\s*[=:]\s*"?|%3D)(?!\s)[^&\s"',;]+/gi;
const credentials = /\b(Bearer|DPoP|Basic)\s+[\w.~+/=-]{8,}/gi;
/** Without any of these none of the three can be found, and most texts of a log are one word. */
const mayHoldSecret = /[=:\s]|%3D/i;
const addressPasswords = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;

/** A copy fit to be printed: secrets struck out by type, by name and within texts. Errors become plain objects. */
export function strikeOut(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return strikeOutText(value);
  if (value instanceof Secret) return STRUCK_OUT;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return "[deeper]";
  if (value instanceof Error) return strikeOutMembers(plainError(value), depth);
  if (value instanceof URL || value instanceof URLSearchParams) return strikeOutText(String(value));
  if (value instanceof Headers || value instanceof Map) return strikeOutMembers(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((one) => strikeOut(one, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return strikeOutMembers(value, depth);
}

/** The same for one text. */
export function strikeOutText(text: string): string {
  if (!mayHoldSecret.test(text)) return text;
  return text
    .replace(secretPairs, `$1$2${STRUCK_OUT}`)
    .replace(credentials, `$1 ${STRUCK_OUT}`)
    .replace(addressPasswords, `$1${STRUCK_OUT}@`);
}

function strikeOutMembers(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, strikeOutMember(name, one, depth)]));
}

function strikeOutMember(name: string, value: unknown, depth: number): unknown {
  if (typeof value !== "string" || !isSecretName(name)) return strikeOut(value, depth + 1);
  return name === "code" && errorKind.test(value) ? value : STRUCK_OUT;
}

/** The cause is kept as an error of its own, so that the reason of a failure stays whole. */
function plainError(error: Error): Record<string, unknown> {
  const { name: type, message, stack } = error;
  const cause = error.cause === undefined ? {} : { cause: error.cause };
  const errors = error instanceof AggregateError ? { errors: error.errors } : {};
  const own = Object.fromEntries(Object.entries(error));
  return { ...own, type, message, stack, ...cause, ...errors };
}
