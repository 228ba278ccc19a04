/** What the consent screen says of each scope of YouTube; names: fact sheet §1. */
const youtube: Record<string, string> = {
  "https://www.googleapis.com/auth/youtube.upload": "Manage your YouTube videos",
  "https://www.googleapis.com/auth/youtube.readonly": "View your YouTube account",
  "https://www.googleapis.com/auth/youtube": "Manage your YouTube account",
  "https://www.googleapis.com/auth/youtube.force-ssl":
    "See, edit, and permanently delete your YouTube videos, ratings, comments and captions",
  "https://www.googleapis.com/auth/yt-analytics.readonly": "View YouTube Analytics reports for your YouTube content",
  "https://www.googleapis.com/auth/yt-analytics-monetary.readonly":
    "View monetary and non-monetary YouTube Analytics reports for your YouTube content",
};

/** Signing in is one thing: it has no boxes. Short names are answered with the long ones. */
const email = "https://www.googleapis.com/auth/userinfo.email";
const profile = "https://www.googleapis.com/auth/userinfo.profile";
const longNames: Record<string, string> = { email, profile };

export const wordsOf = (scope: string): string | undefined => youtube[scope];

export const isSignIn = (scope: string): boolean => scope === "openid" || scope === email || scope === profile;

export const isKnown = (scope: string): boolean => isSignIn(scope) || Object.hasOwn(youtube, scope);

export const sees = { email, profile };

/** Scopes with which `channels.list` tells anything. */
export const readers: readonly string[] = [
  "https://www.googleapis.com/auth/youtube.readonly",
  "https://www.googleapis.com/auth/youtube",
  "https://www.googleapis.com/auth/youtube.force-ssl",
];

/** "a b" → ["a", "b"], each name once, long. */
export const readScopes = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((one) => longNames[one] ?? one),
  ),
];
