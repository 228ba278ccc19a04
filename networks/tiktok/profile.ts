import type { Secret } from "#core/secret.ts";
import type { Person } from "#core/grant.ts";
import type { Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import { ownBody } from "../kit/own-code.ts";
import { ask, otherAccount } from "./api.ts";
import { basicScope, profileScope } from "./capabilities.ts";
import { userData, type User } from "./wire.ts";

/** The fields of `/v2/user/info/` that we use, by the scope that unlocks them ("Get user info"). */
const fields: Readonly<Record<string, readonly string[]>> = {
  [basicScope]: ["open_id", "display_name", "avatar_url"],
  [profileScope]: ["username", "profile_deep_link"],
};

/** A token and what is known of its scopes; unknown counts as the least. */
export interface Holder {
  readonly token: Secret;
  readonly scopes: readonly string[] | undefined;
}

/**
 * The account behind a token, with as many fields as its scopes allow: one field too many would refuse the whole call with
 * a 401. Where a scope was taken back since, the least is asked for once more.
 */
export async function readUser(asking: Asking, { token, scopes }: Holder): Promise<User> {
  if (!scopes?.includes(profileScope)) return readFields(asking, token, [basicScope]);
  try {
    return await readFields(asking, token, [basicScope, profileScope]);
  } catch (failure) {
    if (!isScopeGap(failure)) throw failure;
    return readFields(asking, token, [basicScope]);
  }
}

async function readFields(asking: Asking, token: Secret, scopes: readonly string[]): Promise<User> {
  const names = scopes.flatMap((scope) => fields[scope] ?? []).join(",");
  return (await ask(asking, { path: "/v2/user/info/", token, query: { fields: names } }, userData)).user;
}

export function isScopeGap(failure: unknown): failure is NetworkFailure {
  return failure instanceof NetworkFailure && failure.diagnosis.kind === "scope-missing";
}

/** A token is for one account, for ever. Another one behind it means that tokens were mixed up, here or there (P5, P13). */
export function requireAccount({ call, act }: Asking, user: User, openId: string): void {
  if (user.open_id === openId) return;
  const body = ownBody(otherAccount, { open_id: user.open_id });
  call.fail(act, { status: 200, headers: {}, body, at: call.now() });
}

/** The account is also who granted: TikTok knows nobody behind it. */
export function asPerson({ open_id, display_name, username, avatar_url }: User): Person {
  return { remoteId: open_id, name: display_name ?? username ?? nameless, handle: username, avatarUrl: avatar_url };
}

export const nameless = "TikTok account";
