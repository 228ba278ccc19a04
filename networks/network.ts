import type { CapabilityTable } from "#core/capability.ts";
import type { Diagnosis } from "#core/diagnosis.ts";
import type { About, ScopeNotes } from "./contract/about.ts";
import type { AppCredentials, Servers, Setup } from "./contract/app.ts";
import type { Seen } from "./contract/call.ts";
import type { Hook } from "./contract/hooks.ts";
import type { OAuth } from "./contract/oauth.ts";
import type { Policy } from "./contract/policy.ts";
import type { Probe } from "./contract/probe.ts";
import type { Profiles } from "./contract/profiles.ts";
import type { Analytics, Inbox, Publish } from "./contract/work.ts";

/** The whole contract of a network. An adapter is a plain object that names its parts: `export const chirp = {…} satisfies Network`. */
export interface Network {
  readonly about: About;
  readonly policy: Policy;
  readonly capabilities: CapabilityTable;
  /** Every scope that is asked for, with what it is for, for whoever reviews the app or is asked to agree. */
  readonly scopeNotes?: ScopeNotes;
  /** Roles as the network's own pages call them, for people; where they have no name there, none. */
  readonly roleNames?: Readonly<Record<string, string>>;
  readonly oauth: OAuth;
  readonly profiles: Profiles;
  readonly probe: Probe;
  /** What an answer means; pure, never throws, whatever it is given. */
  readonly diagnose: (seen: Seen) => Diagnosis;
  /** The work itself: each part is optional, and only a network that has the capability may have its part. */
  readonly publish?: Publish;
  readonly inbox?: Inbox;
  readonly analytics?: Analytics;
  /** Requests that the network sends to us (de-authorisation, data deletion), by the last segment of their path. */
  readonly hooks?: Readonly<Record<string, Hook>>;
  /** Public JSON documents that the network reads from us (client metadata, JWKS): `GET /v1/networks/{id}/documents/{name}`. */
  readonly documents?: Readonly<Record<string, (app: AppCredentials, publicUrl: string) => Promise<unknown>>>;
  /** Whether a 2xx answer carries an error all the same; by default one with a truthy `error` member does. */
  readonly carriesError?: (body: unknown) => boolean;
  /** A network of many servers (Mastodon): our app is registered at each of them by itself. */
  readonly servers?: Servers;
  /** How the operator gets an app there; absent where none is needed. */
  readonly setup?: Setup;
}

export type * from "./contract/about.ts";
export type * from "./contract/app.ts";
export * from "./contract/call.ts";
export type * from "./contract/hooks.ts";
export type * from "./contract/oauth.ts";
export type * from "./contract/policy.ts";
export type * from "./contract/probe.ts";
export type * from "./contract/profiles.ts";
export type * from "./contract/work.ts";
