import { type MetaError, traceId } from "#simulator/meta/errors.ts";
import { json, type Answer, type Moment, type Play } from "#simulator/play.ts";

/** The error envelope. */
export function graphError(play: Play, error: MetaError): Answer {
  const answer = json(
    {
      error: {
        message: error.message,
        type: error.type ?? "OAuthException",
        ...(error.transient && { is_transient: true }),
        code: error.code,
        ...(error.data && { error_data: error.data }),
        ...(error.subcode && { error_subcode: error.subcode }),
        fbtrace_id: traceId(play),
      },
    },
    error.status ?? 400,
  );
  if (error.code === 190)
    answer.headers["www-authenticate"] = `OAuth "Facebook Platform" "invalid_token" "${error.message}"`;
  return answer;
}

const dead = (subcode: number, message: string, data?: MetaError["data"]): MetaError => ({
  code: 190,
  subcode,
  message: `Error validating access token: ${message}`,
  ...(data && { data }),
});

/** Wordings of fact sheet §5 and §10. Where the sheet gives no code, the row says so. */
export const errors = {
  malformed: { code: 190, message: "Invalid OAuth access token - Cannot parse access token" },
  // No code in the sheet for an app token made with an old secret: a token the network cannot verify.
  appTokenRefused: { code: 190, message: "Invalid OAuth access token signature." },
  revoked: (app: string) => dead(458, `The user has not authorized application ${app}.`),
  checkpoint: dead(459, "The user is enrolled in a blocking, logged-in checkpoint", {
    url: "https://www.facebook.com/",
  }),
  passwordChanged: dead(
    460,
    "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  ),
  expired: (at: Moment, now: Moment) =>
    dead(463, `Session has expired on ${stamp(at)}. The current time is ${stamp(now)}.`),
  unconfirmed: dead(464, "Sessions for the user are not allowed because the user is not a confirmed user."),
  signedOut: dead(467, "The session is invalid because the user logged out."),
  roleLost: dead(
    492,
    "The user must be an administrator, editor, or moderator of the page in order to impersonate it. If the page business requires Two Factor Authentication, the user also needs to enable Two Factor Authentication.",
  ),
  pageNotInConsent: {
    code: 190,
    message:
      "Any of the pages_read_engagement, pages_manage_metadata, pages_read_user_content, pages_manage_ads, pages_show_list or pages_messaging permission(s) must be granted before impersonating a user's page.",
  },
  pageTokenNeeded: { code: 190, subcode: 2069032, message: "A Page access token is required" },
  // The sheet has no code for a call without any token.
  noToken: {
    code: 2500,
    message: "An active access token must be used to query information about the current user.",
  },
  noObject: (id: string) => ({
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  }),
  noField: (field: string, node: string) => ({
    code: 100,
    message: `(#100) Tried accessing nonexisting field (${field}) on node type (${node})`,
  }),
  parameter: (message: string) => ({ code: 100, message: `(#100) ${message}` }),
  missingPermissions: { code: 100, message: "(#100) Missing permissions" },
  noPermission: {
    code: 10,
    message: "(#10) Application does not have permission for this action",
  },
  needs: (permission: string) => ({
    code: 200,
    status: 403,
    message: `(#200) Requires permission: ${permission} or User associated with the Page access token does not have an appropriate role on the Page.`,
  }),
  policy: {
    code: 368,
    message: "The action attempted has been deemed abusive or is otherwise disallowed",
  },
  proofMissing: {
    code: 100,
    type: "GraphMethodException",
    message: "API calls from the server require an appsecret_proof argument",
  },
  proofWrong: {
    code: 100,
    type: "GraphMethodException",
    message: "Invalid appsecret_proof provided in the API argument",
  },
  secretWrong: { code: 1, message: "Error validating client secret." },
  // The sheet has no codes for an app that does not exist (101) or that Meta switched off (200).
  noApp: {
    code: 101,
    message: "Error validating application. Cannot get application info due to a system error.",
  },
  appDisabled: { code: 200, message: "API access blocked." },
  codeUnknown: { code: 100, message: "Invalid verification code format." },
  codeUsed: { code: 100, subcode: 36009, message: "This authorization code has been used." },
  codeExpired: { code: 100, subcode: 36007, message: "This authorization code has expired." },
  codeRedirect: {
    code: 100,
    subcode: 36008,
    message:
      "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
  },
  unknown: { code: 1, status: 500, message: "An unknown error has occurred.", transient: true },
  down: { code: 2, status: 503, message: "(#2) Service temporarily unavailable", transient: true },
  appLimit: { code: 4, message: "(#4) Application request limit reached", transient: true },
  pageLimit: {
    code: 80001,
    message: "(#80001) There have been too many calls to this Page account. Wait a bit and try again.",
  },
} satisfies Record<string, MetaError | ((...facts: never[]) => MetaError)>;

/** "Saturday, 11-Dec-21 05:00:00 PST": the form Meta writes dates in, in California's time. */
function stamp(moment: Moment): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { timeZone: "America/Los_Angeles", ...options }).format(moment);
  const time = part({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const zone = part({ timeZoneName: "short" }).split(" ").at(-1);
  const date = `${part({ day: "2-digit" })}-${part({ month: "short" })}-${part({ year: "2-digit" })}`;
  return `${part({ weekday: "long" })}, ${date} ${time} ${zone}`;
}
