import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A database of one's own; dropped, with whoever is still connected, at the end of the `await using` block. */
export interface FreshDatabase extends AsyncDisposable {
  /** For pools and for child processes (`DATABASE_URL`). */
  readonly url: string;
}

/** Clones a template of this run. `empty`: without any table. `migrated` (the default): nobody is there yet. `inhabited`: by Mira. */
export async function freshDatabase(kind: "empty" | "migrated" | "inhabited" = "migrated"): Promise<FreshDatabase> {
  const { url: server, template, inhabited } = inject("postgres");
  const name = `latchkey_test_${randomBytes(6).toString("hex")}`;
  const from = { empty: "template0", migrated: template, inhabited };
  // Copying the files costs PostgreSQL half of what copying page by page through its log does, and dropping them a quarter.
  await administer(server, `create database ${name} template ${from[kind]} strategy file_copy`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    [Symbol.asyncDispose]: () => administer(server, `drop database if exists ${name} with (force)`),
  };
}

let administrators: pg.Pool | undefined;

/** Over connections that this process keeps: to let somebody in costs PostgreSQL more than to copy the files. */
async function administer(server: string, statement: string): Promise<void> {
  administrators ??= new pg.Pool({ connectionString: server, max: 2, idleTimeoutMillis: 0, allowExitOnIdle: true }).on(
    "error",
    () => {}, // one that is lost is replaced at the next use
  );
  await administrators.query(statement);
}
