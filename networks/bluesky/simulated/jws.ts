import { constants, createHash, createPublicKey, verify, type JsonWebKey } from "node:crypto";

/** An opened and verified JWS. */
export interface Jws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: JsonWebKey;
}

/** RFC 7518 §3.1, and RFC 8812 for ES256K: the curve or the padding of each name. */
const kinds: Readonly<Record<string, { hash: string; crv?: string; padding?: number }>> = {
  RS256: { hash: "sha256", padding: constants.RSA_PKCS1_PADDING },
  RS384: { hash: "sha384", padding: constants.RSA_PKCS1_PADDING },
  RS512: { hash: "sha512", padding: constants.RSA_PKCS1_PADDING },
  PS256: { hash: "sha256", padding: constants.RSA_PKCS1_PSS_PADDING },
  PS384: { hash: "sha384", padding: constants.RSA_PKCS1_PSS_PADDING },
  PS512: { hash: "sha512", padding: constants.RSA_PKCS1_PSS_PADDING },
  ES256: { hash: "sha256", crv: "P-256" },
  ES256K: { hash: "sha256", crv: "secp256k1" },
  ES384: { hash: "sha384", crv: "P-384" },
  ES512: { hash: "sha512", crv: "P-521" },
};

/** In the order in which the reference server offers them. */
export const algorithms = Object.keys(kinds);

/** Opens a compact JWS with the key that its header leads to; throws an Error with what is wrong. */
export function openJws(text: string, keyFor: (header: Jws["header"]) => JsonWebKey | undefined): Jws {
  const [head = "", body = "", signature = "", ...more] = text.split(".");
  if (signature === "" || more.length > 0) throw new Error("Invalid Compact JWS");
  const [header, claims] = [readPart(head), readPart(body)];
  const key = keyFor(header);
  if (!key) throw new Error("no applicable key found in the JSON Web Key Set");
  const kind = kinds[String(header["alg"])];
  if (!kind || !fits(key, kind)) throw new Error(`Unsupported "alg" value for a JSON Web Key Set`);
  const signed = Buffer.from(`${head}.${body}`);
  const options = kind.padding === undefined ? { dsaEncoding: "ieee-p1363" as const } : { padding: kind.padding };
  const isRight = verify(
    kind.hash,
    signed,
    { key: createPublicKey({ key, format: "jwk" }), ...options },
    Buffer.from(signature, "base64url"),
  );
  if (!isRight) throw new Error("signature verification failed");
  return { header, claims, key };
}

const fits = (key: JsonWebKey, { crv }: { crv?: string }): boolean =>
  crv === undefined ? key.kty === "RSA" : key.kty === "EC" && key.crv === crv;

export function readPart(part: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof read === "object" && read !== null) return read as Record<string, unknown>;
  } catch {
    // Said below, as for every other text that is no object.
  }
  throw new Error("Invalid Compact JWS");
}

/** RFC 7638. */
export function thumbprint(key: JsonWebKey): string {
  const { crv, e, kty, n, x, y } = key;
  const members = kty === "RSA" ? { e, kty, n } : { crv, kty, x, y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}
