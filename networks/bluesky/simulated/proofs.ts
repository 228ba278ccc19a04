import { createHash, type JsonWebKey } from "node:crypto";
import { lettersFrom, type Call, type Moment, type NetworkState, type Play } from "#simulator/play.ts";
import { openJws, thumbprint, type Jws } from "./jws.ts";
import { challenge, refuseOAuth, type Refusal } from "./refusals.ts";

/** A nonce holds for three minutes (fact sheet §1): the one before, the one of now, and the next, which is handed out. */
const nonceMs = 60_000;

const nonceAt = (play: Play, host: string, step: number): string =>
  lettersFrom(`${host}/dpop-nonce/${Math.floor(play.now() / nonceMs) + step}`, 43);

export const nextNonce = (play: Play, { host }: Call): Record<string, string> => ({
  "dpop-nonce": nonceAt(play, host, 1),
});

/** Who says no: authorisation servers and resource servers word the same troubles differently (RFC 9449 §8 and §9). */
export type Side = "issuer" | "resource";

/**
 * The thumbprint of the key that the call was signed with; undefined without a proof. Freshness is the nonce's: `iat` comes from
 * the caller's own clock, which does not leap with ours (RFC 9449 §11.1 lets a nonce take its place).
 */
export function checkProof(play: Play, call: Call, side: Side, accessToken?: string): string | undefined {
  const text = call.headers["dpop"];
  if (!text) return undefined;
  const refuse = (why: string) => invalidProof(why, side);
  const { claims, key } = open(text, refuse);
  const { ath, htm, htu, iat, jti, nonce } = claims;
  if (typeof iat !== "number") throw refuse('Failed to verify DPoP proof: missing required "iat" claim');
  if (typeof jti !== "string" || jti === "") throw refuse('DPoP "jti" missing');
  if (htm !== call.method) throw refuse('DPoP "htm" mismatch');
  if (withoutQuery(String(htu)) !== `https://${call.host}${call.path}`) throw refuse('DPoP "htu" mismatch');
  if (nonce === undefined) throw wantNonce("Authorization server requires nonce in DPoP proof", side);
  const known = [-1, 0, 1].map((step) => nonceAt(play, call.host, step));
  if (typeof nonce !== "string" || !known.includes(nonce)) throw wantNonce('DPoP "nonce" mismatch', side);
  if (accessToken === undefined && ath !== undefined) throw refuse('DPoP "ath" claim not allowed');
  if (accessToken !== undefined && ath !== sha256(accessToken)) throw refuse('DPoP "ath" mismatch');
  if (!isNew(play, `dpop ${jti}`)) throw refuse("DPoP proof replayed");
  return thumbprint(key);
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

export const invalidProof = (why: string, side: Side): Refusal =>
  challenge("invalid_dpop_proof", why, side === "issuer" ? "error_description" : "message");

const wantNonce = (why: string, side: Side): Refusal =>
  side === "issuer" ? refuseOAuth("use_dpop_nonce", why) : challenge("use_dpop_nonce", why, "message");

function open(text: string, refuse: (why: string) => Refusal): Jws {
  try {
    const proof = openJws(text, ({ jwk }) => jwk as JsonWebKey);
    if (proof.header["typ"] === "dpop+jwt") return proof;
  } catch (error) {
    throw refuse(`Failed to verify DPoP proof: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw refuse('Failed to verify DPoP proof: unexpected "typ" JWT header value');
}

/** With the path as a URL writes it. */
function withoutQuery(htu: string): string {
  const url = URL.parse(htu);
  return url ? url.origin + url.pathname : htu;
}

const seen = new WeakMap<NetworkState, Map<string, Moment>>();
const rememberedMs = 5 * 60_000;

/** A `jti` counts once. Remembered in memory, as the reference server does by default. */
export function isNew(play: Play, id: string): boolean {
  const before = seen.get(play.state) ?? new Map<string, Moment>();
  seen.set(play.state, before);
  if (before.size > 1000) for (const [old, at] of before) if (at + rememberedMs < play.now()) before.delete(old);
  if (before.has(id)) return false;
  before.set(id, play.now());
  return true;
}
