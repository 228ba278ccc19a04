const parts: Record<string, string[]> = {
  read: ["accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes", "notifications"],
  write: ["accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media"],
};
const more = ["read:search", "read:statuses", "write:mutes", "write:notifications", "write:reports", "write:statuses"];

/** Every scope a server knows; fact sheet §3. */
export const knownScopes: readonly string[] = [
  ...Object.entries(parts).flatMap(([whole, names]) => [whole, ...names.map((name) => `${whole}:${name}`)]),
  ...more,
  "profile",
  "follow",
  "push",
];

/** Scopes are hierarchical: `read` holds `read:accounts`. */
export const holds = (held: readonly string[], scope: string): boolean =>
  held.includes(scope) || held.includes(scope.split(":")[0] ?? scope);

/** As the consent words them. */
export const scopeLabels: Record<string, string> = {
  profile: "Read only your account's profile information",
  read: "Read all your account's data",
  "read:accounts": "See account information",
  "read:notifications": "See your notifications",
  "read:statuses": "See all posts",
  write: "Modify all your account's data",
  "write:conversations": "Mute and delete conversations",
  "write:media": "Upload media files",
  "write:notifications": "Clear your notifications",
  "write:statuses": "Publish posts",
};
