import type { CapabilityTable } from "#core/capability.ts";
import { canonicalTasks } from "../kit/meta-tasks.ts";
import { overview, publishingGuide } from "./sources.ts";

/** The way in with the Instagram login: who knows that login has everything, so no role is asked for. */
const ownLogin = (...more: readonly string[]) => ({ scopes: ["instagram_business_basic", ...more], anyRole: [] });

/** Scopes and Page tasks of each capability through a Page, and the scopes of the Instagram login that are as good. */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: ["instagram_basic", "instagram_content_publish", "pages_read_engagement", "pages_show_list"],
    anyRole: ["CREATE_CONTENT"],
    source: `${overview}; ${publishingGuide}`,
    instead: ownLogin("instagram_business_content_publish"),
  },
  inbox: {
    scopes: [
      "instagram_basic",
      "instagram_manage_comments",
      "instagram_manage_messages",
      "pages_read_engagement",
      "pages_show_list",
      "pages_manage_metadata",
    ],
    // MODERATE answers comments; MESSAGING alone would leave them out.
    anyRole: ["MODERATE"],
    source: overview,
    instead: ownLogin("instagram_business_manage_comments", "instagram_business_manage_messages"),
  },
  analytics: {
    scopes: ["instagram_basic", "instagram_manage_insights", "pages_read_engagement", "pages_show_list"],
    anyRole: ["ANALYZE"],
    source: overview,
    instead: ownLogin("instagram_business_manage_insights"),
  },
};

const needed = Object.values(capabilities).flatMap((needs) => ("scopes" in needs ? [needs] : []));

/** What the Instagram login asks for. */
export const loginScopes: readonly string[] = [...new Set(needed.flatMap((needs) => needs.instead?.scopes ?? []))];

/**
 * What Facebook's login asks for. `business_management` lists Pages that are reached through a portfolio only; for a role that
 * was given there Meta also wants `ads_management` or `ads_read` (overview): the lesser of the two.
 */
export const pageScopes: readonly string[] = [
  ...new Set([...needed.flatMap((needs) => needs.scopes), "business_management", "ads_read"]),
];

/** What Facebook Pages ask for as well: one app may serve both (kit/meta-revoke.ts). */
export const sharedWithFacebook: readonly string[] = [
  "pages_show_list",
  "pages_read_engagement",
  "pages_manage_metadata",
  "business_management",
];

/** Page tasks as far as they count here: MANAGE creates content too (content-publishing, 2026-09-11). */
export function rolesOf(tasks: readonly string[]): readonly string[] {
  const plain = canonicalTasks(tasks);
  return plain.includes("MANAGE") ? [...new Set([...plain, "CREATE_CONTENT"])] : plain;
}

const usefulRoles = new Set(needed.flatMap((needs) => needs.anyRole));

/** Whether any of our capabilities can work with these roles. */
export function isUseful(roles: readonly string[]): boolean {
  return roles.some((role) => usefulRoles.has(role));
}
