import type { ScopeNotes } from "../network.ts";
import { oauthGuide, openApi } from "./sources.ts";

/** What each scope is for; people grant all of them or none. */
export const scopeNotes: ScopeNotes = {
  "tweet.read": { what: "Read posts, mentions and their figures.", source: openApi },
  "users.read": { what: "See which account it is.", source: openApi },
  "tweet.write": { what: "Publish, answer and delete posts.", source: openApi },
  "media.write": { what: "Upload pictures and videos for posts.", source: openApi },
  "tweet.moderate.write": { what: "Hide answers to the account's posts.", source: openApi },
  "offline.access": { what: "Stay connected: without it a login ends after two hours.", source: oauthGuide },
};
