import { z } from "zod";
import { bearer } from "../kit/bearer.ts";
import { seconds } from "../kit/seconds.ts";

/**
 * Pinterest's JSON as sent; its spelling stops here. Source: OpenAPI description v5.23.0 and the authentication guide,
 * read 2026-11-22; see NOTES.md. A member that is absent or of another type is "not told", so that one odd board never
 * spoils a list of hundreds.
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** Digits, far beyond 2^53; a text at Pinterest, and what comes as a number arrives here as text or was small enough. */
const id = z.union([z.string().regex(/^\d+$/), z.int().nonnegative().transform(String)]);

/** Separated by spaces in answers and by commas in requests: both are read. */
const scopeList = z
  .string()
  .transform((words) => words.split(/[\s,]+/).filter(Boolean))
  .optional()
  .catch(undefined);

/** Unix seconds. */
const moment = z
  .number()
  .positive()
  .transform((seconds) => new Date(seconds * 1000))
  .optional()
  .catch(undefined);

/** `POST /v5/oauth/token`, for a code and for a refresh alike. Anything but a bearer token is no answer to us. */
export const tokenAnswer = z.object({
  access_token: text,
  refresh_token: maybeText,
  token_type: bearer,
  expires_in: seconds,
  refresh_token_expires_in: seconds,
  refresh_token_expires_at: moment,
  scope: scopeList,
});

/** `GET /v5/user_account`; personal accounts have no name but the user name. */
export const accountAnswer = z.object({
  id,
  username: text,
  business_name: maybeText,
  profile_image: maybeText,
});

/** A board as the list and a single read give it. */
export const boardAnswer = z.object({
  id,
  name: text,
  owner: z.object({ username: text }).optional().catch(undefined),
  privacy: maybeText,
  is_ads_only: z.boolean().optional().catch(undefined),
  media: z.object({ image_cover_url: maybeText }).optional().catch(undefined),
});
export type Board = z.infer<typeof boardAnswer>;

/** A page of a list; entries are read one by one. No bookmark, a null or an empty one: the last page. */
export const listAnswer = z.object({
  items: z.array(z.unknown()),
  bookmark: text.nullish().catch(undefined),
});

/** Every refusal; `code` is Pinterest's own number, sometimes just the HTTP status again. */
export const errorAnswer = z.object({
  code: z.union([z.number(), z.string()]),
  message: z.string().optional().catch(undefined),
});
