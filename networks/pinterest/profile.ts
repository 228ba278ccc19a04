import type { LiveGrant } from "../network.ts";
import { collaborator, coversSecret, owner } from "./capabilities.ts";
import { own, siteHost } from "./api.ts";
import type { Board } from "./wire.ts";

/** What a board is called and where it is found; from the board alone, so that it is the same whoever of its people looks. */
export function describe(board: Board) {
  const account = board.owner?.username;
  return {
    name: account === undefined ? board.name : `${account} / ${board.name}`,
    handle: account,
    avatarUrl: board.media?.image_cover_url,
    // The board's own address needs a part that the API does not tell.
    url: account === undefined ? undefined : `https://${siteHost}/${encodeURIComponent(account)}/`,
  };
}

/** Owner, or collaborator on somebody else's group board; undefined where Pinterest names no owner, or we know no user name. */
export function rolesOn(board: Board, { setter }: Pick<LiveGrant, "setter">): readonly string[] | undefined {
  if (board.owner === undefined || setter.handle === undefined) return undefined;
  const isOwn = board.owner.username.toLowerCase() === setter.handle.toLowerCase();
  return [isOwn ? owner : collaborator];
}

/** Why nothing can be published on a board, as a code of ours; undefined = it can be. */
export function obstacle(board: Board, grant: Pick<LiveGrant, "scopesGranted">): Obstacle | undefined {
  if (board.is_ads_only || board.privacy === "PROTECTED") return own.closedBoard;
  return board.privacy === "SECRET" && !coversSecret(grant.scopesGranted) ? own.secretBoard : undefined;
}

type Obstacle = typeof own.closedBoard | typeof own.secretBoard;

/** Why a board is listed and not offered, with the next step (P31, P35). */
export function reason(board: Board, grant: Pick<LiveGrant, "scopesGranted">): string | undefined {
  const found = obstacle(board, grant);
  if (found === own.secretBoard) return secret;
  if (found === undefined) return undefined;
  return board.is_ads_only ? adsOnly : closed;
}

const adsOnly =
  "This board is for ads only, so no Pin can be published on it from here. Choose another board, or create one at Pinterest.";
const closed =
  "Pinterest protects this board, so no Pin can be published on it from here. Choose another board, or create one at Pinterest.";
const secret =
  "This board is secret, and the connection may not use secret boards. Make it public at Pinterest; or the operator switches secret boards on for Pinterest, then connect again.";
