import { z } from "zod";

/**
 * Answers of Mastodon's interface as sent; its spelling stops here. Whoever likes runs a server, so nothing is believed for its
 * looks: a name that carried a second `@server` would make one server's account pass for another's. Sources: NOTES.md.
 */
const longest = 200;
const shownText = z
  .string()
  .transform((text) => text.trim().slice(0, longest))
  .optional()
  .catch(undefined);

/** Only what a browser may be sent to. */
const webAddress = z
  .url({ protocol: /^https$/ })
  .max(2000)
  .optional()
  .catch(undefined);

const username = z.string().regex(/^[\w.-]{1,100}$/);

/** `name@server` of an account elsewhere; a server that says it otherwise is not quoted. */
const moved = z
  .object({
    acct: z
      .string()
      .regex(/^[\w.-]{1,100}@[a-z0-9.-]{1,253}$/i)
      .optional()
      .catch(undefined),
  })
  .nullish()
  .catch(undefined);

/** Account of `verify_credentials` and `lookup`. The id is a number as text at Mastodon, a UUID at Hollo, letters at Pleroma. */
export const accountAnswer = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  username: username.optional().catch(undefined),
  display_name: shownText,
  avatar: webAddress,
  url: webAddress,
  moved,
  suspended: z.boolean().optional().catch(undefined),
});
export type Account = z.output<typeof accountAnswer>;

const secretText = z.string().min(1).max(2000);

/** `POST /api/v1/apps`. */
export const appAnswer = z.object({ client_id: secretText, client_secret: secretText });

/**
 * `POST /oauth/token`. `created_at` is not read: seconds at Mastodon, milliseconds at Hollo, and at Mastodon the day on which the token was
 * first given out. `expires_in` and `refresh_token` come from other programs alone.
 */
export const tokenAnswer = z.object({
  access_token: secretText,
  scope: z.string().optional().catch(undefined),
  expires_in: z.unknown().optional(),
});

/** Mastodon: a sentence; its OAuth part and Hollo: a code, with or without a description. */
export const errorAnswer = z.object({
  error: z.string().min(1),
  error_description: z.string().optional().catch(undefined),
});
