import { json, type Answer } from "#simulator/play.ts";

interface ApiError {
  status: number;
  name: string;
  message: string;
  details?: unknown[];
}

/** A refusal of the Business Profile APIs: the newer envelope alone, without `errors`; fact sheet B §5. */
export class ApiRefusal extends Error {
  override name = "ApiRefusal";
  readonly error: ApiError;
  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

export const apiRefused = ({ error: { status, name, message, details } }: ApiRefusal): Answer =>
  json({ error: { code: status, message, status: name, ...(details && { details }) } }, status);

const errorInfo = (reason: string, metadata: Record<string, string>) => ({
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  reason,
  domain: "googleapis.com",
  metadata,
});

/** 300 queries a minute, or none at all: access to the APIs was never granted. Recorded by others, 2026. */
function exhausted(service: string, project: string, limit: string): ApiRefusal {
  return new ApiRefusal({
    status: 429,
    name: "RESOURCE_EXHAUSTED",
    message: `Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service '${service}' for consumer 'project_number:${project}'.`,
    details: [
      errorInfo("RATE_LIMIT_EXCEEDED", {
        service,
        consumer: `projects/${project}`,
        quota_limit: "DefaultRequestsPerMinutePerProject",
        quota_limit_value: limit,
        quota_metric: `${service}/default_requests`,
        quota_unit: "1/min/{project}",
      }),
    ],
  });
}

const denied = (message: string, details?: unknown[]) =>
  new ApiRefusal({ status: 403, name: "PERMISSION_DENIED", message, ...(details && { details }) });

export const apiErrors = {
  token: () =>
    new ApiRefusal({
      status: 401,
      name: "UNAUTHENTICATED",
      message:
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    }),
  scope: (service: string) =>
    denied("Request had insufficient authentication scopes.", [
      errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", { service }),
    ]),
  off: (service: string, project: string) =>
    denied(`${service} has not been used in project ${project} before or it is disabled.`, [
      errorInfo("SERVICE_DISABLED", { service, consumer: `projects/${project}` }),
    ]),
  notAllowed: () => denied("The caller does not have permission"),
  missing: () => new ApiRefusal({ status: 404, name: "NOT_FOUND", message: "Requested entity was not found." }),
  invalid: (field: string, description: string) =>
    new ApiRefusal({
      status: 400,
      name: "INVALID_ARGUMENT",
      message: "Request contains an invalid argument.",
      details: [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field, description }] }],
    }),
  tooFast: (service: string, project: string) => exhausted(service, project, "300"),
  neverGranted: (service: string, project: string) => exhausted(service, project, "0"),
  down: () => new ApiRefusal({ status: 503, name: "UNAVAILABLE", message: "The service is currently unavailable." }),
  internal: () => new ApiRefusal({ status: 500, name: "INTERNAL", message: "Internal error encountered." }),
};
