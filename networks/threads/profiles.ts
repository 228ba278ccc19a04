import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { addressOf, asPerson, readProfile } from "./profile.ts";

/** One login is one profile: nothing is listed, the token is the profile. */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const profile = await readProfile({ call, act: "discover" }, { token: grant.tokens.accessToken });
  yield { ...asPerson(profile), kind: "profile", url: addressOf(profile.username) };
}
