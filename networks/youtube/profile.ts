import type { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { type Answer, NetworkFailure } from "../network.ts";
import { apiHost, readGoogleError } from "../kit/google-calls.ts";
import { channelList, type Channel } from "./wire.ts";

/** One unit of the project's quota, however many parts are asked for. */
function askForChannel({ call, act }: Asking, token: Secret): Promise<Answer> {
  const query = { part: "id,snippet,status", mine: "true" };
  return call.send(act, { url: `https://${apiHost}/youtube/v3/channels`, query, bearer: token });
}

/** The channel that this token is for, with the answer it came in; undefined = the account has none. */
export async function readChannel(asking: Asking, token: Secret) {
  const answer = await askForChannel(asking, token);
  const { items } = readAs(asking, answer, channelList);
  return { answer, channel: items?.[0] };
}

/** The same while connecting, where "no channel" is a finding: Google says it with an empty list or with a 401. */
export async function findChannel(asking: Asking, token: Secret): Promise<Channel | undefined> {
  try {
    return (await readChannel(asking, token)).channel;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !asksToSignUp(failure)) throw failure;
    return undefined;
  }
}

const asksToSignUp = ({ evidence }: NetworkFailure): boolean =>
  readGoogleError(evidence)?.code === "youtubeSignupRequired";

/** What a channel is called there. */
export function describe({ id, snippet }: Channel) {
  const { medium, default: small } = snippet?.thumbnails ?? {};
  return {
    name: snippet?.title ?? snippet?.customUrl ?? id,
    handle: snippet?.customUrl,
    avatarUrl: (medium ?? small)?.url,
    url: `https://www.youtube.com/channel/${encodeURIComponent(id)}`,
  };
}

/** Its owner never finished setting it up, so YouTube takes no uploads for it; not told counts as finished. */
export const isUnfinished = ({ status }: Channel): boolean => status?.isLinked === false;
