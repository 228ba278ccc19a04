import { z } from "zod";
import { seconds } from "../kit/seconds.ts";

/**
 * TikTok's JSON as sent; its spelling stops here. Sources: "Manage user access tokens", "Get user info", "Webhooks"
 * (developers.tiktok.com, read 2026-11-22; see NOTES.md). A member that is absent or of another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);

/** A comma list. An empty one tells nothing: `user.info.basic` is always granted. */
const list = text
  .transform((joined) => joined.split(",").map((one) => one.trim()))
  .optional()
  .catch(undefined);

/** `POST /v2/oauth/token/`, for a code and for a refresh token alike: flat, without the envelope of the other answers. */
export const tokenAnswer = z.object({
  access_token: text,
  refresh_token: maybeText,
  open_id: text,
  scope: list,
  expires_in: seconds,
  refresh_expires_in: seconds,
});
export type TokenWire = z.output<typeof tokenAnswer>;

/** What TikTok's advertising interface answers in the place of a token: accounts that are no TikTok accounts. */
export const advertiserAnswer = z.object({ data: z.object({ advertiser_ids: z.array(z.unknown()) }) });

/** `GET /v2/user/info/`, as far as fields were asked for. */
export const userData = z.object({
  user: z.object({
    open_id: text,
    display_name: maybeText,
    username: maybeText,
    avatar_url: maybeText,
    profile_deep_link: maybeText,
  }),
});
export type User = z.output<typeof userData>["user"];

/** A data answer: success only ever says so by its code, the HTTP status alone means nothing. */
export const okAnswer = z.object({ data: z.unknown(), error: z.object({ code: z.literal("ok") }) });

/** An event that TikTok posts to us; `content` is JSON once more. */
export const webhookEvent = z.object({
  client_key: text,
  event: text,
  user_openid: maybeText,
  content: z.string().optional().catch(undefined),
});

/** The content of `authorization.removed`. */
export const removal = z.object({ reason: z.number() });
