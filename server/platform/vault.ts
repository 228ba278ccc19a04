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
  /** Every key that can open, the one that its operator wants to seal with first. */
  readonly keyIds: readonly string[];
  seal(plain: string | Secret, boundTo: string): string;
  /** Throws `VaultError`. */
  open(sealed: string, boundTo: string): Secret;
  /** True when an older key sealed it: then seal it again, and the older key can go once none is left. */
  needsReseal(sealed: string): boolean;
}

/** A vault whose keys may change while it is in use. Which of them seals is decided elsewhere: by what all processes know (P24). */
export interface KeyedVault extends Vault {
  readonly ring: KeyRing;
  /** From now on this key of the ring seals; until the first time it is the ring's first. */
  sealWith(keyId: string): void;
  /** Learns the keys that have come in meanwhile, where they can be read anew. None is forgotten. Throws what reading throws. */
  learn(): void;
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
export function openVault(keys: KeyRing, options: VaultOptions = {}): KeyedVault {
  let ring = keys;
  let sealingKeyId: string | undefined;
  const find = (id: string): VaultKey | undefined => ring.find((key) => key.id === id);
  const sealing = (): VaultKey => (sealingKeyId === undefined ? undefined : find(sealingKeyId)) ?? ring[0];
  const learn = (): void => {
    if (options.reread) ring = grown(options.reread(), ring);
  };

  return {
    get ring() {
      return ring;
    },
    get activeKeyId() {
      return sealing().id;
    },
    get keyIds() {
      return ring.map(({ id }) => id);
    },
    seal(plain, boundTo) {
      return seal(typeof plain === "string" ? plain : plain.reveal(), boundTo, sealing());
    },
    open(sealed, boundTo) {
      const parts = split(sealed);
      const { keyId } = parts;
      if (!find(keyId)) learn();
      const key = find(keyId);
      if (!key) throw new VaultError("unknown_key", `${boundTo} was sealed with key ${keyId}, which is not here`);
      return open(parts, boundTo, key);
    },
    needsReseal: (sealed) => keyIdOf(sealed) !== sealing().id,
    sealWith(keyId) {
      if (!find(keyId)) throw new VaultError("unknown_key", `key ${keyId}, which is to seal, is not here`);
      sealingKeyId = keyId;
    },
    learn,
  };
}

/** The keys as they are read now, and behind them what was known besides: a text under way may still need it. A known id keeps its key. */
function grown(read: KeyRing, known: KeyRing): KeyRing {
  const same = (key: VaultKey): VaultKey => known.find(({ id }) => id === key.id) ?? key;
  const [first, ...others] = read;
  return [same(first), ...others.map(same), ...known.filter(({ id }) => !read.some((key) => key.id === id))];
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

function open({ nonce, box }: Sealed, boundTo: string, { id, key }: VaultKey): Secret {
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

interface Sealed {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly box: Buffer;
}

function split(sealed: string): Sealed {
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
