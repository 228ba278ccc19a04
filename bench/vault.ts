import { createSecretKey, randomBytes } from "node:crypto";
import { Secret } from "#core/secret.ts";
import { openTokens, sealTokens } from "#server/grants/tokens.ts";
import { grantBinding } from "#server/store/grants.ts";
import { openVault } from "#server/platform/vault.ts";
import { against, type Figure } from "./figures.ts";

export interface VaultSize {
  readonly seconds: number;
  readonly rounds: number;
}

/** Sealing and opening the tokens of a grant, beside writing and reading the same as plain JSON. */
export function vault({ seconds, rounds }: VaultSize): Figure[] {
  const world = { vault: openVault([{ id: "bench", key: createSecretKey(randomBytes(32)) }]) };
  const tokens = { accessToken: Secret.of("a".repeat(210)), refreshToken: Secret.of("r".repeat(90)) };
  const binding = grantBinding("grt_bench");
  const sealed = sealTokens(world, tokens, binding);
  const plain = JSON.stringify({ a: tokens.accessToken.reveal(), r: tokens.refreshToken.reveal() });
  const acts = {
    seal: () => sealTokens(world, tokens, binding),
    stringify: () => JSON.stringify({ a: tokens.accessToken.reveal(), r: tokens.refreshToken.reveal() }),
    open: () => openTokens(world, sealed, binding),
    parse: () => JSON.parse(plain) as unknown,
  };
  const rates = { seal: 0, stringify: 0, open: 0, parse: 0 };
  for (const name of ["seal", "stringify", "open", "parse"] as const) perSecond(acts[name], seconds / 4); // warm-up
  for (let round = 0; round < rounds; round++)
    for (const name of ["seal", "stringify", "open", "parse"] as const)
      rates[name] += perSecond(acts[name], seconds) / rounds;
  return [
    against("JSON.stringify", rates.stringify, { name: "vault/seal", value: rates.seal, unit: "grants/s" }),
    against("JSON.parse", rates.parse, { name: "vault/open", value: rates.open, unit: "grants/s" }),
  ];
}

function perSecond(act: () => unknown, seconds: number): number {
  const began = performance.now();
  let [done, took] = [0, 0];
  do {
    for (let n = 0; n < 100; n++) act();
    done += 100;
    took = performance.now() - began;
  } while (took < seconds * 1000);
  return (done / took) * 1000;
}
