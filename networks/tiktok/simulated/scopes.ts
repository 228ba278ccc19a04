/** One scope: the words of its switch, and the fields of `/v2/user/info/` that it unlocks (fact sheet §2). */
export interface Scope {
  label: string;
  fields: string[];
}

/** Scopes this simulated TikTok knows; names: fact sheet §3. */
export const scopes: Record<string, Scope> = {
  "user.info.basic": {
    label: "Read your profile info (avatar, display name)",
    fields: ["open_id", "union_id", "avatar_url", "avatar_url_100", "avatar_large_url", "display_name"],
  },
  "user.info.profile": {
    label: "Read your profile web link, bio and verification",
    fields: ["bio_description", "profile_deep_link", "is_verified", "username"],
  },
  "user.info.stats": {
    label: "Read your follower, following, like and video counts",
    fields: ["follower_count", "following_count", "likes_count", "video_count"],
  },
  "video.list": { label: "Read your public videos on TikTok", fields: [] },
  "video.publish": { label: "Post content to TikTok", fields: [] },
  "video.upload": { label: "Upload draft content to TikTok for you to edit and post", fields: [] },
};

/** Always granted: its switch cannot be moved. */
export const basic = "user.info.basic";

/** "a,b" → ["a", "b"]. Only commas separate: "a b" is one unknown scope. */
export const readList = (text: string): string[] => [...new Set(text.split(",").filter(Boolean))];

/** The scope that unlocks a field; undefined: TikTok has no such field. */
export const scopeOf = (field: string): string | undefined =>
  Object.keys(scopes).find((name) => scopes[name]?.fields.includes(field));
