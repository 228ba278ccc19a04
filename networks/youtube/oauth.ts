import { asPerson } from "../kit/google-login.ts";
import { googleDance } from "../kit/google-dance.ts";
import { scopes, seesChannel } from "./capabilities.ts";
import { findChannel } from "./profile.ts";

/**
 * Google's dance. A consent is for one login and one channel of it, so both name the token setter: a second channel of the same
 * person is a second grant, and two managers of one channel stand in for each other.
 */
export const oauth = googleDance({
  network: "youtube",
  scopes,
  async setter(asking, login, { tokens, scopesGranted }) {
    const channel = seesChannel(scopesGranted) ? await findChannel(asking, tokens.accessToken) : undefined;
    return { ...asPerson(login), ...(channel && { remoteId: `${login.sub}/${channel.id}` }) };
  },
});
