import type { ScopeNotes } from "../network.ts";
import { docsScopes as source } from "./sources.ts";

/** What each scope is for; a person allows all of them or none. */
export const scopeNotes: ScopeNotes = {
  "read:accounts": { what: "See which account it is, and its counters.", source },
  "read:notifications": { what: "Read mentions and answers.", source },
  "read:statuses": { what: "Read posts, threads and conversations, with their counters.", source },
  "write:statuses": { what: "Publish posts and answers, and delete them.", source },
  "write:media": { what: "Upload pictures and videos for posts.", source },
  "write:notifications": { what: "Mark notifications as done.", source },
  "write:conversations": { what: "Mark conversations as read.", source },
};
