/** One permission: the words of its tick box, and whether it is given page by page. */
export interface Permission {
  label: string;
  perPage: boolean;
}

/** Permissions this simulated Facebook knows; any other is an invalid scope. Names: fact sheet §3.3. */
export const permissions: Record<string, Permission> = {
  public_profile: { label: "Name and profile picture", perPage: false },
  email: { label: "Email address", perPage: false },
  openid: { label: "Sign-in identifier", perPage: false },
  pages_show_list: { label: "Show a list of the Pages you manage", perPage: true },
  pages_read_engagement: { label: "Read content posted on the Page", perPage: true },
  pages_read_user_content: { label: "Read user content on your Page", perPage: true },
  pages_manage_posts: { label: "Create and manage content on your Page", perPage: true },
  pages_manage_engagement: { label: "Manage comments on your Page", perPage: true },
  pages_manage_metadata: { label: "Manage settings and webhooks for your Page", perPage: true },
  pages_messaging: { label: "Manage conversations of your Page in Messenger", perPage: true },
  read_insights: { label: "Access insights of your Page", perPage: true },
  pages_manage_ads: { label: "Manage ads of your Page", perPage: true },
  publish_video: { label: "Publish videos to your Page", perPage: true },
  instagram_basic: { label: "Access the profile and posts of your Instagram account", perPage: true },
  instagram_content_publish: { label: "Upload media to your Instagram account", perPage: true },
  instagram_manage_comments: { label: "Manage comments of your Instagram account", perPage: true },
  instagram_manage_insights: { label: "Access insights of your Instagram account", perPage: true },
  instagram_manage_messages: { label: "Manage messages of your Instagram account", perPage: true },
  business_management: { label: "Manage your business", perPage: false },
  ads_management: { label: "Manage ads for ad accounts that you have access to", perPage: false },
  ads_read: { label: "Access your ads and related stats", perPage: false },
};

/** "a,b c" → ["a", "b", "c"]: commas or spaces, each name once. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** Is any of these given page by page? Then the dialog asks which Pages. */
export const asksForPages = (scopes: string[]): boolean => scopes.some((scope) => permissions[scope]?.perPage);

const all = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"];

/** Roles of fact sheet §3.2 as tasks of §3.1. */
export const roles: Record<string, string[]> = {
  full_control: all,
  partial_control: all.filter((task) => task !== "MANAGE"),
  moderator: ["MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"],
  advertiser: ["ADVERTISE", "ANALYZE"],
  analyst: ["ANALYZE"],
  new_full_control: ["PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_MANAGE", ...all],
};
