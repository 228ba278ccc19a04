import type { Person } from "#core/grant.ts";
import type { Secret } from "#core/secret.ts";
import { readAs, refuse, type Asking } from "../kit/asking.ts";
import { ask, otherProfile } from "./api.ts";
import { profileAnswer, type Profile } from "./wire.ts";

const everything = "id,username,name,threads_profile_picture_url";
/** Fields that no change of the interface is likely to take away: what a look asks for whose refusal may be a verdict. */
export const barest = "id,username";

export interface Holder {
  readonly token: Secret;
  /** Whose token it must be. */
  readonly remoteId?: string;
  readonly fields?: string;
}

/** The profile that a token stands for: there is exactly one. */
export async function readProfile(asking: Asking, holder: Holder): Promise<Profile> {
  const { token, remoteId, fields = everything } = holder;
  const answer = await ask(asking, { path: "/me", token, query: { fields } });
  const profile = readAs(asking, answer, profileAnswer);
  const isOther = remoteId !== undefined && profile.id !== remoteId;
  return isOther ? refuse(asking, answer, { code: otherProfile, shown: answer.body }) : profile;
}

/** The login as the token setter, under the id by which this app knows it; Meta's signed requests name that one. */
export function asPerson(profile: Profile): Person {
  return {
    remoteId: profile.id,
    name: profile.name ?? profile.username,
    handle: profile.username,
    avatarUrl: profile.threads_profile_picture_url,
  };
}

export const addressOf = (username: string): string => `https://www.threads.com/@${encodeURIComponent(username)}`;
