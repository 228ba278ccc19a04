import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { freshDatabase } from "#test/postgres.ts";
import { migrate } from "./migrate.ts";

const now = new Date("2026-11-22T10:00:00Z");
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-migrate-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function emptyPool(): Promise<pg.Pool> {
  const database = await freshDatabase("empty");
  // The database is dropped while the last connections say goodbye.
  const pool = new pg.Pool({ connectionString: database.url })
    .on("connect", (client) => client.on("error", () => {}))
    .on("error", () => {});
  ends.push(
    () => database[Symbol.asyncDispose](),
    () => pool.end(),
  );
  return pool;
}

const first = { "0001-cups.sql": "create table cup (id text primary key);\ninsert into cup values ('a');" };
const second = { "0002-size.sql": "alter table cup add size integer not null default 3" };

test("what is missing is applied in order, once, and recorded with its time", async () => {
  const pool = await emptyPool();
  expect(await migrate(pool, { now, folder: folderOf(first) })).toEqual(["0001-cups.sql"]);
  expect(await migrate(pool, { now, folder: folderOf({ ...second, ...first }) })).toEqual(["0002-size.sql"]);
  expect(await migrate(pool, { now, folder: folderOf({ ...first, ...second }) })).toEqual([]);
  expect((await pool.query("select * from cup")).rows).toEqual([{ id: "a", size: 3 }]);
  expect((await pool.query("select name, applied_at from migration order by number")).rows).toEqual([
    { name: "0001-cups.sql", applied_at: now },
    { name: "0002-size.sql", applied_at: now },
  ]);
});

test("of several starters at once each file is applied by one", async () => {
  const pool = await emptyPool();
  const folder = folderOf({ ...first, ...second });
  const done = await Promise.all(Array.from({ length: 8 }, () => migrate(pool, { now, folder })));
  expect(done.flat().toSorted()).toEqual(["0001-cups.sql", "0002-size.sql"]);
});

test("a file that fails is undone whole, named, and leaves what came before", async () => {
  const pool = await emptyPool();
  const folder = folderOf({ ...first, "0002-bad.sql": "create table plate (id text); select nonsense;" });
  await expect(migrate(pool, { now, folder })).rejects.toThrow(
    'migration 0002-bad.sql failed and was undone: column "nonsense" does not exist',
  );
  const { rows } = await pool.query("select to_regclass('cup') as cup, to_regclass('plate') as plate");
  expect(rows).toEqual([{ cup: "cup", plate: null }]);
  expect(await migrate(pool, { now, folder: folderOf({ ...first, ...second }) })).toEqual(["0002-size.sql"]);
});

test("a file and its record are kept together or not at all", async () => {
  const pool = await emptyPool();
  const clash = "create table plate (id text); insert into migration values (2, 'clash', '', '2026-11-22');";
  const folder = folderOf({ ...first, "0002-clash.sql": clash });
  await expect(migrate(pool, { now, folder })).rejects.toThrow("0002-clash.sql failed and was undone");
  expect((await pool.query("select to_regclass('plate') as plate")).rows).toEqual([{ plate: null }]);
});

test("a released migration that was edited or renamed is refused by name", async () => {
  const pool = await emptyPool();
  await migrate(pool, { now, folder: folderOf(first) });
  const edited = folderOf({ "0001-cups.sql": `${first["0001-cups.sql"]} ` });
  await expect(migrate(pool, { now, folder: edited })).rejects.toThrow("0001-cups.sql was applied to this database");
  const renamed = folderOf({ "0001-mugs.sql": first["0001-cups.sql"] });
  await expect(migrate(pool, { now, folder: renamed })).rejects.toThrow("the file here (0001-mugs.sql) differs");
});

test("other line ends do not count as an edit", async () => {
  const pool = await emptyPool();
  await migrate(pool, { now, folder: folderOf(first) });
  const folder = folderOf({ "0001-cups.sql": first["0001-cups.sql"].replaceAll("\n", "\r\n") });
  expect(await migrate(pool, { now, folder })).toEqual([]);
});

test("a database newer than the code is refused", async () => {
  const pool = await emptyPool();
  await migrate(pool, { now, folder: folderOf({ ...first, ...second }) });
  await expect(migrate(pool, { now, folder: folderOf(first) })).rejects.toThrow(
    "the database is newer than this version of Latchkey: it has 0002-size.sql",
  );
});

test.each(["0003-gap.sql", "2-short.sql", "0002_underscore.sql", "0001-twice.sql"])(
  "a file out of order is refused: %s",
  async (name) => {
    const pool = await emptyPool();
    await expect(migrate(pool, { now, folder: folderOf({ ...first, [name]: "select 1" }) })).rejects.toThrow(
      "out of order",
    );
  },
);

test("our own migrations apply to an empty database, and a clone of the template needs none", async () => {
  const pool = await emptyPool();
  expect(await migrate(pool, { now })).not.toEqual([]);
  await using clone = await freshDatabase();
  const client = new pg.Client(clone.url);
  await client.connect();
  expect(await migrate(client, { now })).toEqual([]);
  await client.end();
});

/** Our own migrations up to this one, in a database that then gets the rest. */
function untilBefore(next: string): string {
  const folder = join(import.meta.dirname, "migrations");
  const names = readdirSync(folder).filter((name) => name < next);
  return folderOf(Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")])));
}

test("0007: what is known of networks stays; what was said of many servers as one is over, and is looked into again", async () => {
  const pool = await emptyPool();
  await migrate(pool, { now, folder: untilBefore("0007") });
  await pool.query(`
    insert into organization (id, name, slug, "createdAt") values ('w', 'W', 'w', '${now.toISOString()}');
    insert into app (id, network, instance, client_id, created_at, updated_at)
      select id, network, instance, 'c', '2026-11-01', '2026-11-01' from (values ('f', 'facebook', ''), ('i', 'instagram', 'page'),
        ('m1', 'mastodon', 'northwind.social'), ('m2', 'mastodon', 'coffee.example')) as app (id, network, instance);
    insert into network_condition (network, state, since, updated_at) values
      ('facebook', 'frozen', '2026-11-20', '2026-11-21'), ('instagram', 'unavailable', '2026-11-20', '2026-11-21'),
      ('mastodon', 'unavailable', '2026-11-20', '2026-11-21');
    insert into incident (id, network, reach, cause, opened_at)
      select network, network, 'network', 'network_unavailable', '2026-11-20' from network_condition;
    insert into profile (id, workspace_id, network, remote_id, name, kind, capabilities_enabled, status, urgency, created_at, updated_at)
      select network, 'w', network, '1', 'P', 'account', '{}', 'waiting', 4, '2026-11-01', '2026-11-21' from network_condition;`);
  expect((await migrate(pool, { now }))[0]).toBe("0007-conditions-per-server.sql");
  const rows = async (query: string) => (await pool.query<Record<string, unknown>>(query)).rows;
  expect(await rows("select network, server, state from network_condition order by network")).toEqual([
    { network: "facebook", server: "", state: "frozen" },
    { network: "instagram", server: "", state: "unavailable" },
  ]);
  expect(await rows("select network, server, closed_at is null as open from incident order by network")).toEqual([
    { network: "facebook", server: "", open: true },
    { network: "instagram", server: "", open: true },
    { network: "mastodon", server: "", open: false },
  ]);
  expect(await rows("select network from profile where derive_at is not null")).toEqual([{ network: "mastodon" }]);
  expect(await rows("select id, retired_at from app order by id")).toEqual(
    ["f", "i", "m1", "m2"].map((id) => ({ id, retired_at: null })),
  );
  const twice =
    "insert into app (id, network, instance, client_id, created_at, updated_at) values ('x', 'mastodon', 'coffee.example', 'c', '2026-11-22', '2026-11-22')";
  await expect(pool.query(twice)).rejects.toThrow("app_in_use");
});
