import { z } from "zod";
import { maybeText, seconds, text } from "../kit/meta-wire.ts";

/**
 * Threads' JSON as sent; its spelling stops here. Sources: "Get access tokens" (2026-08-12), "Long-lived tokens", "Threads
 * profiles", "Debug access token", read 2026-11-22. `debug_token` has the shape of kit/meta-wire.ts. A member that is absent or of
 * another type is "not told".
 */

/** `POST /oauth/access_token`: no `expires_in`, no scopes; its `user_id` is a number above 2^53 and not kept, `/me` tells it as text. */
export const shortTokenAnswer = z.object({ access_token: text });

/** `GET /access_token` and `GET /refresh_access_token`. */
export const longTokenAnswer = z.object({ access_token: text, expires_in: seconds });

/** `GET /oauth/access_token` with `client_credentials`. */
export const appTokenAnswer = z.object({ access_token: text });

/** An id as text; one that was sent as a number above 2^53 is text already when it gets here (kit/call.ts). */
const id = z.union([text, z.number().int()]).transform(String);

/** `GET /me`; ids are app-scoped. */
export const profileAnswer = z.object({
  id,
  username: text,
  name: maybeText,
  threads_profile_picture_url: maybeText,
});
export type Profile = z.output<typeof profileAnswer>;
