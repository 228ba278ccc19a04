import { json, withHeaders, type Answer } from "#simulator/play.ts";

/** Ends a call with an answer of X's that says no. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** The token endpoint speaks as RFC 6749 does, not as the rest of the API (fact sheet §1). */
const tokenError = (status: number, error: string, error_description: string, more: object = {}): Answer =>
  json({ ...more, error, error_description }, status);

/** RFC 7807, with its media type: OpenAPI 2.168 has `Problem` as application/problem+json and `Error` as application/json. */
const problem = (status: number, title: string, rest: { type?: string; detail?: string } & Record<string, unknown>) => {
  const { type = "about:blank", detail = title, ...more } = rest;
  const headers = { "content-type": "application/problem+json" };
  return withHeaders(json({ ...more, title, type, status, detail }, status), headers);
};

const typed = (name: string): string => `https://api.x.com/2/problems/${name}`;

/** The old envelope, still seen on some answers (fact sheet §5, C). */
const legacy = (status: number, code: number, message: string): Answer => json({ errors: [{ code, message }] }, status);

/** Wordings of fact sheet §1 and §5. */
export const errors = {
  token: tokenError(400, "invalid_request", "Value passed for the token was invalid."),
  code: tokenError(400, "invalid_request", "Value passed for the authorization code was invalid.", {
    errors: [{ message: "Value passed for the authorization code was invalid." }],
  }),
  missing: (name: string) => tokenError(400, "invalid_request", `Missing required parameter [${name}].`),
  grantType: tokenError(400, "unsupported_grant_type", "The grant type is not supported."),
  basic: tokenError(401, "unauthorized_client", "Missing valid authorization header"),
  client: tokenError(401, "invalid_client", "Client authentication failed."),

  unauthorized: problem(401, "Unauthorized", {}),
  // The text for a missing scope is not stable (fact sheet §5).
  forbidden: problem(403, "Forbidden", {}),
  notEnrolled: problem(403, "Client Forbidden", {
    type: typed("client-forbidden"),
    detail:
      "When authenticating requests to the X API v2 endpoints, you must use keys and tokens from a developer App.",
    reason: "client-not-enrolled",
    required_enrollment: "Appropriate Level of API Access",
    registration_url: "https://console.x.com",
  }),
  credits: (account: string) =>
    problem(402, "CreditsDepleted", {
      type: typed("credits"),
      detail: `Your enrolled account [${account}] does not have any credits to fulfill this request.`,
      account_id: account,
    }),
  suspended: legacy(403, 64, "Your account is suspended and is not permitted to access this feature."),
  locked: legacy(
    403,
    326,
    "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to https://twitter.com to unlock your account.",
  ),
  gone: (id: string) =>
    json({
      errors: [
        {
          value: id,
          detail: `Could not find user with id: [${id}].`,
          title: "Not Found Error",
          resource_type: "user",
          parameter: "id",
          resource_id: id,
          type: typed("resource-not-found"),
        },
      ],
    }),
  field: (name: string) =>
    json(
      {
        errors: [
          {
            parameters: { "user.fields": [name] },
            message: `The \`user.fields\` query parameter value [${name}] is not one of the allowed values`,
          },
        ],
        title: "Invalid Request",
        detail: "One or more parameters to your request was invalid.",
        type: typed("invalid-request"),
      },
      400,
    ),
  noRoute: problem(404, "Not Found", {}),
  tooMany: problem(429, "Too Many Requests", {}),
  down: problem(503, "Service Unavailable", {}),
  broken: problem(500, "Internal Server Error", { type: typed("internal-error") }),
} satisfies Record<string, Answer | ((text: string) => Answer)>;
