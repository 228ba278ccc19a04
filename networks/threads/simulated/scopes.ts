/** Permissions and the words of their switches; any other is unknown to Threads. Fact sheet §1, "Scopes". */
export const scopeWords: Record<string, string> = {
  threads_basic: "See your profile and your threads",
  threads_content_publish: "Create and publish threads for you",
  threads_read_replies: "Read replies to your threads",
  threads_manage_replies: "Answer, hide and approve replies",
  threads_manage_insights: "See insights of your profile and your threads",
  threads_manage_mentions: "See threads that mention you",
  threads_delete: "Delete your threads",
  threads_keyword_search: "Search public threads",
  threads_location_tagging: "Tag places",
  threads_profile_discovery: "Look up public profiles",
  threads_share_to_instagram: "Share your threads to Instagram",
};

/** Needed for everything: it cannot be switched off. */
export const basic = "threads_basic";

/** "a,b c" → ["a", "b", "c"]: commas or spaces, each name once. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
