import { json, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { ownerOf, pictureHost, usernameOf } from "./accounts.ts";
import { has, needScope, type Session } from "./bearer.ts";
import { errors, Refusal } from "./errors.ts";

const privacies = ["PUBLIC", "PROTECTED", "SECRET"];

const privacyOf = (board: Page): string => {
  const { privacy } = board.notes;
  return typeof privacy === "string" && privacies.includes(privacy) ? privacy : "PUBLIC";
};

/** `GET /v5/boards`: own boards and group boards; fact sheet §2.2. */
export function listBoards(play: Play, call: Call, session: Session): Answer {
  needScope(play, session, "boards:read");
  const size = Number(call.query.get("page_size") ?? 25);
  if (!Number.isInteger(size) || size < 1 || size > 250)
    throw new Refusal(errors.parameter(`${call.query.get("page_size")} is not between 1 and 250`));
  const start = readBookmark(call.query.get("bookmark"));
  const mine = Object.values(play.state.pages).filter((one) => one.members[session.person.id]);
  // Cut first, hidden afterwards: a page may be short or empty and still not the last.
  const part = mine.slice(start, start + size);
  const items = part.filter((one) => isListed(play, session, one) && isWanted(call, one));
  const next = start + size < mine.length ? bookmarkAt(start + size) : null;
  return json({ items: items.map((one) => boardJson(play, one)), bookmark: next });
}

const bookmarkAt = (start: number): string => Buffer.from(`P2Mtq0kqT04tiTfJ|${start}|*`).toString("base64");

function readBookmark(text: string | null): number {
  if (text === null) return 0;
  const start = Number(Buffer.from(text, "base64").toString("utf8").split("|")[1]);
  if (!Number.isInteger(start)) throw new Refusal(errors.parameter("Invalid bookmark"));
  return start;
}

function isListed(play: Play, session: Session, board: Page): boolean {
  const seen = { app: session.app.id, person: session.person.id, page: board.id };
  if (board.deletedAt !== null || play.fault("page_deleted", seen) || play.fault("role_lost", seen)) return false;
  return privacyOf(board) !== "SECRET" || has(play, session, "boards:read_secret");
}

function isWanted(call: Call, board: Page): boolean {
  const wanted = call.query.get("privacy") ?? "ALL";
  if (wanted === "PUBLIC_AND_SECRET") return privacyOf(board) !== "PROTECTED";
  return wanted === "ALL" || wanted === privacyOf(board);
}

/** `GET /v5/boards/{id}`: which of 403 and 404 a hidden board gets is open (§3); here 403 for all that still exist. */
export function readBoard(play: Play, id: string, session: Session): Answer {
  if (!/^\d+$/.test(id)) throw new Refusal(errors.badId(id));
  needScope(play, session, "boards:read");
  const board = play.state.pages[id];
  const seen = { app: session.app.id, person: session.person.id, page: id };
  if (!board || board.deletedAt !== null || play.fault("page_deleted", seen)) throw new Refusal(errors.boardNotFound);
  const isSecret = privacyOf(board) === "SECRET" && !has(play, session, "boards:read_secret");
  if (!board.members[session.person.id] || isSecret || play.fault("role_lost", seen))
    throw new Refusal(errors.notPermitted);
  return json(boardJson(play, board));
}

function boardJson(play: Play, board: Page): unknown {
  const owner = ownerOf(play, board);
  const picture = (size: string) => `https://${pictureHost}/${size}/boards/${board.id}.svg`;
  return {
    id: board.id,
    name: board.name,
    description: typeof board.notes.description === "string" ? board.notes.description : "",
    created_at: "2024-03-04T09:10:40",
    board_pins_modified_at: "2026-11-02T15:20:07",
    owner: { username: owner ? usernameOf(play, owner) : "deactivated" },
    privacy: privacyOf(board),
    collaborator_count: Object.keys(board.members).length - 1,
    pin_count: 24,
    follower_count: 13,
    is_ads_only: board.notes.adsOnly === true,
    media: { image_cover_url: picture("400x300"), pin_thumbnail_urls: [picture("150x150")] },
  };
}
