import type { CapabilityTable } from "#core/capability.ts";
import { docsScopes } from "./sources.ts";

/** A person allows all that is asked or nothing; no server lets them untick a scope (forks: unconfirmed). There are no roles. */
export const capabilities: CapabilityTable = {
  publish: { scopes: ["write:statuses", "write:media"], anyRole: [], source: docsScopes },
  inbox: {
    scopes: ["read:notifications", "read:statuses", "write:statuses", "write:notifications", "write:conversations"],
    anyRole: [],
    source: docsScopes,
  },
  // Counters alone: Mastodon keeps no impressions and no history.
  analytics: { scopes: ["read:statuses", "read:accounts"], anyRole: [], source: docsScopes },
};

/** Each scope by itself, never the whole of `read` or `write`: nobody's blocks, mutes and filters are our business. */
export const scopes: readonly string[] = [
  "read:accounts",
  "read:notifications",
  "read:statuses",
  "write:conversations",
  "write:media",
  "write:notifications",
  "write:statuses",
];

/** What a server without granular scopes is asked for (before 2.4.3, and some forks). */
export const broadScopes: readonly string[] = ["read", "write"];

/** Scopes are hierarchical: who holds `read` holds `read:accounts`. */
export const isHeld = (held: readonly string[], scope: string): boolean =>
  held.includes(scope) || held.includes(scope.split(":", 1)[0] ?? scope);
