import type { KeyRing } from "./key-ring.ts";
import { openVault, type Vault, VaultError } from "./vault.ts";

/** A row of `vault_key`: proof that a key of this id once opened what this database holds. */
export interface KeyCheck {
  readonly id: string;
  readonly checkSealed: string;
}

export interface KeysInUse {
  readonly checks: readonly KeyCheck[];
  /** The ids of all keys that sealed a row which is still kept. */
  readonly usedKeyIds: readonly string[];
  /** The ids of all keys with which other processes seal at this moment. */
  readonly sealingKeyIds: readonly string[];
}

/** A check value for each key, to be stored in `vault_key` where there is none yet. */
export function makeKeyChecks(keys: KeyRing): KeyCheck[] {
  return keys.map((key) => ({ id: key.id, checkSealed: openVault([key]).seal("latchkey", place(key.id)) }));
}

/**
 * Refuses the start when the keys at hand cannot open what the database holds (P51). Throws `VaultError` with one
 * sentence for the operator: `unknown_key` when a key in use is missing, `wrong_key` when it is here under its id but
 * is another key.
 */
export function assertKeysFit({ checks, usedKeyIds, sealingKeyIds }: KeysInUse, vault: Vault): void {
  const missing = missingOf(usedKeyIds, vault);
  if (missing.length > 0) {
    throw new VaultError(
      "unknown_key",
      `the database holds secrets sealed with ${name(missing)}, missing from the keys here (${vault.keyIds.join(", ")}); ` +
        "put the original keys back (keys.json in the data folder, or LATCHKEY_KEYS)",
    );
  }
  const unknown = missingOf(sealingKeyIds, vault);
  if (unknown.length > 0) {
    throw new VaultError(
      "unknown_key",
      `other processes seal with ${name(unknown)}, missing from the keys here (${vault.keyIds.join(", ")}); ` +
        "start this one with the keys that they have (keys.json in the data folder, or LATCHKEY_KEYS)",
    );
  }
  const wrong = wrongKeys(checks, vault);
  if (wrong.length === 0) return;
  throw new VaultError(
    "wrong_key",
    `${name(wrong)} is not the key that sealed this database's secrets, although it has the same id; ` +
      "put the original keys back (keys.json in the data folder, or LATCHKEY_KEYS)",
  );
}

/** The ids under which another key is here than the one that was here when the check was made. */
export function wrongKeys(checks: readonly KeyCheck[], vault: Vault): string[] {
  const here = new Set(vault.keyIds);
  return checks.filter(({ id, checkSealed }) => here.has(id) && !opens(checkSealed, id, vault)).map(({ id }) => id);
}

function missingOf(ids: readonly string[], vault: Vault): string[] {
  const here = new Set(vault.keyIds);
  return [...new Set(ids)].filter((id) => !here.has(id));
}

function opens(checkSealed: string, id: string, vault: Vault): boolean {
  try {
    vault.open(checkSealed, place(id));
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

function place(id: string): string {
  return `vault_key:${id}:check`;
}

function name(ids: readonly string[]): string {
  return ids.length === 1 ? `key ${ids[0]}` : `keys ${ids.join(", ")}`;
}
