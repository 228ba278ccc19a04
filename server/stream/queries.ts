import { sql } from "kysely";
import { z } from "zod";
import type { StreamEvent } from "#sdk/contract.ts";
import type { Queryable } from "../db/database.ts";
import { streamEvent } from "./schemas.ts";

/** All processes listen on this one. */
const channel = "latchkey_stream";

/** For the connection that listens; `pg` wants it as text. */
export const listenStatement = `listen ${channel}`;

/**
 * Asks nothing. Its answer comes after every notice of what was committed before it was asked: a committing session wakes the
 * listening ones before it answers its client, and a listening one hands out what it has before it says that it is ready for
 * the next query. https://www.postgresql.org/docs/18/sql-notify.html (read 2026-11-22); seen with PostgreSQL 18.
 */
export const barrierStatement = "select 1";

/** What migration 0009 tells of every change of tokens and keys is heard here. */
export const listenToChanges = "listen latchkey_tokens";

/** A word of our own, which is no id. */
export const helloOf = (nonce: string): string => `hello:${nonce}`;

/** Said by way of the pool, as every change is. */
export async function sayHello(db: Queryable, word: string): Promise<void> {
  await sql`select pg_notify('latchkey_tokens', ${word})`.execute(db);
}

/** PostgreSQL refuses a notice of 8000 bytes and more. https://www.postgresql.org/docs/18/sql-notify.html (read 2026-11-22) */
const MAX_BYTES = 7_900;

/** What travels between the processes. `workspaceId` null: for everybody. */
export type Notice = { readonly workspaceId: string | null } & StreamEvent;

const addressee = z.object({ workspaceId: z.string().nullable() });

/** What arrives on the channel. Throws for what is no notice: a process of another version may speak otherwise. */
export function readNotice(payload: string): Notice {
  const members = z.record(z.string(), z.unknown()).parse(JSON.parse(payload));
  const { workspaceId, ...event } = members;
  return { ...addressee.parse({ workspaceId }), ...streamEvent.parse(event) };
}

/**
 * Tells the browsers of a workspace (null: of all) that something has changed. In a transaction it goes out with the
 * commit, or not at all. An event too large to travel goes as `refresh`.
 */
export async function announce(db: Queryable, workspaceId: string | null, event: StreamEvent): Promise<void> {
  const whole = JSON.stringify({ workspaceId, ...event } satisfies Notice);
  const refresh: Notice = { workspaceId, event: "refresh", data: {} };
  const payload = Buffer.byteLength(whole) > MAX_BYTES ? JSON.stringify(refresh) : whole;
  await sql`select pg_notify(${channel}, ${payload})`.execute(db);
}
