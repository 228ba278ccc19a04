import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** The database cannot be brought to this version; the message is one sentence for the operator. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface MigrateOptions {
  /** The moment that is written beside each migration. */
  readonly now: Date;
  /** Where the `0001-….sql` files are; our own unless told. */
  readonly folder?: string;
}

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

const ourFolder = join(import.meta.dirname, "migrations");
/** Any fixed number: all starters of one database have to ask for the same lock. */
const LOCK = 4_817_002_611;

/**
 * Applies what is missing, in order, each file in a transaction of its own, and returns the names of the files applied.
 * Of several starters one works and the others wait for it. Throws `MigrationError` when a file that was applied has
 * been edited, when the database is newer than this code, or when a file fails.
 */
export async function migrate(database: pg.Pool | pg.Client, options: MigrateOptions): Promise<readonly string[]> {
  const files = readMigrations(options.folder ?? ourFolder);
  if (!(database instanceof pg.Pool)) return migrateOn(database, files, options.now);
  const client = await database.connect();
  try {
    return await migrateOn(client, files, options.now);
  } finally {
    client.release();
  }
}

/** The same on a connection of its own, without time limits: a migration may rewrite a large table, or wait for another process. */
export async function bringUpToDate(databaseUrl: string, options: MigrateOptions): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "latchkey", keepAlive: true });
  await client.connect();
  try {
    return await migrate(client, options);
  } finally {
    await client.end();
  }
}

async function migrateOn(client: pg.ClientBase, files: readonly Migration[], now: Date): Promise<readonly string[]> {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query(`create table if not exists migration (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)`);
    const { rows } = await client.query<Applied>("select number, name, checksum from migration order by number");
    assertHistory(files, rows);
    const missing = files.slice(rows.length);
    for (const file of missing) await apply(client, file, now);
    return missing.map(({ name }) => name);
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
  }
}

async function apply(client: pg.ClientBase, file: Migration, now: Date): Promise<void> {
  await client.query("begin");
  try {
    await client.query(file.text);
    await client.query("insert into migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)", [
      file.number,
      file.name,
      file.checksum,
      now,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`migration ${file.name} failed and was undone: ${reason}`, { cause: error });
  }
}

function assertHistory(files: readonly Migration[], applied: readonly Applied[]): void {
  for (const [index, row] of applied.entries()) {
    const file = files[index];
    if (!file) {
      throw new MigrationError(
        `the database is newer than this version of Latchkey: it has ${row.name}, which is unknown here`,
      );
    }
    if (file.name !== row.name || file.checksum !== row.checksum) {
      throw new MigrationError(
        `${row.name} was applied to this database, but the file here (${file.name}) differs; ` +
          "a released migration is never edited: put it back and add a new one",
      );
    }
  }
}

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.toSorted().map((name, index) => {
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || Number(name.slice(0, 4)) !== index + 1) {
      throw new MigrationError(`${name} is out of order: migrations are named 0001-….sql, 0002-….sql, without a gap`);
    }
    // Line ends are no part of it: git may change them on the way to another system.
    const text = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    return { number: index + 1, name, text, checksum: createHash("sha256").update(text).digest("hex") };
  });
}
