import { stamp } from "#simulator/meta/date.ts";
import { type MetaError, errorAnswer } from "#simulator/meta/errors.ts";
import type { Answer, Moment, Play } from "#simulator/play.ts";

/** The envelope of graph.instagram.com; fact sheet §5. */
export const graphError = (play: Play, error: MetaError): Answer => errorAnswer(play, error, "OAuthException");

const dead = (subcode: number, message: string): MetaError => ({
  code: 190,
  subcode,
  message: `Error validating access token: ${message}`,
});

/** Wordings of fact sheet §5. Where the sheet gives none, the row says so. */
export const errors = {
  unreadable: { code: 190, message: "Invalid OAuth access token - Cannot parse access token" },
  revoked: (app: string) => dead(458, `The user has not authorized application ${app}.`),
  checkpoint: dead(459, "The user is enrolled in a blocking, logged-in checkpoint"),
  passwordChanged: dead(
    460,
    "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  ),
  expired: (at: Moment, now: Moment) =>
    dead(463, `Session has expired on ${stamp(at)}. The current time is ${stamp(now)}.`),
  unconfirmed: dead(464, "Sessions for the user are not allowed because the user is not a confirmed user."),
  signedOut: dead(467, "The session is invalid because the user logged out."),
  restricted: {
    code: 25,
    subcode: 2207050,
    message: "The Instagram account is restricted.",
    title: "User access is restricted",
  },
  noPermission: { code: 10, message: "(#10) Application does not have permission for this action" },
  notBusiness: { code: 10, message: "(#10) The user is not an Instagram Business" },
  noObject: (id: string) => ({
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  }),
  noField: (field: string) => ({
    code: 100,
    type: "IGApiException",
    message: `(#100) Tried accessing nonexisting field (${field})`,
  }),
  parameter: (message: string) => ({ code: 100, type: "IGApiException", message }),
  // No wording in the sheet for any of the next four; the rule behind the first three is documented (§1B, "Refresh").
  tooYoung: {
    code: 100,
    type: "IGApiException",
    message: "The access token must be at least 24 hours old to be refreshed.",
  },
  isPrivate: { code: 10, type: "IGApiException", message: "Tokens of private accounts cannot be refreshed." },
  notLongLived: { code: 100, type: "IGApiException", message: "Only long-lived access tokens can be refreshed." },
  secretWrong: { code: 1, message: "Error validating client secret." },
  appDisabled: { code: 200, message: "API access blocked." },
  unknown: { code: 1, status: 500, message: "An unknown error has occurred.", transient: true },
  down: { code: 2, status: 503, message: "(#2) Service temporarily unavailable", transient: true },
  limit: { code: 4, message: "(#4) Application request limit reached", transient: true },
} satisfies Record<string, MetaError | ((...facts: never[]) => MetaError)>;
