import { randomBytes } from "node:crypto";
import { Secret } from "#core/secret.ts";
import type { Vault } from "./vault.ts";

/** A secret that is kept in memory for longer than a call. */
interface Masked {
  reveal(): Secret;
}

/**
 * Keeps the bytes of a secret mixed with as many random ones, outside of the heap: no text of it lies about, and a snapshot of the
 * heap shows neither. It is no seal: who reads all of the process's memory finds both, as they find the key of the vault.
 */
function mask(secret: Secret): Masked {
  const mixed = Buffer.from(secret.reveal(), "utf8");
  const random = randomBytes(mixed.length);
  const mix = (): void => {
    for (let at = 0; at < mixed.length; at++) mixed[at] = (mixed[at] ?? 0) ^ (random[at] ?? 0);
  };
  mix();
  return {
    reveal() {
      mix();
      const text = mixed.toString("utf8");
      mix();
      return Secret.of(text);
    },
  };
}

/**
 * Opens each sealed text once, for rows that are kept and do not change; from then on it is masked. Opening takes longer than all
 * the rest of an answer.
 */
export function openOnce(vault: Pick<Vault, "open">): Pick<Vault, "open"> {
  const opened = new Map<string, { readonly boundTo: string; readonly masked: Masked }>();
  return {
    open(sealed, boundTo) {
      const known = opened.get(sealed);
      if (known?.boundTo === boundTo) return known.masked.reveal();
      const secret = vault.open(sealed, boundTo);
      opened.set(sealed, { boundTo, masked: mask(secret) });
      return secret;
    },
  };
}
