import type { ErrorSeen, Match, Row } from "../../kit/answer.ts";
import { readGoogleError } from "../../kit/google-calls.ts";
import type { Seen } from "../../network.ts";
import { manage } from "../capabilities.ts";
import { accountGuide, limitGuide, postGuide, rpcGuide, setupGuide, zeroQuota } from "../sources.ts";
import { quotaDetails } from "../wire.ts";

const neverGranted = "never_granted";

/**
 * These APIs name the status (`PERMISSION_DENIED`) and, in `details`, the reason; older ones `errors` instead. A quota of nothing is
 * no quota that was used up, and only the details tell.
 */
export function readBusinessError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const error = readGoogleError(seen);
  const read = quotaDetails.safeParse(seen.body);
  if (!error || !read.success) return error;
  const { details, status } = read.data.error;
  const isNothing = details.some(({ metadata }) => metadata?.quota_limit_value === "0");
  return { ...error, code: isNothing ? neverGranted : (status ?? error.code) };
}

const aMinuteLater = ({ at }: Seen): Date => new Date(at.getTime() + 60_000);

/** The same of newer answers and of older ones. */
const reason = (status: string, newer: string, older: string): Match[] => [
  { code: status, subcode: newer },
  { code: [newer, older] },
];

/** Our app and its Cloud project. */
export const project: readonly Row[] = [
  {
    when: { status: 429, code: neverGranted },
    rule: "never-granted",
    kind: "app-rejected",
    confidence: "certain",
    how: "Google has not granted this Cloud project access to the Business Profile APIs: its quota is 0. The operator sends Google's “Application for Basic API Access” with the project number (support.google.com/business/contact/api_default) and waits for the mail; nobody needs to reconnect.",
    source: zeroQuota,
  },
  ...[{ status: 429, code: "RESOURCE_EXHAUSTED" }, { code: ["rateLimitExceeded", "userRateLimitExceeded"] }].map(
    (when): Row => ({
      when,
      rule: "too-fast",
      kind: "rate-limited",
      reach: "app",
      until: aMinuteLater,
      how: "Nothing to do: Google takes 300 calls a minute, we wait and go on by ourselves. If no call has ever worked here, the operator looks under Quotas whether the limit is 0: then access was never granted.",
      source: limitGuide,
    }),
  ),
  ...reason("PERMISSION_DENIED", "SERVICE_DISABLED", "accessNotConfigured").map((when): Row => ({
    when,
    rule: "service-disabled",
    kind: "app-rejected",
    confidence: "certain",
    how: "The operator enables the Business Profile APIs in the Google Cloud console, under APIs & Services, Library: Account Management, Business Information, Performance and Google My Business; nobody needs to reconnect.",
    source: setupGuide,
  })),
];

/** The token, the person, the location. 403 and 404 say the same of a location: Google does not tell a lost role from a lost place. */
export const access: readonly Row[] = [
  {
    when: { code: ["UNAUTHENTICATED", "authError", "authorizationRequired"] },
    rule: "unauthenticated",
    kind: "token-expired",
    cause: "session_ended",
    how: "Google does not accept this token. If a fresh one does not help, sign in once more with the same Google account.",
    source: rpcGuide,
  },
  ...reason("PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions").map((when): Row => ({
    when,
    rule: "scope",
    kind: "scope-missing",
    reach: "grant",
    scopes: () => [manage],
    how: "The box for your business listings was left empty on Google's page. Connect again with the same account and leave it ticked.",
    source: rpcGuide,
  })),
  {
    when: { act: ["connect", "discover"], code: "PERMISSION_DENIED", subcode: null },
    rule: "not-for-this-account",
    kind: "profile-lost",
    reach: "grant",
    who: "token_setter",
    how: "Google does not let this account look at its locations. In a company's Google Workspace the administrator switches Google Business Profile on; else sign in with the account that manages the location.",
    source: setupGuide,
  },
  ...[{ code: "PERMISSION_DENIED", subcode: null }, { code: ["NOT_FOUND", "forbidden"] }].map((when): Row => ({
    when,
    rule: "not-reached",
    kind: "profile-lost",
    how: "This person does not reach the location any more: the role was taken away, or the location is gone; Google does not tell which. An owner invites them again at business.google.com, or connects it themselves. Disconnect it here if it is gone for good.",
    source: accountGuide,
  })),
];

/** What was sent. */
export const content: readonly Row[] = [
  {
    when: { act: ["publish", "inbox", "analytics"], code: "INVALID_ARGUMENT" },
    rule: "content",
    kind: "content-rejected",
    how: "The author changes the post or the answer: text, picture, date or link do not fit Google's rules. Sending the same again would be refused again.",
    source: postGuide,
  },
];
