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
  await run(server, `create database ${name} template ${from[kind]}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    [Symbol.asyncDispose]: () => run(server, `drop database if exists ${name} with (force)`),
  };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
