import type { CapabilityTable } from "#core/capability.ts";
import { inboxGuide, insightsGuide, postsGuide } from "./sources.ts";

/**
 * Scopes and Page tasks of each capability. All need Advanced Access (App Review and business verification) for people
 * without a role on the app.
 */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: ["pages_manage_posts", "pages_read_engagement", "pages_show_list"],
    anyRole: ["CREATE_CONTENT"],
    source: postsGuide,
  },
  inbox: {
    scopes: [
      "pages_read_engagement",
      "pages_read_user_content",
      "pages_manage_engagement",
      "pages_messaging",
      "pages_manage_metadata",
    ],
    // MODERATE answers comments and reads messages; MESSAGING alone would leave the comments out.
    anyRole: ["MODERATE"],
    source: inboxGuide,
  },
  analytics: {
    scopes: ["read_insights", "pages_read_engagement"],
    anyRole: ["ANALYZE"],
    source: insightsGuide,
  },
};

/** Lists Pages; `business_management` also those that are reached through a business portfolio only (openpost#216). */
const listing = ["pages_show_list", "business_management"];

/** Everything a full connection asks for; `public_profile` comes by itself. */
export const scopes: readonly string[] = [
  ...new Set([...listing, ...Object.values(capabilities).flatMap((needs) => ("scopes" in needs ? needs.scopes : []))]),
];

/** What Instagram through a Facebook Page asks for as well: one app may serve both (kit/meta-revoke.ts). */
export const sharedWithInstagram: readonly string[] = [
  "pages_show_list",
  "pages_read_engagement",
  "pages_manage_metadata",
  "business_management",
];

const usefulTasks = new Set(Object.values(capabilities).flatMap((needs) => ("anyRole" in needs ? needs.anyRole : [])));

/** Whether any of our capabilities can work with these tasks. */
export function isUseful(tasks: readonly string[]): boolean {
  return tasks.some((task) => usefulTasks.has(task));
}
