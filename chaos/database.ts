import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isServer, openCluster, readPidFile, spawnServer, type Cluster } from "#server/db/cluster.ts";
import { databaseAddress } from "#server/db/hold-folder.ts";
import { bringUpToDate } from "#server/db/migrate.ts";
import { systemClock } from "#server/platform/clock.ts";
import { freePort } from "#test/free-port.ts";
import { makeFastFolder } from "#test/fast-folder.ts";

/** A PostgreSQL of one's own that can be taken away, frozen and brought back, always at the same address. */
export interface ChaosDatabase extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  /** As an operator's restart does it: clients are cut off, what was committed is kept. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Every process of it stands still: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
}

/** Nothing is forced to disk: the machine does not lose power here. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

export async function startDatabase(): Promise<ChaosDatabase> {
  const folder = makeFastFolder("latchkey-chaos-");
  copyFiles(await (firstFiles ??= makeFirstFiles()), join(folder, "postgres"));
  const cluster = await openCluster(folder, { durable: false });
  const port = await freePort();
  const pid = () => readPidFile(cluster)?.pid ?? 0;
  const start = () => startServer(cluster, port);
  const stop = () => stopServer(cluster);
  const signal = (name: "SIGSTOP" | "SIGCONT") => {
    for (const one of [pid(), ...childrenOf(pid())]) tell(one, name);
  };
  await start();
  return {
    url: addressOf(cluster, port, "chaos"),
    folder,
    stop,
    start,
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    async [Symbol.asyncDispose]() {
      if (isServer(pid(), cluster)) signal("SIGCONT");
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startServer(cluster: Cluster, port: number): Promise<void> {
  spawnServer(cluster, port, settings);
  await until("the database starts", () => readPidFile(cluster)?.status === "ready");
}

async function stopServer(cluster: Cluster): Promise<void> {
  const running = readPidFile(cluster)?.pid ?? 0;
  if (!isServer(running, cluster)) return;
  process.kill(running, "SIGINT");
  await until("the database stops", () => !isServer(running, cluster));
}

/** The files of a PostgreSQL with our tables and nobody in them; each database begins as a copy, for making them takes seconds. */
let firstFiles: Promise<string> | undefined;

/** When no database is to come any more. */
export async function removeFirstFiles(): Promise<void> {
  if (firstFiles) rmSync(dirname(await firstFiles), { recursive: true });
  firstFiles = undefined;
}

async function makeFirstFiles(): Promise<string> {
  const folder = makeFastFolder("latchkey-chaos-first-");
  const cluster = await openCluster(folder, { durable: false });
  const port = await freePort();
  await startServer(cluster, port);
  await makeDatabase(addressOf(cluster, port, "postgres"));
  await bringUpToDate(addressOf(cluster, port, "chaos"), { now: systemClock.now() });
  await stopServer(cluster);
  return cluster.folder;
}

/** With their owner and their modes, without which PostgreSQL does not start. */
function copyFiles(from: string, to: string): void {
  const { status, stderr } = spawnSync("cp", ["-a", from, to], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the files of a PostgreSQL were not copied: ${stderr}`);
}

async function makeDatabase(address: string): Promise<void> {
  const admin = new pg.Client(address);
  await admin.connect();
  await admin.query("create database chaos");
  await admin.end();
}

const addressOf = (cluster: Cluster, port: number, database: string): string =>
  databaseAddress(cluster, { pid: 0, port }, database);

/** A process of a connection may have ended since it was listed. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number);
    return ppid === parent && pid ? [pid] : [];
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within a minute`);
    await delay(20);
  }
}
