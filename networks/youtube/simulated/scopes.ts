/** What the consent screen says of each scope of YouTube; names: fact sheet §1. */
export const scopes: Readonly<Record<string, string>> = {
  "https://www.googleapis.com/auth/youtube.upload": "Manage your YouTube videos",
  "https://www.googleapis.com/auth/youtube.readonly": "View your YouTube account",
  "https://www.googleapis.com/auth/youtube": "Manage your YouTube account",
  "https://www.googleapis.com/auth/youtube.force-ssl":
    "See, edit, and permanently delete your YouTube videos, ratings, comments and captions",
  "https://www.googleapis.com/auth/yt-analytics.readonly": "View YouTube Analytics reports for your YouTube content",
  "https://www.googleapis.com/auth/yt-analytics-monetary.readonly":
    "View monetary and non-monetary YouTube Analytics reports for your YouTube content",
};

/** Scopes with which `channels.list` tells anything. */
export const readers: readonly string[] = [
  "https://www.googleapis.com/auth/youtube.readonly",
  "https://www.googleapis.com/auth/youtube",
  "https://www.googleapis.com/auth/youtube.force-ssl",
];
