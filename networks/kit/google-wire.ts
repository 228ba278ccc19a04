import { z } from "zod";
import { bearer } from "./bearer.ts";
import { seconds } from "./seconds.ts";

/**
 * The JSON of Google's sign-in as sent; its spelling stops here. Sources: "Using OAuth 2.0 for web server applications", "OpenID
 * Connect", types in Google's own packages; all read 2026-11-22, see networks/youtube/NOTES.md. A member that is absent or of
 * another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** Separated by spaces. */
const scopeList = z
  .string()
  .transform((words) => words.split(/\s+/).filter(Boolean))
  .optional()
  .catch(undefined);

/** `POST /token`, for a code and for a refresh alike. */
export const tokenAnswer = z.object({
  access_token: text,
  token_type: bearer,
  expires_in: seconds,
  refresh_token: maybeText,
  /** Of time-limited access, and reported of apps in Testing. */
  refresh_token_expires_in: seconds,
  scope: scopeList,
  id_token: maybeText,
});
export type TokenWire = z.output<typeof tokenAnswer>;

/** What the ID token says. It came straight from Google over TLS, so its signature need not be checked (OpenID Connect Core §3.1.3.7). */
export const loginClaims = z.object({
  iss: z.enum(["https://accounts.google.com", "accounts.google.com"]),
  aud: text,
  sub: text,
  email: maybeText,
  name: maybeText,
  picture: maybeText,
});
export type Login = z.output<typeof loginClaims>;

/** `GET /tokeninfo`; numbers come as text. */
export const tokenInfo = z.object({ aud: text, sub: maybeText, scope: scopeList });

/** A refusal of oauth2.googleapis.com. */
export const flatError = z.object({
  error: text,
  error_description: maybeText,
  error_subtype: maybeText,
});

const listOf = <T extends z.ZodType>(entry: T) => z.array(entry).optional().catch(undefined);

/** A refusal of an API: Google's older `errors` beside the newer `status` and `details`. */
export const apiError = z.object({
  error: z.object({
    code: z.number().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    status: maybeText,
    errors: listOf(z.object({ reason: maybeText })),
    details: listOf(z.object({ reason: maybeText })),
  }),
});

/** Security event tokens: RS256 and nothing else, so that no weaker algorithm can be talked into. */
export const eventHeader = z.object({ alg: z.literal("RS256"), kid: text });

const subject = z.object({ sub: maybeText }).optional().catch(undefined);

/** The issuer has a slash here, unlike in ID tokens; both are Google. */
export const eventClaims = z.object({
  iss: z.enum(["https://accounts.google.com/", "https://accounts.google.com"]),
  aud: z.union([text.transform((one) => [one]), z.array(text)]),
  events: z.record(z.string(), z.object({ subject })),
});
export type EventClaims = z.output<typeof eventClaims>;

/** Google's public keys; those of another kind than ours are left out. */
const rsaKey = z.object({ kid: text, kty: z.literal("RSA"), n: text, e: text });
export const keyList = z.object({
  keys: z.array(z.unknown()).transform((all) =>
    all.flatMap((one) => {
      const key = rsaKey.safeParse(one);
      return key.success ? [key.data] : [];
    }),
  ),
});

/** One part of a JWT (RFC 7519 §3); undefined where it is none, for the reader of its members to judge. */
export function decodedPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
