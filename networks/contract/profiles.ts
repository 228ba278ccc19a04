import type { Secret } from "#core/secret.ts";
import type { Call } from "./call.ts";
import type { LiveGrant } from "./oauth.ts";

/** What a grant reaches. */
export interface Profiles {
  /** `all`: everything usable is added by itself, now and when it appears later (Pinterest's boards, R81); else a person picks. */
  readonly follow?: "all";
  /** Everything this grant reaches, page by page; also what it sees and cannot use, with the reason (P31, P35). */
  list(call: Call, grant: LiveGrant): AsyncIterable<FoundProfile>;
}

export interface FoundProfile {
  /** Stable for ever at the network. */
  readonly remoteId: string;
  readonly name: string;
  readonly kind: string;
  readonly handle?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly url?: string | undefined;
  /** Roles or tasks in the adapter's canonical spelling; undefined = not told. */
  readonly roles?: readonly string[] | undefined;
  /** Scopes that hold for this one profile, where the network grants them per asset; undefined = those of the grant. */
  readonly scopes?: readonly string[] | undefined;
  /** A token of the profile's own, where the network issues one. */
  readonly token?: Secret | undefined;
  readonly tokenExpiresAt?: Date | null | undefined;
  /** Why it cannot be used, as a sentence with the next step; absent = usable. */
  readonly unusable?: string | undefined;
}
