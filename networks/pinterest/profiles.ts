import { readAs, type Asking } from "../kit/asking.ts";
import { entriesOf } from "../kit/paging.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { describe, reason, rolesOn } from "./profile.ts";
import { read } from "./api.ts";
import { boardAnswer, listAnswer, type Board } from "./wire.ts";

/** All boards of the account become profiles, fed by its one token; those that appear later are added as they come (R81). */
export const profiles: Profiles = { follow: "all", list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const asking: Asking = { call, act: "discover" };
  for await (const board of boards(asking, grant)) {
    yield {
      ...describe(board),
      remoteId: board.id,
      kind: "board",
      roles: rolesOn(board, grant),
      unusable: reason(board, grant),
    };
  }
}

/** The most Pinterest gives at once; a short page is not the last one, only a missing bookmark says so. */
const perPage = "250";

/** Own boards, and group boards of others; entries of another shape are left out. */
function boards(asking: Asking, grant: LiveGrant): AsyncGenerator<Board> {
  return entriesOf(async (bookmark) => {
    const answer = await read(asking, "/boards", {
      token: grant.tokens.accessToken,
      query: { page_size: perPage, bookmark },
    });
    const { items, bookmark: next } = readAs(asking, answer, listAnswer);
    const entries = items.map((one) => boardAnswer.safeParse(one)).flatMap((one) => (one.success ? [one.data] : []));
    return { entries, next: next ?? undefined };
  });
}
