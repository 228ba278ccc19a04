import { AppError } from "#core/app-error.ts";
import { z } from "zod";
import { refuseUnstorable } from "./parse.ts";

/** The query members of every paged list. */
export const cursorQuery = {
  cursor: z.string().max(500).optional().describe("`nextCursor` of the page before; left out: the first page."),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("Items on a page, 1 to 200."),
};

/** Where a page ended. `key` is the sort key besides the id, where the list is not sorted by id. */
export interface Cursor {
  readonly id: string;
  readonly key?: string | undefined;
}

const cursorShape = z.strictObject({ id: z.string(), key: z.string().optional() });

/** Cursors are opaque to callers; a made-up one is refused. */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const cursor = cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    refuseUnstorable(cursor);
    return cursor;
  } catch {
    throw notOurs();
  }
}

/** The cursor of a list that is sorted by a whole number; `key` is that number. */
export function readNumberedCursor(text: string | undefined): { id: string; key: number } | undefined {
  const cursor = readCursor(text);
  if (cursor === undefined) return undefined;
  // As PostgreSQL's `integer`: anything else would be answered with an error of its own.
  if (!/^\d{1,9}$/.test(cursor.key ?? "")) throw notOurs();
  return { id: cursor.id, key: Number(cursor.key) };
}

/** For lists ordered by a sequence of the database: the cursor's id is its number. */
export function readSequenceCursor(text: string | undefined): string | undefined {
  const cursor = readCursor(text);
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor.id)) throw notOurs();
  return cursor?.id;
}

function notOurs(): AppError {
  return new AppError("invalid_input", "This cursor is not one of ours. Begin again without it.", {
    errors: [{ path: "cursor", message: "not a cursor of this list" }],
  });
}

/** Cuts a list that was read one item too long into a page. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => Cursor,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url") : null };
}
