import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openTestServer } from "#test/http-server.ts";
import { systemRandom } from "../platform/random.ts";
import { openLog } from "../platform/log.ts";
import { openNotices, type Keeper, type NoticesParts } from "./notices.ts";

/** A line to the database that can be made slow, or cut without either end being told. */
async function openLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const state = { delayMs: 0, isCut: false };
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket, delayMs: () => number): void => {
    from.on("data", (part) => {
      const wait = delayMs();
      if (!state.isCut) setTimeout(() => void (state.isCut || to.destroyed || to.write(part)), wait);
    });
    from.on("close", () => void to.destroy()).on("error", () => void to.destroy());
    sockets.add(from);
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    pass(near, far, () => 0);
    pass(far, near, () => state.delayMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port: String(address.port) }).href,
    state,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** `goodMs: 0`: nothing that was heard before counts, so that each question is a new one. */
async function listening(parts: Partial<NoticesParts> = { goodMs: 0 }) {
  const server = await openTestServer();
  const line = await openLine(server.databaseUrl);
  const lines: string[] = [];
  const log = openLog({ level: "debug", to: { write: (text) => void lines.push(text) } });
  const notices = openNotices(
    { db: server.db, log, random: systemRandom },
    { databaseUrl: line.url, retryMs: 10, ...parts },
  );
  const forgotten: string[] = [];
  const keeper: Keeper = { forget: (id) => void forgotten.push(id), forgetAll: () => void forgotten.push("*") };
  notices.tell(keeper);
  const upAndClear = async (): Promise<void> => {
    await expect.poll(() => notices.caughtUp(), patient).toBe(true);
    forgotten.length = 0;
  };
  await upAndClear();
  return {
    server,
    line,
    notices,
    forgotten,
    upAndClear,
    logged: () => lines.join(""),
    say: (word: string) => sql`select pg_notify('latchkey_tokens', ${word})`.execute(server.db),
    async [Symbol.asyncDispose]() {
      await notices.close();
      line.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const patient = { timeout: 20_000 };

test("whoever hears that all is heard has heard what was committed before the question, however slow the line is", async () => {
  await using t = await listening();
  t.line.state.delayMs = 300;
  for (const id of ["grt_1", "grt_2", "grt_3"]) {
    await t.say(id);
    expect(await t.notices.caughtUp()).toBe(true);
    expect(t.forgotten.at(-1)).toBe(id);
  }
});

test("of many who ask at once each is answered for what was committed before it asked", async () => {
  await using t = await listening();
  t.line.state.delayMs = 50;
  const asking = Array.from({ length: 20 }, async (_none, n) => {
    await t.say(`prf_${n}`);
    expect(await t.notices.caughtUp()).toBe(true);
    expect(t.forgotten).toContain(`prf_${n}`);
  });
  await Promise.all(asking);
});

test("a cut line that nobody reports: nobody says that all is heard, everything is forgotten, and it is made anew", async () => {
  await using t = await listening();
  t.line.state.isCut = true;
  await t.say("grt_1");
  expect(await t.notices.caughtUp()).toBe(false);
  await expect.poll(() => t.forgotten, patient).toContain("*");
  expect(t.logged()).toContain("latchkey changes: the database connection was lost");
  t.line.state.isCut = false;
  await t.upAndClear();
  await t.say("grt_2");
  expect(await t.notices.caughtUp()).toBe(true);
  expect(t.forgotten).toEqual(["grt_2"]);
});

test("a pooler that loses notices is never relied on", async () => {
  await using server = await openTestServer();
  const lines: string[] = [];
  const log = openLog({ level: "debug", to: { write: (text) => void lines.push(text) } });
  // It listens in another database than the one that is written to: as good as not at all.
  const elsewhere = Object.assign(new URL(server.databaseUrl), { pathname: "/postgres" }).href;
  const notices = openNotices({ db: server.db, log, random: systemRandom }, { databaseUrl: elsewhere });
  const connections = () =>
    sql<{ n: number }>`
      select count(*)::integer as n from pg_stat_activity
      where application_name = 'latchkey changes' and datname = 'postgres' and query = 'select 1'`.execute(server.db);
  // It is connected, and answers each question: only its own word never comes.
  await expect
    .poll(async () => [await notices.caughtUp(), (await connections()).rows[0]?.n], patient)
    .toEqual([false, 1]);
  for (let n = 0; n < 5; n++) expect(await notices.caughtUp()).toBe(false);
  await notices.close();
});

test("what was heard holds for less than a second, and then is asked for anew; a change of our own ends it at once", async () => {
  let now = 0;
  await using t = await listening({ now: () => now });
  const asks = async (): Promise<boolean> => {
    t.line.state.isCut = true; // an answer now can only come from what was heard before
    const good = t.notices.isCaughtUp();
    t.line.state.isCut = false;
    return good;
  };
  expect(await t.notices.caughtUp()).toBe(true);
  now += 199; // so soon nobody asks again meanwhile
  expect(await asks()).toBe(true);
  t.notices.changedHere();
  expect(await asks()).toBe(false);
  expect([await t.notices.caughtUp(), await asks()]).toEqual([true, true]);
  now += 900;
  expect(await asks()).toBe(false);
  await t.say("grt_1");
  expect(await t.notices.caughtUp()).toBe(true);
  expect(t.forgotten).toEqual(["grt_1"]);
});
