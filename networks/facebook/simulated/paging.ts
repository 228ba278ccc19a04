import { Refusal } from "#simulator/meta/errors.ts";
import { json, type Answer, type Call } from "#simulator/play.ts";
import { errors } from "./errors.ts";

// The sheet names neither; 25 and 100 are what the Graph API does for most edges.
const defaultLimit = 25;
const highestLimit = 100;

/**
 * One page of a list, with cursors. `next` repeats the query it was asked with, token included,
 * because clients follow it as it stands.
 */
export function pageOf<One extends { id: string }>(call: Call, all: One[], show: (one: One) => unknown): Answer {
  const limit = Math.min(readLimit(call.query.get("limit")), highestLimit);
  const start = startOf(call, all, limit);
  const slice = all.slice(start, start + limit);
  const first = slice[0];
  const last = slice.at(-1);
  if (!first || !last) return json({ data: [] });
  const after = toCursor(last.id);
  const before = toCursor(first.id);
  return json({
    data: slice.map(show),
    paging: {
      cursors: { before, after },
      ...(start + limit < all.length && { next: link(call, { after }) }),
      ...(start > 0 && { previous: link(call, { before }) }),
    },
  });
}

function readLimit(text: string | null): number {
  if (text === null) return defaultLimit;
  if (!/^[1-9]\d*$/.test(text)) throw new Refusal(errors.parameter("Param limit must be an integer greater than 0"));
  return Number(text);
}

function startOf(call: Call, all: { id: string }[], limit: number): number {
  const after = call.query.get("after");
  if (after) return indexOf(all, after) + 1;
  const before = call.query.get("before");
  return before ? Math.max(0, indexOf(all, before) - limit) : 0;
}

function indexOf(all: { id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, "base64url").toString();
  const index = all.findIndex((one) => one.id === id);
  if (index < 0) throw new Refusal(errors.parameter("Invalid cursor"));
  return index;
}

const toCursor = (id: string): string => Buffer.from(id).toString("base64url");

function link(call: Call, cursor: { after?: string; before?: string }): string {
  const query = new URLSearchParams(call.query);
  query.delete("after");
  query.delete("before");
  for (const [name, value] of Object.entries(cursor)) query.set(name, value);
  return `https://${call.host}${call.path}?${query.toString()}`;
}
