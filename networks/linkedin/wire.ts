import { z } from "zod";
import { seconds } from "../kit/seconds.ts";

/**
 * LinkedIn's JSON as sent; its spelling stops here. Sources: "Authorization code flow", "Programmatic refresh tokens",
 * "Token introspection", "Sign In with LinkedIn using OpenID Connect", "Organization access control by role",
 * "Organization lookup" (learn.microsoft.com/linkedin, read 2026-11-22; see NOTES.md).
 * A member that is absent or of another type is "not told", so that one odd entry never spoils a list.
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** Scopes come with commas (live answers, LinkedIn's own client) or with spaces (the documents). */
const scopeList = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .optional()
  .catch(undefined);

/** `POST /oauth/v2/accessToken`; refresh tokens come to approved apps only. */
export const tokenAnswer = z.object({
  access_token: text,
  expires_in: seconds,
  refresh_token: maybeText,
  refresh_token_expires_in: seconds,
  scope: scopeList,
});

/** `POST /oauth/v2/introspectToken`: of another app's token only `active: false`. Moments are Unix seconds. */
export const inspectionAnswer = z.object({
  active: z.boolean(),
  status: maybeText,
  client_id: maybeText,
  auth_type: maybeText,
  expires_at: z
    .number()
    .positive()
    .transform((seconds) => new Date(seconds * 1000))
    .optional()
    .catch(undefined),
  scope: scopeList,
});
export type Inspection = z.infer<typeof inspectionAnswer>;

/** `GET /v2/userinfo`; `sub` is another one for every app. */
export const memberAnswer = z.object({
  sub: text,
  name: maybeText,
  given_name: maybeText,
  family_name: maybeText,
  picture: maybeText,
});

/** The page of a row stands under one of three names, by age of the interface; brands have a type of URN of their own. */
const pageUrn = z.string().regex(/^urn:li:organization(Brand)?:\d+$/);
const maybeUrn = pageUrn.optional().catch(undefined);
export const aclRow = z
  .object({
    role: text,
    state: maybeText,
    organization: maybeUrn,
    organizationTarget: maybeUrn,
    organizationalTarget: maybeUrn,
  })
  .transform(({ role, state, ...keys }) => ({
    role,
    state,
    urn: keys.organization ?? keys.organizationTarget ?? keys.organizationalTarget,
  }));

const link = z.object({ rel: maybeText });

/** Any finder: entries are read one by one. */
export const listAnswer = z.object({
  elements: z.array(z.unknown()),
  paging: z
    .object({ links: z.array(link).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const logo = z
  .object({
    "original~": z.object({ elements: z.array(z.object({ identifiers: z.array(z.object({ identifier: text })) })) }),
  })
  .transform((one) => one["original~"].elements[0]?.identifiers[0]?.identifier)
  .optional()
  .catch(undefined);

/** A company page; what of it is told depends on the role. */
export const pageAnswer = z.object({ localizedName: maybeText, vanityName: maybeText, logoV2: logo });
export type PageFacts = z.infer<typeof pageAnswer>;

/** `GET /rest/organizationsLookup`: what anybody may know of pages, by id. */
export const lookupAnswer = z.object({ results: z.record(z.string(), pageAnswer.optional().catch(undefined)) });
