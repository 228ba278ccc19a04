import { stamp } from "#simulator/meta/date.ts";
import { type MetaError, errorAnswer } from "#simulator/meta/errors.ts";
import { json, type Answer, type Moment, type Play } from "#simulator/play.ts";

/** The envelope of graph.threads.net; fact sheet §5. */
export const threadsError = (play: Play, error: MetaError): Answer => errorAnswer(play, error, "THApiException");

/** What the window shows as JSON, and never sends back to the app (§1); its HTTP status is not in the sheet. */
export const windowError = (message: string, code?: number): Answer =>
  json({ error_message: message, ...(code && { error_code: code }) }, 400);

const dead = (message: string, subcode?: number): MetaError => ({
  code: 190,
  type: "OAuthException",
  message: `Error validating access token: ${message}`,
  ...(subcode && { subcode }),
});

/** Wordings of fact sheet §5. Subcodes under 190 are as on Facebook: unconfirmed for Threads. Where the sheet gives no words, the row says so. */
export const errors = {
  unknownToken: { code: 190, type: "OAuthException", message: "Invalid OAuth 2.0 Access Token" },
  unreadable: { code: 190, type: "OAuthException", message: "Invalid OAuth access token - Cannot parse access token" },
  expired: (at: Moment) => dead(`Session has expired on ${stamp(at)}.`),
  revoked: (app: string) => dead(`The user has not authorized application ${app}.`, 458),
  checkpoint: dead("The user is enrolled in a blocking, logged-in checkpoint", 459),
  passwordChanged: dead("The session has been invalidated because the user changed their password.", 460),
  unconfirmed: dead("Sessions for the user are not allowed because the user is not a confirmed user.", 464),
  // HTTP 500, although it is a clear answer: recorded by several clients.
  noPermission: { code: 10, status: 500, message: "Application does not have permission for this action" },
  /** Also what a token that Threads ended by itself is answered: recorded as "dead, code 100". */
  noObject: (id: string) => ({
    code: 100,
    subcode: 33,
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  }),
  noField: (field: string) => ({ code: 100, status: 500, message: `Tried accessing nonexisting field (${field})` }),
  parameter: (message: string) => ({ code: 100, message }),
  method: (method: string) => ({ code: 100, message: `Unsupported request - method type: ${method.toLowerCase()}` }),
  tooLong: { code: 100, message: "The parameter text must be at most 500 characters" },
  notReady: {
    code: 24,
    subcode: 4_279_009,
    type: "OAuthException",
    message: "The requested resource does not exist",
    title: "Media Not Found",
  },
  // The number is recorded; whether it comes as code or as subcode is not.
  restricted: { code: 1, subcode: 4_279_013, message: "User restricted" },
  // No wording in the sheet for the next five; the rule behind the first two is documented (§1, "Refresh").
  tooYoung: { code: 100, message: "The access token must be at least 24 hours old to be refreshed." },
  notLongLived: { code: 100, message: "Only long-lived access tokens can be refreshed." },
  secretWrong: { code: 1, type: "OAuthException", message: "Error validating client secret." },
  notTester: { code: 100, message: "The access token must belong to a tester of the app." },
  appDisabled: { code: 200, type: "OAuthException", message: "API access blocked." },
  cap: { code: 613, message: "Calls to this api have exceeded the rate limit." },
  unknown: { code: 1, status: 500, message: "An unknown error has occurred.", transient: true },
  down: { code: 2, status: 503, message: "Service temporarily unavailable", transient: true },
  limit: { code: 4, message: "Application request limit reached", transient: true },
} satisfies Record<string, MetaError | ((...facts: never[]) => MetaError)>;
