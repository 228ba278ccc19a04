import type { AppCredentials } from "./app.ts";
import type { Call } from "./call.ts";

/** Whether a request is the network's own is decided by its signature; `call` is for keys that the network publishes. */
export type Hook = (app: AppCredentials, request: HookRequest, call: Call) => HookOutcome | Promise<HookOutcome>;

export interface HookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The raw body as text; signatures are computed over it. */
  readonly body: string;
  readonly now: Date;
  /** Where a person can read what became of a data-deletion request; `{code}` is filled in by the adapter. */
  readonly statusUrl: (code: string) => string;
}

export type HookOutcome =
  | { readonly accepted: false; readonly why: string }
  | { readonly accepted: true; readonly facts: readonly HookFact[]; readonly answer: unknown };

export type HookFact =
  | { readonly fact: "person_removed_app"; readonly setterRemoteId: string }
  | { readonly fact: "data_deletion_requested"; readonly setterRemoteId: string; readonly code: string }
  /** Something changed: look now instead of at the next interval. */
  | { readonly fact: "look_again"; readonly setterRemoteId?: string; readonly profileRemoteId?: string };
