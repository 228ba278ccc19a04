import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { addressOf } from "./profile.ts";

/** One token, one account. There are no pages, and accounts delegated to somebody do not come with a login. */
export const profiles: Profiles = { list };

/** The dance has read the account a moment ago, and each read is paid for: nothing is asked again. */
async function* list(_call: Call, { setter }: LiveGrant): AsyncGenerator<FoundProfile> {
  const { remoteId, name, handle, avatarUrl } = setter;
  yield await Promise.resolve({
    remoteId,
    name,
    kind: "account",
    handle,
    avatarUrl,
    url: handle === undefined ? undefined : addressOf(handle),
  });
}
