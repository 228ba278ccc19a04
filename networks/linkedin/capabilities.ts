import type { CapabilityTable } from "#core/capability.ts";
import type { AppCredentials } from "../network.ts";

const accessControl = "learn.microsoft.com, LinkedIn organization access control, read 2026-11-22";

/** What a personal profile needs: the products "Sign In with LinkedIn using OpenID Connect" and "Share on LinkedIn", both self-serve. */
export const memberScopes: readonly string[] = ["openid", "profile", "email", "w_member_social"];

/** What company pages need besides: the product "Community Management API". */
export const organizationScopes: readonly string[] = [
  "rw_organization_admin",
  "r_organization_social",
  "w_organization_social",
];

/**
 * Everything a full connection asks for. LinkedIn ends all earlier tokens of a member who grants another set than before
 * (authorization-code-flow, read 2026-11-22), so this set is asked for whole each time, and a change of it costs every login.
 */
export const scopes: readonly string[] = [...memberScopes, ...organizationScopes];

/** Either way of listing a member's pages will do; older tokens may hold the reading one. */
const listing: readonly string[] = ["rw_organization_admin", "r_organization_admin"];

/** Whether a token can see company pages; unknown scopes may. */
export function reachesPages(granted: readonly string[] | undefined): boolean {
  return granted === undefined || granted.some((scope) => listing.includes(scope));
}

/** Whether this app asks for company pages: the operator switches them off where the app lacks the product (P36). */
export function asksForPages({ settings }: Pick<AppCredentials, "settings">): boolean {
  return !/^(off|no|false|0)$/i.test(settings["organizations"]?.trim() ?? "");
}

const admin = "ADMINISTRATOR";
const contentAdmin = "CONTENT_ADMINISTRATOR";
const sponsoredPoster = "DIRECT_SPONSORED_CONTENT_POSTER";

export const capabilities: CapabilityTable = {
  publish: {
    scopes: ["w_organization_social"],
    anyRole: [admin, contentAdmin, sponsoredPoster],
    source: `Posts API 202607; ${accessControl}`,
    instead: { scopes: ["openid", "profile", "w_member_social"], anyRole: [] },
  },
  inbox: {
    absentFor: {
      member: "LinkedIn keeps the comments under personal posts from apps like this one; answer them on linkedin.com.",
    },
    // Whether a content admin may read comments is not in the table of roles, so it is not promised.
    scopes: ["r_organization_social", "w_organization_social"],
    anyRole: [admin, sponsoredPoster],
    source: `Comments API 202607, table of roles, ${accessControl}`,
  },
  analytics: {
    absentFor: {
      // r_member_postAnalytics: one permission that an app lacks refuses the whole connection, so it is not asked for.
      member: "Figures of personal posts need a further LinkedIn permission, which Latchkey does not ask for.",
    },
    scopes: ["rw_organization_admin"],
    anyRole: [admin],
    source: `Organization statistics: "the member must be ADMINISTRATOR", ${accessControl}`,
  },
};

const spellings: Readonly<Record<string, string>> = { CONTENT_ADMIN: contentAdmin };

/** Roles in one spelling: tables of LinkedIn write content admin as `CONTENT_ADMINISTRATOR` and as `CONTENT_ADMIN`. */
export function canonicalRoles(roles: readonly string[]): readonly string[] {
  return [...new Set(roles.map((role) => spellings[role] ?? role))];
}

/** Roles with which a page is worth connecting (R79): what LinkedIn calls Super admin and Content admin. */
export function isSufficient(roles: readonly string[]): boolean {
  return roles.includes(admin) || roles.includes(contentAdmin);
}

/** Roles as LinkedIn's own pages call them. */
export const roleNames: Readonly<Record<string, string>> = {
  [admin]: "Super admin",
  [contentAdmin]: "Content admin",
  CURATOR: "Curator",
  ANALYST: "Analyst",
  [sponsoredPoster]: "Sponsored content poster",
  RECRUITING_POSTER: "Recruiting poster",
  LEAD_GEN_FORMS_MANAGER: "Lead gen forms manager",
  LEAD_CAPTURE_ADMINISTRATOR: "Lead gen forms manager",
};

export function roleName(role: string): string {
  return roleNames[role] ?? role.toLowerCase().replaceAll("_", " ");
}
