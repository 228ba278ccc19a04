import { z } from "zod";
import { bearer } from "../kit/bearer.ts";
import { seconds } from "../kit/seconds.ts";

/**
 * X's JSON as sent; its spelling stops here. Source: OpenAPI 2.167 and the OAuth 2.0 guide, read 2026-11-22; see NOTES.md.
 * A member that is absent or of another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** `POST /2/oauth2/token`, for a code and for a refresh alike. Anything but a bearer token is no answer to us. */
export const tokenAnswer = z.object({
  access_token: text,
  refresh_token: maybeText,
  token_type: bearer,
  expires_in: seconds,
  scope: z
    .string()
    .transform((words) => words.split(/\s+/).filter(Boolean))
    .optional()
    .catch(undefined),
});

/** `GET /2/users/me`; an id is a text of digits, far beyond 2^53. */
export const meAnswer = z.object({
  data: z.object({
    id: z.string().regex(/^\d+$/),
    name: text,
    username: text,
    profile_image_url: maybeText,
  }),
});
export type Account = z.infer<typeof meAnswer>["data"];

/** A user that was read, and so is charged, however little we understand of the rest. */
export const readUser = z.object({ data: z.object({ id: text }) });

/** The token endpoint's refusal, RFC 6749 §5.2. */
export const oauthError = z.object({ error: text, error_description: maybeText });

/** The error of every other call: a problem (RFC 7807), on top or as the only content of `errors`. */
export const problem = z
  .object({ type: maybeText, title: maybeText, detail: maybeText, reason: maybeText, resource_type: maybeText })
  .refine(({ type, title }) => type !== undefined || title !== undefined);

/** The old envelope's entry, still seen on some refusals. */
export const oldError = z.object({ code: z.number(), message: maybeText });

export const errorList = z.object({ errors: z.array(z.unknown()).min(1), data: z.unknown().optional() });
