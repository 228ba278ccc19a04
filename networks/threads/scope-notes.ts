import type { ScopeNotes } from "../network.ts";
import { accessGuide as source } from "./sources.ts";

/** What each permission is for. */
export const scopeNotes: ScopeNotes = {
  threads_basic: { what: "See the profile and its posts; nothing works without it.", source },
  threads_content_publish: { what: "Publish posts and answers.", source },
  threads_read_replies: { what: "Read replies and conversations.", source },
  threads_manage_replies: { what: "Answer, hide and approve replies.", source },
  threads_manage_mentions: { what: "Read posts that mention the profile.", source },
  threads_manage_insights: { what: "Read the profile's figures.", source },
};
