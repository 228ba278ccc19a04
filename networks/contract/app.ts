import type { Secret } from "#core/secret.ts";
import type { Call } from "./call.ts";

/** One field of the registration of our app, as the operator enters it. */
export interface Setting {
  /** Camel case; the environment variable follows from it: `clientId` of `chirp` is `LATCHKEY_CHIRP_CLIENT_ID`. */
  readonly key: string;
  readonly label: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly help: string;
  /** Nothing but a whole number is taken; anything else is refused before it is kept. */
  readonly wholeNumber?: true;
}

export interface Way {
  /** Lower case; also the instance under which its app is kept. */
  readonly id: string;
  readonly label: string;
  /** When to take this way, a sentence. */
  readonly help: string;
  readonly scopes: readonly string[];
  /** Keys carry the way's id in front: `pageClientId` of the way `page`. */
  readonly settings: readonly Setting[];
  /** False: nothing refreshes a grant that came this way; its profiles have tokens of their own that outlive it. */
  readonly refreshes?: boolean;
}

/** The operator's road to an app, shown on the network's page beside the redirect address. */
export interface Setup {
  /** Where apps are registered. */
  readonly portal: { readonly name: string; readonly url: string };
  /** What to do there, in order, one sentence or two each. */
  readonly steps: readonly string[];
  /**
   * Proves client id and secret by a call that changes nothing; returns when the network knows them, throws NetworkFailure of
   * kind `app-rejected` when it refuses them. Absent where nothing short of a login proves them.
   */
  prove?(call: Call): Promise<void>;
}

export interface Servers {
  /** The server that a person's identifier means: `@anna@Example.SOCIAL` → `example.social`; undefined = it cannot be one. */
  serverOf(identifier: string): string | undefined;
  /** Registers our app at the server `call.app.instance`: once for each server, and again when one has forgotten us. */
  register(call: Call, redirectUri: string): Promise<Registered>;
}

export interface Registered {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The operator's registration of our app at a network. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** Which registration it is: the way in, or the server of a network of many servers; absent where there is just one. */
  readonly instance?: string;
}
