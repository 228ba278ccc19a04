import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

export async function databaseTime(db: Queryable): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("the database does not tell its time");
  return row.now;
}
