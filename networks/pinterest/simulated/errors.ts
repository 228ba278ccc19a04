import { json, type Answer } from "#simulator/play.ts";

/** What api.pinterest.com says when it says no; fact sheet §5. */
interface PinterestError {
  status: number;
  code: number;
  message: string;
}

/** Ends an API call with an error. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly error: PinterestError;
  constructor(error: PinterestError) {
    super(error.message);
    this.error = error;
  }
}

/** The error envelope: `code` is a number of Pinterest's own, whatever the HTTP status. */
export const refuse = ({ status, code, message }: PinterestError): Answer =>
  json({ code, message, status: "failure" }, status);

/** Wordings of fact sheet §5 and §10. Where the sheet gives no code, the row says so. */
export const errors = {
  // The same words for an ended token, a wrong secret, a dead code and a dead refresh token.
  authentication: { status: 401, code: 2, message: "Authentication failed." },
  consumerType: {
    status: 401,
    code: 3,
    message: "Your application consumer type is not supported, please contact support.",
  },
  scope: (scope: string) => ({
    status: 401,
    code: 3,
    message: `Your token does not have sufficient permissions to make this request. Required: ['${scope}']`,
  }),
  notPermitted: { status: 403, code: 29, message: "You are not permitted to access that resource." },
  boardNotFound: { status: 404, code: 40, message: "Board not found." },
  userNotFound: { status: 404, code: 30, message: "User not found." },
  badId: (id: string) => ({ status: 400, code: 1, message: `'${id}' does not match '^\\d+$'` }),
  parameter: (message: string) => ({ status: 400, code: 1, message }),
  // No code in the sheet for a path that does not exist.
  noRoute: { status: 404, code: 404, message: "Sorry! We couldn't find that resource." },
  rateLimited: { status: 429, code: 8, message: "You have exceeded your rate limit. Try again later." },
  down: { status: 503, code: 503, message: "Unexpected error" },
  unexpected: { status: 500, code: 500, message: "Unexpected error" },
} satisfies Record<string, PinterestError | ((...facts: never[]) => PinterestError)>;
