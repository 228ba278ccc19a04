import type { Person } from "#core/grant.ts";
import type { Asking } from "./google.ts";
import { own, refuse } from "./google.ts";
import type { Answer } from "../kit/answer.ts";
import { loginClaims, type Channel, type Login, type TokenWire } from "./wire.ts";

/** Who signed in, from the ID token beside the tokens. One that is meant for another app is refused. */
export function readLogin(asking: Asking, answer: Answer, { id_token }: TokenWire): Login {
  const read = loginClaims.safeParse(claimsOf(id_token ?? ""));
  if (!read.success) return refuse(asking, answer);
  return read.data.aud === asking.call.app.clientId ? read.data : refuse(asking, answer, own.otherApp);
}

function claimsOf(jwt: string): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined; // no JWT: judged by the reader of its members
  }
}

/**
 * A consent is for one login and one channel of it, so both name the token setter: a second channel of the same person is
 * a second grant, and two managers of one channel stand in for each other.
 */
export function asPerson({ sub, email, name, picture }: Login, channel: Pick<Channel, "id"> | undefined): Person {
  return {
    remoteId: channel ? `${sub}/${channel.id}` : sub,
    name: name ?? email ?? "Google account",
    handle: email,
    avatarUrl: picture,
  };
}

/** Google's `sub`: the login behind a token setter. */
export const loginOf = (setterRemoteId: string): string => setterRemoteId.split("/")[0] ?? setterRemoteId;
