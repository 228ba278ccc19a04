import { json, type Answer, type Play } from "#simulator/play.ts";

/** What TikTok says when it says no; fact sheet §5.2 and §5.3. */
export interface ApiError {
  code: string;
  message: string;
  status: number;
}

const error = (status: number, code: string, message: string): ApiError => ({ code, message, status });

export const errors = {
  tokenInvalid: error(401, "access_token_invalid", "The access token is invalid or not found in the request."),
  scopeMissing: error(
    401,
    "scope_not_authorized",
    "The user did not authorize the scope required for completing this request.",
  ),
  params: error(400, "invalid_params", "One or more fields in request is invalid."),
  param: error(400, "invalid_param", "The request parameters are invalid."),
  banned: error(403, "spam_risk_user_banned_from_posting", "The user is banned from making new posts."),
  userCap: error(
    403,
    "reached_active_user_cap",
    "The daily quota for active publishing users from your client is reached.",
  ),
  unaudited: error(
    403,
    "unaudited_client_can_only_post_to_private_accounts",
    "Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/",
  ),
  tooFast: error(429, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later."),
  internal: error(500, "internal_error", "Internal service error. Please try again later."),
  down: error(503, "internal_error", "Service is temporarily unavailable. Please try again later."),
  notFound: error(404, "unsupported_path", "Unsupported path(Janus)"),
} satisfies Record<string, ApiError>;

/** Ends a data call with an error. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly error: ApiError;
  constructor(refused: ApiError) {
    super(refused.message);
    this.error = refused;
  }
}

/** Ends a call of the OAuth endpoints with an error: flat, fact sheet §5.1. */
export class OAuthRefusal extends Error {
  override name = "OAuthRefusal";
  readonly error: string;
  readonly status: number;
  constructor(refused: string, description: string, status = 400) {
    super(description);
    this.error = refused;
    this.status = status;
  }
}

/** `20220829194722CBE87ED59D524E727021`: the time, then twenty letters. */
export function logId(play: Play): string {
  const time = new Date(play.now()).toISOString().replace(/\D/g, "").slice(0, 14);
  const rest = [...play.secret(20)].map((letter) => (letter.charCodeAt(0) % 16).toString(16).toUpperCase());
  return `${time}${rest.join("")}`;
}

/** A data answer; success only ever says so by its code. */
export const ok = (play: Play, data: unknown): Answer =>
  json({ data, error: { code: "ok", message: "", log_id: logId(play) } });

export const refused = (play: Play, { code, message, status }: ApiError): Answer =>
  json({ data: {}, error: { code, message, log_id: logId(play) } }, status);

export const oauthRefused = (play: Play, refusal: OAuthRefusal): Answer =>
  json({ error: refusal.error, error_description: refusal.message, log_id: logId(play) }, refusal.status);
