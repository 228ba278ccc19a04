import type { Call } from "#simulator/play.ts";
import { apiErrors } from "./errors.ts";

/** One leaf of a list: `pageSize` up to the most there is, `pageToken` for the next one. */
export function leafOf<T>(call: Call, all: readonly T[], sizes: { usual: number; most: number }) {
  const asked = Number(call.query.get("pageSize") ?? sizes.usual) || sizes.usual;
  const size = Math.min(Math.max(asked, 1), sizes.most);
  const start = startOf(call.query.get("pageToken") ?? "");
  const next = start + size < all.length ? Buffer.from(`at:${start + size}`).toString("base64url") : undefined;
  return { entries: all.slice(start, start + size), ...(next !== undefined && { nextPageToken: next }) };
}

function startOf(token: string): number {
  if (token === "") return 0;
  const [, start] = /^at:(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  if (start === undefined) throw apiErrors.invalid("page_token", "Invalid page token.");
  return Number(start);
}
