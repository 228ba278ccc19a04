import type { Person } from "#core/grant.ts";
import { siteHost } from "./api.ts";
import type { Account } from "./wire.ts";

/** The account is also the person: one token is one account. The id is for ever, the user name can change. */
export function asPerson({ id, name, username, profile_image_url }: Account): Person {
  return { remoteId: id, name, handle: username, avatarUrl: profile_image_url };
}

export const addressOf = (handle: string): string => `https://${siteHost}/${encodeURIComponent(handle)}`;
