const nameAndPhoto = "Use your name and photo";

/** Permissions this simulated LinkedIn knows, with the words of its consent page; any other is an invalid scope. Fact sheet §3. */
export const scopes: Record<string, string> = {
  openid: nameAndPhoto,
  profile: nameAndPhoto,
  email: "Use the primary email address associated with your LinkedIn account",
  r_basicprofile: "Use your basic profile including your name, photo, headline, and public profile URL",
  w_member_social: "Create, modify, and delete posts, comments, and reactions on your behalf",
  r_member_postAnalytics: "Retrieve your posts and their reporting data",
  r_member_profileAnalytics: "Retrieve your profile's reporting data",
  r_organization_social: "Retrieve your organization's posts, comments, reactions, and other engagement data",
  w_organization_social: "Create, modify, and delete posts, comments, and reactions on your organization's behalf",
  rw_organization_admin: "Manage your organization's pages and retrieve reporting data",
  r_organization_admin: "Retrieve your organization's pages and their reporting data",
};

/** "a,b c" → ["a", "b", "c"]: spaces by the documents, commas as LinkedIn's own client sends them. */
export const readScopes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** Roles on a company page. A task may carry the state of its row in front: `REQUESTED:ADMINISTRATOR`; without one it is approved. */
export const roles: Record<string, string[]> = {
  super_admin: ["ADMINISTRATOR"],
  content_admin: ["CONTENT_ADMINISTRATOR"],
  content_admin_short: ["CONTENT_ADMIN"],
  curator: ["CURATOR"],
  analyst: ["ANALYST"],
  sponsored_content_poster: ["DIRECT_SPONSORED_CONTENT_POSTER"],
  recruiting_poster: ["RECRUITING_POSTER"],
  lead_gen_manager: ["LEAD_GEN_FORMS_MANAGER"],
  requested_super_admin: ["REQUESTED:ADMINISTRATOR"],
};
