import type { Tokens } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import type { LiveGrant } from "#networks/network.ts";
import type { Vault } from "../platform/vault.ts";
import { grantBinding, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";

export function sealTokens(world: Pick<World, "vault">, tokens: Tokens, boundTo: string): string {
  const plain = { a: tokens.accessToken.reveal(), r: tokens.refreshToken?.reveal(), x: tokens.extra?.reveal() };
  return world.vault.seal(JSON.stringify(plain), boundTo);
}

/** All that opening takes. */
interface Opening {
  readonly vault: Pick<Vault, "open">;
}

export function openTokens(world: Opening, sealed: string, boundTo: string): Tokens {
  const plain = JSON.parse(world.vault.open(sealed, boundTo).reveal()) as { a: string; r?: string; x?: string };
  return {
    accessToken: Secret.of(plain.a),
    refreshToken: plain.r === undefined ? undefined : Secret.of(plain.r),
    extra: plain.x === undefined ? undefined : Secret.of(plain.x),
  };
}

/** What of a stored grant a call needs. */
export type SealedGrant = Pick<
  StoredGrant,
  | "id"
  | "setter"
  | "tokenKind"
  | "tokensSealed"
  | "scopesGranted"
  | "issuedAt"
  | "accessExpiresAt"
  | "refreshExpiresAt"
  | "endsAt"
  | "dataAccessEndsAt"
>;

/** Opens a grant for one call. Throws when its tokens were destroyed: a disconnected grant is never used again (P48). */
export function openGrant(world: Opening, grant: SealedGrant): LiveGrant {
  if (grant.tokensSealed === null) throw new Error(`grant ${grant.id} has no tokens any more`);
  return liveGrant(grant, openTokens(world, grant.tokensSealed, grantBinding(grant.id)));
}

/** A stored grant with its tokens, which were opened before. */
export function liveGrant(grant: SealedGrant, tokens: Tokens): LiveGrant {
  return {
    id: grant.id,
    tokens,
    tokenKind: grant.tokenKind,
    setter: grant.setter,
    scopesGranted: grant.scopesGranted,
    issuedAt: grant.issuedAt,
    accessExpiresAt: grant.accessExpiresAt,
    refreshExpiresAt: grant.refreshExpiresAt,
    endsAt: grant.endsAt,
    dataAccessEndsAt: grant.dataAccessEndsAt,
  };
}
