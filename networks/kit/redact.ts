const secretNames =
  /token|secret|code|assertion|password|cookie|authorization|signature|signed_request|proof|jwk|verifier|email/i;
const harmlessNames =
  /^(code|subcode|error_subcode|error_code|status_code|serviceErrorCode|token_type|error_code_type)$/i;
/**
 * Known beginnings, anything of 40 and more token characters, and 32 and more where letters and digits mix (an app secret
 * in hexadecimal). Not struck: UUIDs, ids joined by underscores, names of permissions; they help whoever reads evidence.
 */
const secretLooking =
  /EAA[A-Za-z0-9]{8,}|ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_.-]+|(?:ref|cod)-[A-Za-z0-9]{8,}|[A-Za-z0-9_-]{40,}|(?=[A-Za-z_]*\d)(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{32,}/g;
const struckOut = "[struck out]";
const longestText = 1000;
const longestBody = 4096;
/** Shorter values cannot be struck out of a text without tearing innocent words apart. */
const shortestSent = 6;

/**
 * A body fit to be stored and shown: values under secret-looking names and token-like texts are struck out, long ones cut.
 * @param sent secrets of the request that was answered: struck out wherever they come back, whatever they look like
 */
export function redact(body: unknown, sent: readonly string[] = []): unknown {
  const known = sent.filter((secret) => secret.length >= shortestSent).toSorted((a, b) => b.length - a.length);
  const clean = redactValue(body, known, 0);
  const size = JSON.stringify(clean)?.length ?? 0;
  return size <= longestBody ? clean : { cut: true, start: storable(JSON.stringify(clean).slice(0, longestBody / 2)) };
}

function redactValue(value: unknown, known: readonly string[], depth: number): unknown {
  if (typeof value === "string") return redactText(value, known);
  if (value === null || typeof value !== "object") return value;
  if (depth > 6) return "[deeper]";
  if (Array.isArray(value)) return value.slice(0, 20).map((one) => redactValue(one, known, depth + 1));
  const members = Object.entries(value).slice(0, 60);
  return Object.fromEntries(
    members.map(([name, one]) => [
      redactText(name, known),
      isToBeStruck(name, one) ? struckOut : redactValue(one, known, depth + 1),
    ]),
  );
}

function isToBeStruck(name: string, value: unknown): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  return secretNames.test(name) && !isHarmless(name, value);
}

/** Error codes are what an operator looks for: numbers, short words, and the networks' own names (`access_token_invalid`, `REVOKED_ACCESS_TOKEN`). */
function isHarmless(name: string, value: unknown): boolean {
  if (!harmlessNames.test(name)) return false;
  return typeof value === "number" || (typeof value === "string" && (value.length <= 12 || isErrorName(value)));
}

const isErrorName = (value: string): boolean =>
  value.length <= 60 && /^(?:[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+)$/.test(value);

/** Strikes out what looks like a token inside a text, e.g. one that a network echoes in its message, and what is known to be one. */
export function redactText(text: string, known: readonly string[] = []): string {
  const unknown = known.flatMap(spellings).reduce((rest, spelling) => rest.replaceAll(spelling, struckOut), text);
  return storable(cut(unknown).replace(secretLooking, (found) => (isErrorName(found) ? found : struckOut)));
}

/** PostgreSQL's jsonb refuses U+0000 and half surrogate pairs (https://www.postgresql.org/docs/18/datatype-json.html, read 2026-11-22). */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\u2400");
}

/** A secret as it is, as part of an address, and as part of a form. */
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret.toWellFormed()), new URLSearchParams([["", secret]]).toString().slice(1)];
}

/** Cut so that no half of a token is left over: half a token is too short to be recognised. */
function cut(text: string): string {
  if (text.length <= longestText) return text;
  const start = text.slice(0, longestText);
  const lastBreak = start.search(/[^A-Za-z0-9_.-][A-Za-z0-9_.-]*$/);
  return `${start.slice(0, lastBreak + 1)}…`;
}
