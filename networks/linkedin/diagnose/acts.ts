import type { Row } from "../../kit/answer.ts";
import type { Act } from "#core/diagnosis.ts";
import type { Seen } from "../../network.ts";
import { errorGuide, limitsGuide, recorded, rolesGuide } from "../sources.ts";

const raise =
  "A super admin of the page gives this person the role Super admin or Content admin (Page, Admin tools, Manage admins)";
const another = "or another admin of the page connects it";
const work: readonly Act[] = ["publish", "inbox", "analytics"];

/** A right or a role is missing; the token lives. */
export const rights: readonly Row[] = [
  {
    when: { code: "role" },
    kind: "profile-lost",
    how: `${raise}, ${another}; a new login of the same person does not help.`,
    source: `No approved row in organizationAcls, ${rolesGuide}`,
  },
  {
    when: { code: "gone" },
    kind: "profile-lost",
    cause: "profile_gone",
    how: "A super admin looks at LinkedIn whether the page was deactivated, deleted or merged with another one.",
    source: `404 of the page itself, ${errorGuide}`,
  },
  {
    when: { status: 403, words: /image resource is forbidden/i },
    rule: "403-image",
    kind: "content-rejected",
    who: "nobody",
    how: "Nothing to do: this permission may use the picture and not ask for its state.",
    source: recorded,
  },
  {
    when: { status: 403, words: /^Unpermitted fields present/i },
    rule: "403-fields",
    kind: "content-rejected",
    who: "operator",
    how: "LinkedIn does not take one of the fields of this post from this app. Whoever runs the program that sent it leaves it out.",
    source: recorded,
  },
  {
    // Scope and role look alike here, so nothing ends by it; a probe of the page's roles tells which.
    when: { act: work, status: 403, code: "ACCESS_DENIED" },
    rule: "403-work",
    kind: "scope-missing",
    cause: "role_too_low",
    who: "profile_admin",
    how: `${raise}, ${another}. On a personal profile the person who connected it renews instead.`,
    source: `${errorGuide}; ${rolesGuide}`,
  },
  {
    when: { status: 403, code: "ACCESS_DENIED" },
    rule: "403",
    kind: "scope-missing",
    how: "The person who connected it renews, so that all permissions are asked for again. If everybody meets this, the operator looks which products LinkedIn has given to the app.",
    source: errorGuide,
  },
  {
    when: { status: 403, code: ["NO_PERMISSION_ON_ENTITY", "NO_PERMISSION_ON_FIELD", "NO_PERMISSION_TO_UPDATE"] },
    rule: "403-entity",
    kind: "scope-missing",
    cause: "role_too_low",
    who: "profile_admin",
    how: `${raise}, ${another}.`,
    source: errorGuide,
  },
  {
    when: { status: 400, words: /^Organization permissions must be used when using organization as/i },
    rule: "400-organization",
    kind: "scope-missing",
    how: "This login was given for a personal profile only. The person who connected it renews while company pages are switched on here.",
    scopes: () => ["w_organization_social"],
    source: recorded,
  },
];

/** Daily counters start anew at midnight UTC; LinkedIn sends neither a rate header nor Retry-After ("Rate limits"). */
function midnight(seen: Seen): Date | undefined {
  if (seen.headers["retry-after"]) return undefined;
  const { at } = seen;
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
}

/** Time alone repairs these. */
export const limits: readonly Row[] = [
  {
    when: { status: 429, words: /creation rate limit exceeded/i },
    rule: "429-creation",
    kind: "rate-limited",
    reach: "grant",
    retry: "backoff",
    how: "LinkedIn finds the comments of this person too frequent. Nothing to do: we wait and go on by ourselves.",
    source: recorded,
  },
  {
    when: { status: 429 },
    rule: "429",
    kind: "rate-limited",
    reach: "grant",
    how: "The calls that LinkedIn allows for a day are used up. Nothing to do: we go on after midnight UTC.",
    until: midnight,
    source: limitsGuide,
  },
  {
    when: { act: "publish", status: 504 },
    rule: "504-publish",
    kind: "unreachable",
    who: "author",
    retry: "never",
    how: "The post may be out although LinkedIn did not answer in time. The author looks at the profile before sending it again.",
    source: errorGuide,
  },
  {
    when: { status: [500, 503, 504] },
    rule: "5xx",
    kind: "unreachable",
    how: "Nothing to do: LinkedIn has trouble, we keep trying.",
    source: errorGuide,
  },
  {
    when: { status: 409 },
    kind: "unreachable",
    reach: "access",
    how: "Nothing to do: something else was written at the same moment, we try again.",
    source: errorGuide,
  },
];

const changePost = "The author changes the post; sending the same again would be refused again.";

/** Codes stand at the top or, in newer answers, with each field inside `errorDetails.inputErrors`; both places are read. */
function either(codes: readonly string[], row: Omit<Row, "when">): Row[] {
  return [
    { when: { code: codes }, ...row },
    { when: { subcode: codes }, ...row },
  ];
}

const badFields = [
  "INVALID_URN_TYPE",
  "INVALID_URN_ID",
  "MISSING_FIELD",
  "INVALID_VALUE_FOR_FIELD",
  "FIELD_LENGTH_TOO_LONG",
  "INVALID_VALUE_BLANK_FIELD",
  "INVALID_IMAGE_ID",
];

/** What was sent cannot be taken. */
export const content: readonly Row[] = [
  {
    when: { status: 422, words: /duplicate/i },
    rule: "422-duplicate",
    kind: "content-rejected",
    how: "LinkedIn has this text already: a first try may have succeeded. The author looks at the profile before sending it again.",
    source: errorGuide,
  },
  ...either(["MEDIA_ASSET_WAITING_UPLOAD", "MEDIA_ASSET_PROCESSING_FAILED", "EXPIRED_UPLOAD_URL"], {
    rule: "media",
    kind: "content-rejected",
    who: "nobody",
    retry: "backoff",
    how: "The picture or video has not arrived at LinkedIn; it is uploaded once more.",
    source: errorGuide,
  }),
  ...either(badFields, { rule: "content", kind: "content-rejected", how: changePost, source: errorGuide }),
  {
    when: { status: [411, 412, 413, 415] },
    rule: "request",
    kind: "content-rejected",
    who: "operator",
    how: "LinkedIn does not take the request in this form. Whoever runs the program that sent it mends it.",
    source: errorGuide,
  },
  {
    when: { status: 404 },
    rule: "404",
    kind: "unrecognised",
    how: "LinkedIn does not find this: it is gone, or hidden from this app. We look whether the profile is still there.",
    source: errorGuide,
  },
];
