import type { CapabilityTable } from "#core/capability.ts";
import { accessGuide, overview } from "./sources.ts";

/** Threads answers no call without it, and extends no token. */
export const basic = "threads_basic";

/** Who can log in to the profile has everything: there are no roles. Each scope but the first needs App Review for people who are no testers. */
export const capabilities: CapabilityTable = {
  publish: { scopes: [basic, "threads_content_publish"], anyRole: [], source: accessGuide },
  // Replies and mentions; answering is publishing. Threads offers no private messages to tools.
  inbox: {
    scopes: [
      basic,
      "threads_content_publish",
      "threads_read_replies",
      "threads_manage_replies",
      "threads_manage_mentions",
    ],
    anyRole: [],
    source: `${accessGuide}; ${overview}`,
  },
  analytics: { scopes: [basic, "threads_manage_insights"], anyRole: [], source: accessGuide },
};

/** Everything a full connection asks for. */
export const scopes: readonly string[] = [
  ...new Set(Object.values(capabilities).flatMap((needs) => ("scopes" in needs ? needs.scopes : []))),
];
