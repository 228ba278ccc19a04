import type { CapabilityTable } from "#core/capability.ts";
import { lexicons, permissions } from "./sources.ts";

const everything = { scopes: ["transition:generic"], anyRole: [], source: permissions };

export const capabilities: CapabilityTable = {
  publish: everything,
  inbox: everything,
  analytics: { scopes: ["atproto"], anyRole: [], source: `counters of app.bsky.feed.getPosts are public: ${lexicons}` },
};
