import type { Person } from "#core/grant.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { readMe, remoteIdOf, serverName } from "./api.ts";
import type { Account } from "./wire.ts";

/** One token, one account; there are no pages and no roles. */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const me = await readMe({ call, act: "discover" }, grant.tokens.accessToken);
  const unusable = whyUnusable(me);
  yield {
    ...asPerson(call, me),
    kind: "account",
    ...(me.url && { url: me.url }),
    ...(unusable !== undefined && { unusable }),
  };
}

/** A moved account is a signpost: servers since 4.4 or so refuse its posts, older ones publish where nobody reads. */
function whyUnusable({ moved, suspended }: Account): string | undefined {
  if (moved) return `This account has moved to ${moved.acct ?? "another server"}. Connect the account there.`;
  if (suspended) return "The server's moderators have suspended this account. Ask them; renewing does not help.";
  return undefined;
}

/** The handle names the server that we speak to, which a renewal goes by; some servers print a shorter name on their posts. */
export function asPerson(call: Call, me: Account): Person {
  const handle = handleOf(call, me);
  return {
    remoteId: remoteIdOf(call, me),
    name: me.display_name || me.username || me.id,
    ...(handle !== undefined && { handle }),
    ...(me.avatar && { avatarUrl: me.avatar }),
  };
}

export const handleOf = (call: Call, { username }: Account): string | undefined =>
  username === undefined ? undefined : `@${username}@${serverName(call)}`;
