import { expect, test } from "vitest";
import pg from "pg";
import { rmSync } from "node:fs";
import { makeFastFolder } from "#test/fast-folder.ts";
import { freshDatabase } from "#test/postgres.ts";
import { readConfig } from "../config.ts";
import { openLog } from "../platform/log.ts";
import { findDatabase } from "./database-url.ts";

const log = openLog({ level: "silent" });

test("with DATABASE_URL that server is used, by as many processes as like, and left running", async () => {
  await using database = await freshDatabase();
  const config = readConfig({ DATABASE_URL: database.url, LATCHKEY_DATA: "/nowhere" });
  const [first, second] = [await findDatabase({ config, log }), await findDatabase({ config, log })];
  expect([first.kind, first.url, second.url]).toEqual(["server", database.url, database.url]);
  await first.stop();
  const client = new pg.Client(second.url);
  await client.connect();
  expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await client.end();
});

test("without it the embedded one is started in the data folder, and stopped", async () => {
  const folder = makeFastFolder("latchkey-database-");
  try {
    const found = await findDatabase({ config: readConfig({ LATCHKEY_DATA: folder }), log });
    expect(found.kind).toBe("embedded");
    const client = new pg.Client(found.url);
    await client.connect();
    expect((await client.query("select current_database() as name")).rows).toEqual([{ name: "latchkey" }]);
    await client.end();
    await found.stop();
    await expect(new pg.Client(found.url).connect()).rejects.toThrow("ECONNREFUSED");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
