import { z } from "zod";

/**
 * XING's answers as sent; its spelling stops here. Sources: dev.xing.com/docs/authentication (stored page), recorded
 * answers of clients (NOTES.md, "Sources"), read 2026-11-22. A member that is absent or of another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** Form-encoded text of `request_token` and `access_token`. The latter's `user_id` is the `id` of `users/me`, which is asked anyway. */
export const pairAnswer = z.object({ oauth_token: text, oauth_token_secret: text });

/** Recorded answers name pictures with `http:`, which a page of ours could not show. */
const pictureUrl = text
  .transform((url) => url.replace(/^http:/, "https:"))
  .optional()
  .catch(undefined);

const pictures = z
  .object({ large: pictureUrl, maxi_thumb: pictureUrl, medium_thumb: pictureUrl, thumb: pictureUrl })
  .transform((urls) => urls.large ?? urls.maxi_thumb ?? urls.medium_thumb ?? urls.thumb)
  .optional()
  .catch(undefined);

const user = z.object({
  id: text,
  display_name: maybeText,
  page_name: maybeText,
  permalink: maybeText,
  photo_urls: pictures,
});
export type User = z.output<typeof user>;

/** `GET /users/me`: one person, in a list. */
export const meAnswer = z.object({ users: z.tuple([user], z.unknown()) }).transform(({ users: [me] }) => me);

/** The envelope of an error; `errors` names fields of rejected content. Others answer with plain text. */
export const errorAnswer = z.object({ error_name: text, message: maybeText });
