import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isServer, openCluster, readPidFile, spawnServer, type Cluster } from "#server/db/cluster.ts";
import { databaseAddress } from "#server/db/hold-folder.ts";
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
  const cluster = await openCluster(folder, { durable: false });
  const port = await freePort();
  const pid = () => readPidFile(cluster)?.pid ?? 0;
  const start = async () => {
    spawnServer(cluster, port, settings);
    await until("the database starts", () => readPidFile(cluster)?.status === "ready");
  };
  const stop = async () => {
    const running = pid();
    if (!isServer(running, cluster)) return;
    process.kill(running, "SIGINT");
    await until("the database stops", () => !isServer(running, cluster));
  };
  const signal = (name: "SIGSTOP" | "SIGCONT") => {
    for (const one of [pid(), ...childrenOf(pid())]) process.kill(one, name);
  };
  await start();
  const url = await makeDatabase(cluster, port);
  return {
    url,
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

async function makeDatabase(cluster: Cluster, port: number): Promise<string> {
  const server = { pid: 0, port };
  const admin = new pg.Client(databaseAddress(cluster, server, "postgres"));
  await admin.connect();
  await admin.query("create database chaos");
  await admin.end();
  return databaseAddress(cluster, server, "chaos");
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
