import type { Person } from "#core/grant.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { cardFields, pairOf, readMe } from "./api.ts";
import type { User } from "./wire.ts";

/** One person, one profile. Company pages are not listed by this interface, groups were closed on 2023-01-11. */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const me = await readMe({ call, act: "discover" }, pairOf(grant), cardFields);
  yield { ...asPerson(me), kind: "person", url: me.permalink };
}

/** Who a person is; one without a name is called by the id. */
export function asPerson({ id, display_name, page_name, photo_urls }: User): Person {
  return { remoteId: id, name: display_name ?? page_name ?? id, handle: page_name, avatarUrl: photo_urls };
}
