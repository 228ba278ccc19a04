import type { Expiries } from "#core/grant.ts";
import type { Secret } from "#core/secret.ts";
import type { Call } from "./call.ts";
import type { LiveGrant } from "./oauth.ts";

/** Cheap reads that prove a grant or an access; never a write (R7). */
export interface Probe {
  /** Proves the grant itself; facts that it learns on the way are kept. Throws NetworkFailure when the network says no. */
  grant(call: Call, grant: LiveGrant): Promise<GrantProof>;
  /** Proves one access by a real call made with the very token that work would use. */
  access(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof>;
}

export interface LiveAccess {
  readonly remoteId: string;
  /** The profile's own token where there is one, else the grant's. */
  readonly token: Secret;
}

export interface GrantProof extends Expiries {
  readonly scopesGranted?: readonly string[] | undefined;
  readonly scopesDeclined?: readonly string[] | undefined;
  /** What the same answer proved of a profile that has no token of its own: it is not asked about again. */
  readonly profile?: { readonly remoteId: string; readonly proof: AccessProof } | undefined;
}

export interface AccessProof {
  readonly name?: string | undefined;
  readonly handle?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** Undefined = not told by this probe; what was known before stays. */
  readonly roles?: readonly string[] | undefined;
  readonly scopes?: readonly string[] | undefined;
}
