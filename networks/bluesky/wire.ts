import { z } from "zod";
import { seconds } from "../kit/seconds.ts";

/** `com.atproto.server.getSession`; `active` is absent on older servers, which only answer for active accounts. */
export const sessionAnswer = z.object({
  did: z.string(),
  handle: z.string(),
  active: z.boolean().default(true),
  status: z.string().optional(),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

/** `com.atproto.sync.getRepoStatus`: why an account does not answer. */
export const repoStatus = z.object({ did: z.string(), active: z.boolean(), status: z.string().optional() });

/** The part of a token answer that the library turns into a moment of its own clock. */
export const tokenLife = z.object({ expires_in: seconds });

/** `com.atproto.repo.getRecord` of `app.bsky.actor.profile/self`: the name and picture that the person chose. */
export const profileRecord = z.object({
  value: z.object({
    displayName: z.string().optional(),
    avatar: z.object({ ref: z.object({ $link: z.string() }) }).optional(),
  }),
});

/** An error in either of the two spellings: XRPC's `message`, OAuth's `error_description`. */
export const errorAnswer = z.object({
  error: z.string(),
  message: z.string().optional(),
  error_description: z.string().optional(),
});

/** DNS cannot tell it, or the DID document does not name it: the server writes this in its place. atproto handle spec. */
export const brokenHandle = "handle.invalid";

/** A body as JSON where it is JSON, else as the text it is. */
export function asRead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // HTML of an edge server: `diagnose` judges it as it is
  }
}
