import type { CapabilityTable } from "#core/capability.ts";
import { openApi } from "./sources.ts";

/** Scopes of each capability: `security` of the operations. Nobody has a role here: whoever signed in is the account. */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: ["tweet.read", "users.read", "tweet.write", "media.write"],
    anyRole: [],
    source: `POST /2/tweets and POST /2/media/upload, ${openApi}`,
  },
  inbox: {
    scopes: ["tweet.read", "users.read", "tweet.write", "tweet.moderate.write"],
    anyRole: [],
    source: `GET /2/users/{id}/mentions, POST /2/tweets, PUT /2/tweets/{tweet_id}/hidden, ${openApi}`,
  },
  analytics: {
    scopes: ["tweet.read", "users.read"],
    anyRole: [],
    source: `GET /2/tweets/analytics, ${openApi}`,
  },
};

/**
 * Everything a full connection asks for, and no more: people cannot untick one of them at X (P36). Without `offline.access`
 * there is no refresh token, and the connection would end after two hours.
 */
export const scopes: readonly string[] = [
  "tweet.read",
  "users.read",
  "tweet.write",
  "media.write",
  "tweet.moderate.write",
  "offline.access",
];
