import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret } from "#core/secret.ts";
import type { KeyRing, VaultKey } from "./key-ring.ts";

/**
 * Seals secrets for the database. `boundTo` names the place where the sealed text is kept, such as `grant:grt_1:tokens`;
 * moved to another row, it does not open. What is sealed is text.
 */
export interface Vault {
  /** The key that seals now. */
  readonly activeKeyId: string;
  /** Every key that can open, the active one first. */
  readonly keyIds: readonly string[];
  seal(plain: string | Secret, boundTo: string): string;
  /** Throws `VaultError`. */
  open(sealed: string, boundTo: string): Secret;
  /** True when an older key sealed it: then seal it again, and the older key can go once none is left. */
  needsReseal(sealed: string): boolean;
}

/**
 * `unknown_key`: sealed by a key that is not here. `wrong_key`: a key of that id is here, but it is another one.
 * `tampered`: changed, cut off, or moved from another row.
 */
export type VaultErrorCode = "unknown_key" | "wrong_key" | "tampered";

/** A sealed text does not open. The message names key and place, never content. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;
  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface VaultOptions {
  /**
   * Reads the keys anew. Asked once when a sealed text names a key that is not known: another process on the same data
   * folder has rotated meanwhile (P24).
   */
  readonly reread?: () => KeyRing;
}

/** `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. */
const VERSION = "v1";
/** 96 bits, as NIST SP 800-38D §8.2 wants it; random nonces are good for 2^32 seals under one key (§8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A vault over the keys given: AES-256-GCM, with key id and place authenticated along. */
export function openVault(keys: KeyRing, options: VaultOptions = {}): Vault {
  let ring = keys;
  const find = (id: string): VaultKey | undefined => ring.find((key) => key.id === id);

  return {
    get activeKeyId() {
      return ring[0].id;
    },
    get keyIds() {
      return ring.map(({ id }) => id);
    },
    seal(plain, boundTo) {
      return seal(typeof plain === "string" ? plain : plain.reveal(), boundTo, ring[0]);
    },
    open(sealed, boundTo) {
      const id = keyIdOf(sealed);
      if (!find(id) && options.reread) ring = options.reread();
      const key = find(id);
      if (!key) throw new VaultError("unknown_key", `${boundTo} was sealed with key ${id}, which is not here`);
      return open(sealed, boundTo, key);
    },
    needsReseal: (sealed) => keyIdOf(sealed) !== ring[0].id,
  };
}

/** The id of the key that sealed it. Throws `VaultError` when the text is no sealed text. */
export function keyIdOf(sealed: string): string {
  return split(sealed).keyId;
}

function seal(plain: string, boundTo: string, { id, key }: VaultKey): string {
  if (!plain.isWellFormed()) throw new TypeError("only well-formed text can be sealed");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound(id, boundTo));
  const box = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, nonce.toString("base64url"), box.toString("base64url")].join(".");
}

function open(sealed: string, boundTo: string, { id, key }: VaultKey): Secret {
  const { nonce, box } = split(sealed);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(id, boundTo));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  const start = decipher.update(box.subarray(0, -TAG_BYTES));
  try {
    return Secret.of(Buffer.concat([start, decipher.final()]).toString("utf8"));
  } catch {
    // Node says only "unable to authenticate data": there is no reason to keep.
    throw new VaultError("tampered", `${boundTo} does not open: it was changed, or sealed for another place`);
  }
}

function bound(keyId: string, boundTo: string): Buffer {
  return Buffer.from(`latchkey:${VERSION}:${keyId}:${boundTo}`, "utf8");
}

function split(sealed: string): { keyId: string; nonce: Buffer; box: Buffer } {
  const [version, keyId, nonceText = "", boxText = "", ...rest] = sealed.split(".");
  const nonce = Buffer.from(nonceText, "base64url");
  const box = Buffer.from(boxText, "base64url");
  // Node's decoder skips what is not base64url; comparing back makes every changed character count.
  const exact = nonce.toString("base64url") === nonceText && box.toString("base64url") === boxText;
  const sized = nonce.length === NONCE_BYTES && box.length >= TAG_BYTES;
  if (version !== VERSION || !keyId || !exact || !sized || rest.length > 0) {
    throw new VaultError("tampered", "a stored secret is not a sealed text");
  }
  return { keyId, nonce, box };
}
