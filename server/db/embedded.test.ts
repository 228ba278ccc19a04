import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { makeFastFolder } from "#test/fast-folder.ts";
import { type Embedded, FolderInUseError, startEmbedded } from "./embedded.ts";

const log = { info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function dataFolder(): string {
  const folder = makeFastFolder("latchkey-embedded-");
  ends.push(async () => {
    for (const pid of serversOn(folder)) process.kill(pid, "SIGKILL");
    await until(() => serversOn(folder).length === 0);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Every process whose command line names the folder's cluster: the server itself, not a child of ours. */
function serversOn(folder: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const path = `/proc/${pid}/cmdline`;
    return existsSync(path) && readFileSync(path, "utf8").includes(`-D\0${folder}/postgres\0`);
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

async function start(folder: string): Promise<Embedded> {
  return startEmbedded({ folder, log, durable: false });
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Parent {
  readonly process: ChildProcess;
  readonly said: { url: string; adopted: boolean; refused?: string };
}

async function startParent(folder: string): Promise<Parent> {
  const program = join(import.meta.dirname, "../../test/embedded-parent.ts");
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  ends.push(() => child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { process: child, said: JSON.parse(line) as Parent["said"] };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

test("the first start makes a database with a password of its own, a stop leaves no process, the data stays", async () => {
  const folder = dataFolder();
  const first = await start(folder);
  expect(first.adopted).toBe(false);
  await query(first.url, "create table cup as select 'still here' as words");
  const wrong = first.url.replace(/:[^:@]+@/, ":wrong@");
  await expect(query(wrong, "select 1")).rejects.toThrow("password authentication failed");
  expect(statSync(join(folder, "postgres")).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "postgres", "latchkey-password")).mode & 0o077).toBe(0);
  await first.stop();
  expect(serversOn(folder)).toEqual([]);
  expect(existsSync(join(folder, "postgres", "postmaster.pid"))).toBe(false);
  await first.stop(); // a second stop does nothing

  const second = await start(folder);
  expect(await query(second.url, "select * from cup")).toEqual([{ words: "still here" }]);
  await second.stop();
});

describe("kill -9 of Latchkey", () => {
  test("the server lives on and is adopted, with all that was written", async () => {
    const folder = dataFolder();
    const parent = await startParent(folder);
    await kill(parent.process, "SIGKILL");
    const servers = serversOn(folder);
    expect(servers).toHaveLength(1);

    const heir = await start(folder);
    expect(heir.adopted).toBe(true);
    expect(heir.url).toBe(parent.said.url);
    expect(serversOn(folder)).toEqual(servers);
    expect(await query(heir.url, "select * from note")).toEqual([{ words: `written by ${parent.process.pid}` }]);
    await heir.stop();
    expect(serversOn(folder)).toEqual([]);
  });

  test("when the server was killed as well, the next start recovers the data from its log", async () => {
    const folder = dataFolder();
    const parent = await startParent(folder);
    await kill(parent.process, "SIGKILL");
    for (const pid of serversOn(folder)) process.kill(pid, "SIGKILL");
    expect(existsSync(join(folder, "postgres", "postmaster.pid"))).toBe(true);

    const heir = await start(folder);
    expect(heir.adopted).toBe(false);
    expect(await query(heir.url, "select count(*)::int as notes from note")).toEqual([{ notes: 1 }]);
    await heir.stop();
  });

  test("a first start that is cut off leaves nothing half-made for the next one", async () => {
    const folder = dataFolder();
    mkdirSync(join(folder, "postgres.draft-cut"));
    writeFileSync(join(folder, "postgres.draft-cut.password"), "x");
    const embedded = await start(folder);
    expect(readdirSync(folder).toSorted()).toEqual(["postgres", "postgres.log"]);
    await embedded.stop();
  });
});

test("a postmaster.pid whose number now belongs to a stranger does not hinder the start", async () => {
  const folder = dataFolder();
  await (await start(folder)).stop();
  // A stranger under PostgreSQL's own user: that is the case in which PostgreSQL itself refuses to start.
  const owner = statSync(join(folder, "postgres"));
  const stranger = spawn("sleep", ["600"], { uid: owner.uid, gid: owner.gid, stdio: "ignore" });
  ends.push(() => stranger.kill("SIGKILL"));
  const lines = [stranger.pid, join(folder, "postgres"), 1, 54_321, "", "127.0.0.1", "", "ready", ""];
  writeFileSync(join(folder, "postgres", "postmaster.pid"), lines.join("\n"));
  const embedded = await start(folder);
  expect(embedded.adopted).toBe(false);
  expect(stranger.exitCode).toBe(null);
  await embedded.stop();
});

test("a second Latchkey on the folder is refused with one sentence and harms nothing", async () => {
  const folder = dataFolder();
  const parent = await startParent(folder);
  const second = await startParent(folder);
  expect(second.said.refused).toBe(
    `another Latchkey (latchkey process ${parent.process.pid}) is running on the data folder ${folder}; stop it, ` +
      "choose another folder with LATCHKEY_DATA, or give all of them one DATABASE_URL",
  );
  expect(await query(parent.said.url, "select count(*)::int as notes from note")).toEqual([{ notes: 1 }]);
});

test("of several first starts at once, one gets the folder and the others are refused", async () => {
  const folder = dataFolder();
  const outcomes = await Promise.allSettled([start(folder), start(folder), start(folder)]);
  const [winner, ...others] = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(others).toEqual([]);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(FolderInUseError);
  }
  expect(await query(winner?.url ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
  await winner?.stop();
});

test("Ctrl-C in a terminal reaches Latchkey, which finishes its work before the database goes", async () => {
  const folder = dataFolder();
  const parent = await startParent(folder);
  process.kill(-(parent.process.pid ?? 0), "SIGINT"); // the whole process group, as a terminal does
  await once(parent.process, "exit");
  expect(parent.process.exitCode).toBe(0);
  expect(serversOn(folder)).toEqual([]);
  const again = await start(folder);
  expect(await query(again.url, "select words from note where words like 'call%'")).toHaveLength(1);
  await again.stop();
});

test("a crash inside the server is survived, and the folder stays ours", async () => {
  const folder = dataFolder();
  let recovered = () => {};
  const recovery = new Promise<void>((resolve) => (recovered = resolve));
  const embedded = await startEmbedded({ folder, log: { ...log, warn: () => recovered() }, durable: false });
  const [backend] = await query<{ pid: number }>(
    embedded.url,
    "select pid from pg_stat_activity where datname = 'postgres'",
  );
  process.kill(backend?.pid ?? 0, "SIGKILL"); // PostgreSQL then cuts off everybody and recovers
  await recovery;
  await expect(start(folder)).rejects.toThrow(FolderInUseError);
  await embedded.stop();
});

test("when the server is killed, its holder is told", async () => {
  const folder = dataFolder();
  let tell: (error: unknown) => void = () => {};
  const lost = new Promise((resolve) => (tell = resolve));
  const embedded = await startEmbedded({ folder, log, durable: false, onLost: tell });
  for (const pid of serversOn(folder)) process.kill(pid, "SIGKILL");
  expect(await lost).toBeInstanceOf(Error);
  await embedded.stop();
});

test.runIf(process.getuid?.() === 0)("as root it works below a folder that only root may enter", async () => {
  const closed = dataFolder();
  chmodSync(closed, 0o700);
  const folder = join(closed, "deeper");
  mkdirSync(folder, { mode: 0o700 });
  const embedded = await start(folder);
  expect(await query(embedded.url, "select current_user as who")).toEqual([{ who: "latchkey" }]);
  await embedded.stop();
  expect(serversOn(folder)).toEqual([]);
});
