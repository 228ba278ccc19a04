import { loginOf } from "../kit/google-login.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { seesChannel } from "./capabilities.ts";
import { describe, findChannel, isUnfinished } from "./profile.ts";

/** One consent reaches one channel, the one chosen at Google; nothing lists the others of the same person. */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const isSeen = seesChannel(grant.scopesGranted);
  const channel = isSeen ? await findChannel({ call, act: "discover" }, grant.tokens.accessToken) : undefined;
  if (!channel) return yield withoutChannel(grant, isSeen ? noChannel : notTicked);
  yield {
    ...describe(channel),
    remoteId: channel.id,
    kind: "channel",
    unusable: isUnfinished(channel) ? unfinished : undefined,
  };
}

/** The login itself stands in the list, so that people see whom they signed in as and what is missing (P35). */
function withoutChannel({ setter }: LiveGrant, unusable: string): FoundProfile {
  const { name, handle, avatarUrl } = setter;
  return { remoteId: loginOf(setter.remoteId), name, handle, avatarUrl, kind: "account", unusable };
}

const noChannel =
  "This Google account has no YouTube channel. Sign in with the account that has one, or choose the brand account on Google's page; a new channel is created at youtube.com, then connect again.";
const notTicked =
  "The box “View your YouTube account” was left empty at Google, so its channel cannot be seen. Connect again and tick every box.";
const unfinished =
  "This channel was never set up completely, so YouTube takes no videos for it. Open youtube.com as this channel, finish creating it, then connect again.";
