import { json, lettersFrom, withHeaders, type Answer, type Play } from "#simulator/play.ts";

/** What the REST interface says when it says no; fact sheet §5. Some rows have no number there, some no name. */
export interface ApiError {
  status: number;
  serviceErrorCode?: number;
  code?: string;
  message: string;
}

/** Ends a call to the REST interface with an error. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly error: ApiError;
  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** Wordings of fact sheet §5 and §10. */
export const errors = {
  noToken: { status: 401, code: "EMPTY_ACCESS_TOKEN", message: "Empty oauth2_access_token" },
  invalid: { status: 401, serviceErrorCode: 65600, code: "INVALID_ACCESS_TOKEN", message: "Invalid access token" },
  revoked: {
    status: 401,
    serviceErrorCode: 65601,
    code: "REVOKED_ACCESS_TOKEN",
    message: "The token used in the request has been revoked by the user",
  },
  expired: {
    status: 401,
    serviceErrorCode: 65602,
    code: "EXPIRED_ACCESS_TOKEN",
    message: "The token used in the request has expired",
  },
  denied: (resource: string) => ({
    status: 403,
    serviceErrorCode: 100,
    code: "ACCESS_DENIED",
    message: `Not enough permissions to access: ${resource}`,
  }),
  noVersion: {
    status: 400,
    code: "VERSION_MISSING",
    message: "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
  },
  deadVersion: (version: string) => ({
    status: 426,
    code: "NONEXISTENT_VERSION",
    message: `Requested version ${version} is not active`,
  }),
  notFound: (what: string) => ({ status: 404, code: "NOT_FOUND", message: `Could not find ${what}` }),
  parameter: (message: string) => ({ status: 400, code: "ILLEGAL_ARGUMENT", message }),
  noMethod: { status: 405, message: "The HTTP method is not supported by this resource" },
  tooMany: {
    status: 429,
    code: "TOO_MANY_REQUESTS",
    message: "Resource level throttle limit for calls to this resource is reached.",
  },
  internal: { status: 500, message: "Internal Server Error" },
  unavailable: { status: 503, code: "SERVICE_UNAVAILABLE", message: "Service Unavailable" },
} satisfies Record<string, ApiError | ((...facts: never[]) => ApiError)>;

export const apiError = (error: ApiError): Answer => json(error, error.status);

/** What the token endpoints say; fact sheet §1.5. A dead refresh token is `invalid_request` here, never `invalid_grant`. */
export interface OAuthError {
  status: number;
  error: string;
  error_description: string;
}

export const oauthErrors = {
  missing: (name: string) => ({
    status: 400,
    error: "invalid_request",
    error_description: `A required parameter "${name}" is missing`,
  }),
  codeGone: {
    status: 401,
    error: "invalid_request",
    error_description: "Unable to retrieve access token: authorization code not found",
  },
  codeMismatch: {
    status: 400,
    error: "invalid_redirect_uri",
    error_description:
      "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists",
  },
  refreshDead: {
    status: 400,
    error: "invalid_request",
    error_description: "The provided authorization grant or refresh token is invalid, expired or revoked.",
  },
  // Which of the two names comes is unconfirmed: this one for an unknown id, the other for a wrong secret.
  clientUnknown: { status: 401, error: "invalid_client_id", error_description: "Client authentication failed" },
  clientWrong: { status: 401, error: "invalid_client", error_description: "Client authentication failed" },
  grantType: {
    status: 400,
    error: "unsupported_grant_type",
    error_description: "The grant type is not supported",
  },
  notInspectable: { status: 400, error: "invalid_request", error_description: "Invalid client id or token" },
} satisfies Record<string, OAuthError | ((...facts: never[]) => OAuthError)>;

export const oauthError = ({ status, error, error_description }: OAuthError): Answer =>
  json({ error, error_description }, status);

/** Headers that LinkedIn's support asks for. */
export const traced = (play: Play, answer: Answer): Answer => {
  const id = play.secret(22);
  return withHeaders(answer, {
    "x-li-uuid": `${id}==`,
    "x-li-fabric": "prod-lva1",
    "x-li-request-id": lettersFrom(id, 24),
  });
};
