import { type Vault, VaultError } from "./vault.ts";

/** A row of `vault_key`: proof that a key of this id once opened what this database holds. */
export interface KeyCheck {
  readonly id: string;
  readonly checkSealed: string;
}

export interface KeysInUse {
  readonly checks: readonly KeyCheck[];
  /** The ids of all keys that sealed a row which is still kept. */
  readonly usedKeyIds: readonly string[];
}

/** The check value for the active key, to be stored in `vault_key` when it is not there yet. */
export function makeKeyCheck(vault: Vault): KeyCheck {
  return { id: vault.activeKeyId, checkSealed: vault.seal("latchkey", place(vault.activeKeyId)) };
}

/**
 * Refuses the start when the keys at hand cannot open what the database holds (P51). Throws `VaultError` with one
 * sentence for the operator: `unknown_key` when a key in use is missing, `wrong_key` when it is here under its id but
 * is another key.
 */
export function assertKeysFit({ checks, usedKeyIds }: KeysInUse, vault: Vault): void {
  const here = new Set(vault.keyIds);
  const missing = [...new Set(usedKeyIds)].filter((id) => !here.has(id));
  if (missing.length > 0) {
    throw new VaultError(
      "unknown_key",
      `the database holds secrets sealed with ${name(missing)}, missing from the keys here (${vault.keyIds.join(", ")}); ` +
        "put the original keys back (keys.json in the data folder, or LATCHKEY_KEYS)",
    );
  }
  const wrong = checks
    .filter(({ id, checkSealed }) => here.has(id) && !opens(checkSealed, id, vault))
    .map(({ id }) => id);
  if (wrong.length === 0) return;
  throw new VaultError(
    "wrong_key",
    `${name(wrong)} is not the key that sealed this database's secrets, although it has the same id; ` +
      "put the original keys back (keys.json in the data folder, or LATCHKEY_KEYS)",
  );
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
