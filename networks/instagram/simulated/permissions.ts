/** Permissions of the Instagram login and the words of their switches; any other is an invalid scope. Fact sheet §1B. */
export const permissions: Record<string, string> = {
  instagram_business_basic: "View your profile and the media you posted",
  instagram_business_content_publish: "Publish photos, videos and stories for you",
  instagram_business_manage_comments: "View and manage comments on your media",
  instagram_business_manage_messages: "View and manage your messages",
  instagram_business_manage_insights: "View insights of your account and media",
};

/** Needed for everything: the consent screen does not let it be switched off. */
export const basic = "instagram_business_basic";

/** "a,b c" → ["a", "b", "c"]: commas or spaces, each name once. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
