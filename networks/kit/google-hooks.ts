import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { readAs, type Asking } from "./asking.ts";
import { NetworkFailure, type Hook, type HookFact, type HookOutcome } from "../network.ts";
import { askForKeys } from "./google-calls.ts";
import { decodedPart, eventClaims, eventHeader, keyList, type EventClaims } from "./google-wire.ts";

/**
 * Cross-Account Protection: Google posts a security event token (RFC 8417) about a login, signed with one of its published
 * keys. `exp` is not looked at, as Google asks, and a token that comes twice only makes us look twice ("Protect user
 * accounts with Cross-Account Protection", read 2026-11-22).
 */
const risc: Hook = async (app, { body }, call) => {
  const token = readToken(body);
  if (!token) return refused("The body is no security event token.");
  if (!token.claims.aud.includes(app.clientId)) return refused("The event is for another app.");
  const key = await publishedKey({ call, act: "probe" }, token.kid);
  if (key === undefined) return refused("Google's public keys could not be read, so nothing can be verified.");
  if (key === null || !verify("sha256", Buffer.from(token.signed), key, token.signature))
    return refused("The signature is not Google's.");
  return { accepted: true, facts: factsOf(token.claims), answer: {} };
};

const refused = (why: string): HookOutcome => ({ accepted: false, why });

interface EventToken {
  readonly kid: string;
  readonly claims: EventClaims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Read before it is believed: what is not even meant for us is refused without asking Google for a key. */
function readToken(body: string): EventToken | undefined {
  const [header = "", payload = "", signature = "", ...more] = body.trim().split(".");
  const head = eventHeader.safeParse(decodedPart(header));
  const claims = eventClaims.safeParse(decodedPart(payload));
  if (!head.success || !claims.success || signature === "" || more.length > 0) return undefined;
  return {
    kid: head.data.kid,
    claims: claims.data,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

/** The key of that name; `null` = Google publishes none of it, `undefined` = Google did not answer. */
async function publishedKey(asking: Asking, kid: string): Promise<KeyObject | null | undefined> {
  const keys = await readKeys(asking);
  if (!keys) return undefined;
  const key = keys.find((one) => one.kid === kid);
  return key ? createPublicKey({ key: { kty: key.kty, n: key.n, e: key.e }, format: "jwk" }) : null;
}

async function readKeys(asking: Asking) {
  try {
    return readAs(asking, await askForKeys(asking), keyList).keys;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return undefined;
  }
}

/**
 * Every event about an account is a reason to look, none is a verdict. One that names a single refresh token by its first
 * characters cannot be found in sealed tokens: the next look finds it.
 */
function factsOf({ events }: EventClaims): HookFact[] {
  const subjects = Object.entries(events)
    .filter(([type]) => looksAgain.has(type.split("/event-type/")[1] ?? ""))
    .flatMap(([, { subject }]) => subject?.sub ?? []);
  return [...new Set(subjects)].map((sub): HookFact => ({ fact: "look_again", setterRemoteId: sub }));
}

const looksAgain = new Set([
  "tokens-revoked",
  "sessions-revoked",
  "account-disabled",
  "account-enabled",
  "account-purged",
]);

/** What Google sends to us. */
export const googleHooks: Readonly<Record<string, Hook>> = { risc };
