import { z } from "zod";
import { seconds } from "./seconds.ts";

/**
 * Answers that Facebook and Instagram through a Facebook Page share, as sent; their spelling stops here. Sources: "Manually
 * build a login flow", "Get long-lived tokens", "Debugging access tokens", "Permissions" (developers.facebook.com, read
 * 2026-11-22). A member that is absent or of another type is "not told", so that one odd entry never spoils a list of a thousand.
 */
export const text = z.string().min(1);
export const maybeText = text.optional().catch(undefined);

/** Unix seconds; 0 means "no end" and stays apart from "not told". */
const moment = z
  .number()
  .transform((seconds) => (seconds === 0 ? null : new Date(seconds * 1000)))
  .optional()
  .catch(undefined);

export const picture = z
  .object({ data: z.object({ url: text, is_silhouette: z.boolean().optional() }) })
  .transform(({ data }) => (data.is_silhouette ? undefined : data.url))
  .optional()
  .catch(undefined);

export { seconds };

/** `GET /oauth/access_token`, for a code and for a longer life alike. */
export const tokenAnswer = z.object({ access_token: text, expires_in: seconds });

/** `GET /me` with a user token; ids are app-scoped. */
export const personAnswer = z.object({ id: text, name: text, picture });

const permission = z.object({ permission: text, status: text });

/** `GET /{user-id}/permissions`; `status` is `granted`, `declined` or `expired`. */
export const permissionsAnswer = z.object({ data: z.array(permission) });

const granularScope = z.object({ scope: text, target_ids: z.array(text).optional().catch(undefined) });

/** `GET /debug_token`: what Facebook knows of a token. */
export const inspectionAnswer = z.object({
  data: z.object({
    app_id: maybeText,
    type: maybeText,
    is_valid: z.boolean(),
    expires_at: moment,
    data_access_expires_at: moment,
    scopes: z.array(text).optional().catch(undefined),
    granular_scopes: z.array(granularScope).optional().catch(undefined),
  }),
});

/** What every way of finding a Page tells of it: `/me/accounts`, a portfolio's edges, a direct read. */
export const anyPage = z.object({
  id: text,
  name: maybeText,
  username: maybeText,
  access_token: maybeText,
  tasks: z.array(z.string()).optional().catch(undefined),
  picture,
});
export type AnyPage = z.infer<typeof anyPage>;

/** A business portfolio as `/me/businesses` gives it. */
export const portfolioEntry = z.object({ id: text, name: maybeText });

/** `GET /{app-id}` with the app's own token. */
export const appAnswer = z.object({ id: text });

/** Any edge: entries are read one by one. */
export const listAnswer = z.object({ data: z.array(z.unknown()) });

/** `DELETE /{user-id}/permissions`: `true`, or `{"success":true}` in newer answers. */
export const doneAnswer = z.union([z.literal(true), z.object({ success: z.literal(true) })]);
