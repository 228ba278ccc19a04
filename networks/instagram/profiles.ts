import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { addressOf, isProfessional, notProfessional, readAccount } from "./profile.ts";
import { wayOf } from "./api.ts";
import { linkedAccounts } from "./linked.ts";

/** With the Instagram login one login is one account; through Facebook it is every account that is linked to a Page. */
export const profiles: Profiles = {
  list: (call, grant) => (wayOf(call) === "page" ? linkedAccounts(call, grant) : ownAccount(call, grant)),
};

async function* ownAccount(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const account = await readAccount({ call, act: "discover" }, grant.tokens.accessToken);
  yield {
    remoteId: account.user_id,
    name: account.name ?? account.username,
    kind: "account",
    handle: account.username,
    avatarUrl: account.profile_picture_url,
    url: addressOf(account.username),
    unusable: isProfessional(account) ? undefined : notProfessional,
  };
}
