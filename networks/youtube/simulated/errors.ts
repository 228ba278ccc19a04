import { json, type Answer } from "#simulator/play.ts";

interface ApiError {
  status: number;
  message: string;
  reason: string;
  domain: string;
  name?: string;
  /** ErrorInfo of google.rpc. */
  info?: string;
  /** Where `errors[0]` says more, or something else. */
  first?: Record<string, string>;
}

/** A refusal of the YouTube Data API: the envelope of fact sheet §5. */
export class ApiRefusal extends Error {
  override name = "ApiRefusal";
  readonly error: ApiError;
  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

export function apiRefused({ error }: ApiRefusal): Answer {
  const { status, message, reason, domain, name, info, first } = error;
  const details = info && [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: info,
      domain: "googleapis.com",
      metadata: { service: "youtube.googleapis.com" },
    },
  ];
  const errors = [{ message, domain, reason, ...first }];
  return json(
    { error: { code: status, message, errors, ...(name && { status: name }), ...(details && { details }) } },
    status,
  );
}

const api = (status: number, reason: string, message: string, more: Partial<ApiError> = {}) =>
  new ApiRefusal({ status, reason, message, domain: "youtube.common", ...more });

export const apiErrors = {
  token: () =>
    api(
      401,
      "authError",
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
      {
        domain: "global",
        name: "UNAUTHENTICATED",
        first: { message: "Invalid Credentials", location: "Authorization", locationType: "header" },
      },
    ),
  noChannel: () => api(401, "youtubeSignupRequired", "Unauthorized", { domain: "youtube.header" }),
  suspended: () =>
    api(403, "authenticatedUserAccountSuspended", "The YouTube account of the authenticated user is suspended."),
  scope: () =>
    api(403, "insufficientPermissions", "Request had insufficient authentication scopes.", {
      domain: "global",
      name: "PERMISSION_DENIED",
      info: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
      first: { message: "Insufficient Permission" },
    }),
  notMember: () =>
    api(403, "forbidden", "Access forbidden. The request may not be properly authorized.", {
      domain: "youtube.common",
    }),
  off: () =>
    api(403, "accessNotConfigured", "YouTube Data API v3 has not been used in this project before or it is disabled.", {
      domain: "usageLimits",
      name: "PERMISSION_DENIED",
      info: "SERVICE_DISABLED",
    }),
  quota: () =>
    api(
      403,
      "quotaExceeded",
      'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.',
      {
        domain: "youtube.quota",
      },
    ),
  tooFast: () => api(403, "rateLimitExceeded", "Rate Limit Exceeded", { domain: "usageLimits" }),
  backend: () => api(503, "backendError", "Backend Error", { domain: "global", name: "UNAVAILABLE" }),
  internal: () => api(500, "backendError", "Internal error encountered.", { domain: "global", name: "INTERNAL" }),
  noPart: () =>
    api(400, "missingRequiredParameter", "No filter selected. Expected one of: mine, id", {
      domain: "youtube.parameter",
    }),
  noRoute: () => api(404, "notFound", "Not Found", { domain: "global", name: "NOT_FOUND" }),
};
