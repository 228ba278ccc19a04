import { json, type Answer } from "../play.ts";

/** A refusal of oauth2.googleapis.com: flat; fact sheet §1. */
export class OAuthRefusal extends Error {
  override name = "OAuthRefusal";
  readonly status: number;
  readonly error: string;
  readonly subtype: string | undefined;
  constructor(error: string, description: string, more: { status?: number; subtype?: string } = {}) {
    super(description);
    this.error = error;
    this.status = more.status ?? 400;
    this.subtype = more.subtype;
  }
}

export const oauthRefused = ({ status, error, message, subtype }: OAuthRefusal): Answer =>
  json({ error, error_description: message, ...(subtype !== undefined && { error_subtype: subtype }) }, status);

/** `invalid_grant` in Google's wordings; the same words for a removed app, disuse, the seventh day and the 101st token. */
export const dead = {
  revoked: () => new OAuthRefusal("invalid_grant", "Token has been expired or revoked."),
  reauth: () => new OAuthRefusal("invalid_grant", "reauth related error (invalid_rapt)", { subtype: "invalid_rapt" }),
  // The text for an account that waits for its owner is unconfirmed.
  held: () => new OAuthRefusal("invalid_grant", "Bad Request"),
  token: () => new OAuthRefusal("invalid_token", "Invalid Value"),
};

export const clientRefusals = {
  unknown: () => new OAuthRefusal("invalid_client", "The OAuth client was not found.", { status: 401 }),
  secret: () => new OAuthRefusal("invalid_client", "The provided client secret is invalid.", { status: 401 }),
  deleted: () => new OAuthRefusal("deleted_client", "The OAuth client was deleted.", { status: 401 }),
};
