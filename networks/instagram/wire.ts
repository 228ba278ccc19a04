import { z } from "zod";
import { anyPage, maybeText, seconds, text } from "../kit/meta-wire.ts";

/**
 * Instagram's JSON as sent; its spelling stops here. Sources: "Business Login" (2026-03-13), "Get started" and the
 * reference of `/me` (v26.0), recorded answers of a production client (postiz-app, 2026-08-21), read 2026-11-22.
 * A member that is absent or of another type is "not told".
 */

/** An id as text; one above 2^53 was sent as a JSON number and is text already when it gets here (kit/call.ts). */
const id = z.union([text, z.number().int()]).transform(String);

/** Documented as `{"data":[{…}]}`, sent flat in practice: both are read. */
function unwrapped(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return body;
  return body.data[0];
}

/** A comma or space list in the documents, an array in practice; absent stays absent. */
const permissions = z
  .union([z.array(text), z.string().transform((list) => list.split(/[\s,]+/).filter(Boolean))])
  .optional()
  .catch(undefined);

/** `POST api.instagram.com/oauth/access_token`: four shapes in all. Its `user_id` is app-scoped and not kept. */
export const shortTokenAnswer = z.preprocess(unwrapped, z.object({ access_token: text, permissions }));

/** `GET /access_token` and `GET /refresh_access_token`. */
export const longTokenAnswer = z.object({ access_token: text, expires_in: seconds });

/** `GET /me`: `user_id` is the professional account's id, the same everywhere; `id` is the one that this app knows it by. */
export const accountAnswer = z.preprocess(
  unwrapped,
  z.object({
    id: id.optional().catch(undefined),
    user_id: id,
    username: text,
    name: maybeText,
    account_type: maybeText,
    profile_picture_url: maybeText,
  }),
);
export type Account = z.output<typeof accountAnswer>;

const node = z.object({ id });

/** `GET /{ig-id}/media`: entries of another shape are left out. */
export const mediaAnswer = z.object({ data: z.array(node.optional().catch(undefined)) });

// ── Through a Facebook Page ─────────────────────────────────────────────────────────────────────────────────────────

/** An account as graph.facebook.com tells of it. */
export const linkedAccount = z.object({
  id,
  username: maybeText,
  name: maybeText,
  profile_picture_url: maybeText,
});
export type LinkedAccount = z.output<typeof linkedAccount>;

/** A Page with the account that is linked to it; absent when none is, or when the consent lacks the account. */
export const pageEntry = anyPage.extend({ instagram_business_account: linkedAccount.optional().catch(undefined) });
export type PageEntry = z.output<typeof pageEntry>;
