import pg from "pg";
import { startEmbedded } from "#server/db/embedded.ts";

/**
 * A process that holds an embedded PostgreSQL, to be killed by tests: `embedded-parent.ts <data folder>`.
 * Says one line of JSON when it is up; on SIGINT it finishes a query before it stops the database, as Latchkey does.
 */
const log = { info() {}, warn() {}, error() {} };
const [folder = ""] = process.argv.slice(2);

try {
  const embedded = await startEmbedded({ folder, log });
  const pool = new pg.Pool({ connectionString: embedded.url });
  await pool.query("create table if not exists note (words text)");
  await pool.query("insert into note values ('written by ' || $1::text)", [String(process.pid)]);
  process.once("SIGINT", () => void finish(pool, embedded.stop));
  console.log(JSON.stringify({ url: embedded.url, adopted: embedded.adopted }));
} catch (error) {
  console.log(JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }));
}

async function finish(pool: pg.Pool, stop: () => Promise<void>): Promise<void> {
  await pool.query("insert into note select 'call in flight finished' from pg_sleep(0.3)");
  await pool.end();
  await stop();
}
