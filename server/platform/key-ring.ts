import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Secret } from "#core/secret.ts";
import { createPrivateFile, readPrivateFile, replacePrivateFile } from "./private-file.ts";

/** One AES-256 key. Its id stands in every ciphertext, so it must not change while one is kept. */
export interface VaultKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** All keys that may still open something. The first one is active: it seals. */
export type KeyRing = readonly [VaultKey, ...VaultKey[]];

/** The keys cannot be used as they are; the message is one sentence for the operator and holds no key. */
export class KeyRingError extends Error {
  override readonly name = "KeyRingError";
}

const KEY_BYTES = 32;
const idPattern = /^[A-Za-z0-9_-]{1,40}$/;
const keyFile = z.object({ keys: z.array(z.object({ id: z.string(), key: z.string() })) });
type Entry = z.infer<typeof keyFile>["keys"][number];

/** The keys as a setting carries them: `id:key,id:key`, each key 32 bytes in base64url, the first one active. */
export function parseKeyRing(text: Secret, source: string): KeyRing {
  const entries = text
    .reveal()
    .split(",")
    .map((entry): Entry => {
      const [id = "", key = ""] = entry.trim().split(":", 2);
      return { id, key };
    });
  return toRing(entries, source);
}

/** The keys of the data folder. The file is made on the first start. Throws `ExposedFileError`, `KeyRingError`. */
export function openKeyFile(dataFolder: string): KeyRing {
  const path = keyFilePath(dataFolder);
  createPrivateFile(path, serialize([newEntry()]));
  return readKeyFile(path);
}

/** Adds a fresh key to the data folder's file and makes it the active one; the older ones stay and keep opening. */
export function rotateKeyFile(dataFolder: string): KeyRing {
  const path = keyFilePath(dataFolder);
  const lock = `${path}.lock`;
  claim(lock);
  try {
    const older = readKeyFile(path).map(({ id, key }) => ({ id, key: key.export().toString("base64url") }));
    replacePrivateFile(path, serialize([newEntry(), ...older]));
  } finally {
    rmSync(lock);
  }
  return readKeyFile(path);
}

export function keyFilePath(dataFolder: string): string {
  return join(dataFolder, "keys.json");
}

/** Without the lock, of two rotations at once one would drop the other's key, and with it all that it had sealed. */
function claim(lock: string): void {
  try {
    closeSync(openSync(lock, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new KeyRingError(`the keys are being rotated by another process; if none is running, remove ${lock}`);
  }
}

function readKeyFile(path: string): KeyRing {
  const text = readPrivateFile(path);
  let content: z.infer<typeof keyFile>;
  try {
    content = keyFile.parse(JSON.parse(text));
  } catch {
    // The parser's message is left out on purpose: it quotes the file, and the file is secret.
    throw new KeyRingError(`${path} is not a key file of Latchkey; put it back from a backup`);
  }
  return toRing(content.keys, path);
}

function toRing(entries: readonly Entry[], source: string): KeyRing {
  const keys = entries.map(({ id, key }, index): VaultKey => {
    if (!idPattern.test(id)) throw new KeyRingError(`${source}: the id of key ${index + 1} is missing or malformed`);
    const bytes = Buffer.from(key, "base64url");
    if (bytes.length !== KEY_BYTES || bytes.toString("base64url") !== key) {
      throw new KeyRingError(`${source}: key ${id} is not ${KEY_BYTES} bytes in base64url`);
    }
    return { id, key: createSecretKey(bytes) };
  });
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new KeyRingError(`${source}: two keys have the id ${twice}`);
  const [active, ...older] = keys;
  if (!active) throw new KeyRingError(`${source} holds no key`);
  return [active, ...older];
}

function newEntry(): Entry {
  return { id: `k${randomBytes(5).toString("hex")}`, key: randomBytes(KEY_BYTES).toString("base64url") };
}

function serialize(keys: readonly Entry[]): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}
