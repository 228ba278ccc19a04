import type { CapabilityTable } from "#core/capability.ts";
import { performanceGuide, postGuide, reviewGuide } from "./sources.ts";

const prefix = "https://www.googleapis.com/auth/";
export const manage = `${prefix}business.manage`;

/** Everything a connection asks for: one scope does all, the first three say who signed in and have no box (P36). */
export const scopes: readonly string[] = ["openid", `${prefix}userinfo.email`, `${prefix}userinfo.profile`, manage];

/** The kind of a location; of those that Google takes no posts for the kind says so. */
export const kinds = { place: "location", silent: "location without posts" } as const;
export const kindNames = { [kinds.place]: "locations", [kinds.silent]: "locations without posts" };

/** Google's roles, highest first, as business.google.com calls them. */
export const roleNames: Readonly<Record<string, string>> = {
  PRIMARY_OWNER: "Primary owner",
  OWNER: "Owner",
  MANAGER: "Manager",
  SITE_MANAGER: "Site manager",
};

/** Each of the four may post, answer reviews and read figures (of site managers: recorded by others). */
const anyRole: readonly string[] = Object.keys(roleNames);

/** The same scope and the same roles for all three. */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: [manage],
    anyRole,
    absentFor: { [kinds.silent]: "Google takes no posts for this location, because of its kind of business." },
    source: postGuide,
  },
  inbox: { scopes: [manage], anyRole, source: reviewGuide },
  analytics: { scopes: [manage], anyRole, source: performanceGuide },
};

/** Whether these scopes let us see any location; scopes that nobody told us are tried. */
export const seesLocations = (held: readonly string[] | undefined): boolean => held?.includes(manage) ?? true;

/** A role that we know; anything else (`…_UNSPECIFIED`) tells nothing. */
export const rolesOf = (role: string | undefined): readonly string[] | undefined =>
  role !== undefined && Object.hasOwn(roleNames, role) ? [role] : undefined;
