import type { Expiries, Person, TokenAnswer, TokenKind, Tokens } from "#core/grant.ts";
import type { Secret } from "#core/secret.ts";
import type { Call } from "./call.ts";

/** How a person authorises our app, and how that is kept alive and ended. */
export interface OAuth {
  /** All scopes that a full connection asks for. */
  readonly scopes: readonly string[];
  /** Where the browser is sent. May call the network (PAR). `keep` is sealed by us and given back to `finish`. */
  begin(call: Call, start: DanceStart): Promise<{ readonly url: string; readonly keep?: Secret }>;
  /** Reads the callback: a refusal in the network's own words, or undefined when there is a code to exchange. */
  refusal(params: URLSearchParams): Refusal | undefined;
  /** Exchanges the code for the longest-lived tokens there are and asks who the person is. */
  finish(call: Call, back: DanceReturn): Promise<Consent>;
  /**
   * Fresh tokens for a grant; absent where nothing refreshes. The call's deadline is the only thing that may cut it off.
   * The caller saves the answer before any other await, so this does nothing after it has it.
   */
  refresh?(call: Call, grant: LiveGrant): Promise<TokenAnswer>;
  /** Ends the grant at the network where that is possible. */
  revoke?(call: Call, grant: LiveGrant): Promise<void>;
  /**
   * The login that a setter's remote id belongs to, where one login authorises several accounts one by one (`login/account`,
   * Google's channels) and revoking any of them ends them all; absent = each setter stands alone.
   */
  loginOf?(setterRemoteId: string): string;
  /**
   * Whose consents `revoke` ends at once: those that a login gave to any app with the same answer here, at other networks too (a
   * Google Cloud project, which YouTube and Business Profile may share); absent = those of this network alone.
   */
  revokesAllOf?(clientId: string): string;
  /** Ends only the session that a renewal has replaced, where a network keeps it apart from the new one. */
  retire?(call: Call, replaced: LiveGrant): Promise<void>;
  /** What a caller needs beside the token to use it, where a bearer token is not enough. */
  lend?(grant: LiveGrant): Lent;
}

/** DPoP (RFC 9449): the private key as a JWK and the server the token is for. OAuth 1.0a: the secret that signs with the token. */
export type Lent =
  | { readonly dpopKey: Readonly<Record<string, unknown>>; readonly audience: string }
  | { readonly tokenSecret: Secret };

export interface DanceStart {
  readonly redirectUri: string;
  readonly state: string;
  /** 43+ characters of chance, for PKCE or nonces. */
  readonly verifier: string;
  readonly scopes: readonly string[];
  readonly identifier?: string | undefined;
  /** Whose login a renewal expects: hinted to the network where it takes hints. */
  readonly expected?: Person | undefined;
  /** Ask again for what was declined before. */
  readonly rerequest: boolean;
  /** Make the network ask for a login, where it can. */
  readonly switchAccount: boolean;
}

export interface DanceReturn {
  readonly params: URLSearchParams;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly keep?: Secret | undefined;
}

export interface Refusal {
  /** `cancelled`: the person said no. `app_rejected`: the network does not let our app ask. `failed`: anything else. */
  readonly what: "cancelled" | "app_rejected" | "failed";
  readonly words: string;
}

export interface Consent {
  readonly answer: TokenAnswer;
  readonly person: Person;
}

/** A grant with its tokens opened, lent to an adapter for one call. */
export interface LiveGrant extends Expiries {
  readonly id: string;
  readonly tokens: Tokens;
  readonly tokenKind: TokenKind;
  readonly setter: Person;
  readonly scopesGranted: readonly string[] | undefined;
  readonly issuedAt: Date;
}
