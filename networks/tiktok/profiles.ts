import type { Asking } from "../kit/asking.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { isUseful } from "./capabilities.ts";
import { nameless, readUser } from "./profile.ts";

export const profiles: Profiles = { list };

/** One grant is one account: there is no list to page through. */
async function* list(call: Call, grant: LiveGrant): AsyncIterable<FoundProfile> {
  const asking: Asking = { call, act: "discover" };
  const scopes = grant.scopesGranted;
  const user = await readUser(asking, { token: grant.tokens.accessToken, scopes });
  yield {
    remoteId: user.open_id,
    name: user.display_name ?? user.username ?? nameless,
    kind: "account",
    handle: user.username,
    avatarUrl: user.avatar_url,
    url: user.profile_deep_link ?? (user.username && `https://www.tiktok.com/@${user.username}`),
    unusable: isUseful(scopes) ? undefined : nothingAllowed,
  };
}

const nothingAllowed =
  "At TikTok neither publishing nor statistics were allowed for this account. Connect it again and leave the switches on.";
