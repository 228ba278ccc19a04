/** Scopes this simulated X knows, with the words of its consent screen (fact sheet §1). */
export const scopes: Record<string, string> = {
  "tweet.read": "All the posts you can view, including posts from protected accounts.",
  "tweet.write": "Post and repost for you.",
  "tweet.moderate.write": "Hide and unhide replies to your posts.",
  "users.read": "Any account you can view, including protected accounts.",
  "users.email": "The email address of your account.",
  "follows.read": "People who follow you and people who you follow.",
  "follows.write": "Follow and unfollow people for you.",
  "offline.access": "Stay connected to your account until you revoke access.",
  "space.read": "All the Spaces you can view.",
  "mute.read": "Accounts you've muted.",
  "mute.write": "Mute and unmute accounts for you.",
  "like.read": "Posts you've liked and likes you can view.",
  "like.write": "Like and unlike posts for you.",
  "list.read": "Lists, list members, and list followers of lists you've created or are a member of.",
  "list.write": "Create and manage Lists for you.",
  "block.read": "Accounts you've blocked.",
  "block.write": "Block and unblock accounts for you.",
  "bookmark.read": "Posts you've bookmarked.",
  "bookmark.write": "Bookmark and remove bookmarks from posts.",
  "dm.read": "All your Direct Messages.",
  "dm.write": "Send and manage your Direct Messages.",
  "media.write": "Upload media like photos and videos for you.",
};

/** "a b" → ["a", "b"]: spaces only, each name once. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/ +/).filter(Boolean))];
