import { json, type Answer } from "#simulator/play.ts";

/** A refusal in XING's envelope; fact sheet §5. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly answer: Answer;
  constructor(status: 401 | 403, errorName: string, more: Envelope) {
    super(more.message);
    this.answer = json({ error_name: errorName, ...more }, status);
  }
}

interface Envelope {
  message: string;
  errors?: { field: string; reason: string }[];
}

const unauthorised = (errorName: string, message: string) => (): Refusal => new Refusal(401, errorName, { message });
const forbidden = (errorName: string, message: string) => (): Refusal => new Refusal(403, errorName, { message });

/** Every refusal this simulated XING knows. That the messages read so is invented; the names are the sheet's. */
export const refuse = {
  token: unauthorised("INVALID_OAUTH_TOKEN", "Invalid OAuth token"),
  consumer: unauthorised("INVALID_OAUTH_CONSUMER", "Invalid OAuth consumer key"),
  mismatch: unauthorised("CONSUMER_MISMATCH", "The token was issued for another consumer"),
  signature: unauthorised("INVALID_OAUTH_SIGNATURE", "Invalid OAuth signature"),
  method: unauthorised("INVALID_OAUTH_SIGNATURE_METHOD", "Unknown signature method"),
  version: unauthorised("INVALID_OAUTH_VERSION", "Only OAuth 1.0 is supported"),
  nonceMissing: unauthorised("NONCE_MISSING", "The nonce is missing"),
  nonceUsed: unauthorised("NONCE_ALREADY_USED", "The nonce was already used"),
  timestamp: unauthorised("INVALID_TIMESTAMP", "The timestamp is not valid"),
  timestampOld: unauthorised("TIMESTAMP_EXPIRED", "The timestamp is too old"),
  rateLimit: forbidden("RATE_LIMIT_EXCEEDED", "The rate limit was exceeded"),
  access: forbidden("ACCESS_DENIED", "Access denied"),
  missing: (name: string): Refusal =>
    new Refusal(401, "REQUIRED_PARAMETER_MISSING", { message: `Required parameter missing: ${name}` }),
  parameter: (field: string, reason: string): Refusal =>
    new Refusal(403, "INVALID_PARAMETERS", { message: "Invalid parameters", errors: [{ field, reason }] }),
};

/** Objects and endpoints that are not there: the sheet names a status and no body. */
export const notFound: Answer = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Not Found",
};
