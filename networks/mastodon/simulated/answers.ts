import { json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { isHollo } from "./servers.ts";

/** A refusal in the words of the server that was asked; fact sheet §5 and §10. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly answer: Answer;
  constructor(status: number, body: { error: string; error_description?: string }) {
    super(body.error);
    this.answer = json(body, status);
  }
}

/** What both programs refuse for the same reason, each in its own words. */
const words = {
  unknownToken: { status: 401, mastodon: "The access token is invalid", hollo: "invalid_token" },
  revokedToken: { status: 401, mastodon: "The access token was revoked", hollo: "invalid_token" },
  expiredToken: { status: 401, mastodon: "The access token expired", hollo: "invalid_token" },
  noToken: { status: 401, mastodon: "The access token is invalid", hollo: "unauthorized" },
  scope: { status: 403, mastodon: "This action is outside the authorized scopes", hollo: "insufficient_scope" },
  disabled: { status: 403, mastodon: "Your login is currently disabled", hollo: "Your login is currently disabled" },
  unconfirmed: {
    status: 403,
    mastodon: "Your login is missing a confirmed e-mail address",
    hollo: "Your login is missing a confirmed e-mail address",
  },
  appToken: {
    status: 422,
    mastodon: "This method requires an authenticated user",
    hollo: "This method requires an authenticated user",
  },
  notFound: { status: 404, mastodon: "Record not found", hollo: "Record not found" },
} as const;

export const refuse = (call: Call, what: keyof typeof words): Refusal =>
  new Refusal(words[what].status, { error: words[what][isHollo(call.host) ? "hollo" : "mastodon"] });

export const invalid = (problem: string): Refusal => new Refusal(422, { error: `Validation failed: ${problem}` });

const descriptions = {
  invalid_client:
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  invalid_grant:
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  invalid_scope: "The requested scope is invalid, unknown, or malformed.",
  invalid_request:
    "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
  unauthorized_client: "You are not authorized to revoke this token",
  access_denied: "The resource owner or authorization server denied the request.",
};
export type OAuthError = keyof typeof descriptions;

export const described = (error: OAuthError) => ({ error, error_description: descriptions[error] });

export const refuseOAuth = (error: OAuthError, status = 400): Refusal => new Refusal(status, described(error));

/** Five minutes of 300 calls; the end is ISO 8601 with microseconds, not Unix time (fact sheet §8). */
export function counted(play: Play, answer: Answer, remaining = 299): Answer {
  const window = 300_000;
  const reset = new Date((Math.floor(play.now() / window) + 1) * window).toISOString().replace("Z", "000Z");
  return withHeaders(answer, {
    "x-ratelimit-limit": "300",
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": reset,
  });
}
