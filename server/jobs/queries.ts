import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

/** For the connection of a worker that listens; `pg` wants it as text. */
export const listenToDueWork = "listen latchkey_due";

/** Tells every worker that something has been made due; in a transaction, with its commit. */
export async function tellOfDueWork(db: Queryable): Promise<void> {
  await sql`select pg_notify('latchkey_due', '')`.execute(db);
}
