import type { Person } from "#core/grant.ts";
import type { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { ask } from "./api.ts";
import { accountAnswer, type Account } from "./wire.ts";

const fields = "id,user_id,username,name,account_type,profile_picture_url";

/** The account that an Instagram token stands for. */
export async function readAccount(asking: Asking, token: Secret): Promise<Account> {
  return readAs(asking, await ask(asking, { path: "/me", token, query: { fields } }), accountAnswer);
}

/** The login as the token setter, under the id by which this app knows it: the one that Meta's signed requests carry. */
export function asPerson(account: Account): Person {
  return {
    remoteId: account.id ?? account.user_id,
    name: account.name ?? account.username,
    handle: account.username,
    avatarUrl: account.profile_picture_url,
  };
}

export const addressOf = (username: string): string => `https://www.instagram.com/${username}/`;

export const notProfessional =
  "This is a personal account, and Instagram lets no tool into those. In the Instagram app switch it to a professional account (Settings, Account type and tools), then connect it again.";

/** `Business` and `Media_Creator` are documented; upper case was seen too. An account whose type is not told counts as fit. */
export function isProfessional({ account_type: type }: Account): boolean {
  return type === undefined || /^(business|(media_)?creator)$/i.test(type);
}
