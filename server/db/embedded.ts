import { once } from "node:events";
import { rmSync, readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../platform/log.ts";
import {
  type Cluster,
  EmbeddedError,
  isServer,
  logTail,
  openCluster,
  readPidFile,
  disownPidFile,
  spawnServer,
} from "./cluster.ts";
import { answers, DATABASE, databaseAddress, holdFolder, type Server } from "./hold-folder.ts";

export { EmbeddedError } from "./cluster.ts";
export { FolderInUseError } from "./hold-folder.ts";

/** The embedded PostgreSQL of one data folder, held by this process. */
export interface Embedded {
  /** With its password: keep it out of logs. */
  readonly url: string;
  /** True when a server was found running, left behind by a Latchkey that was killed. */
  readonly adopted: boolean;
  /** Ends the server; resolves when its process is gone. Close our own connections first. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data folder; the server's files are in `postgres` below it. */
  readonly folder: string;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  /** False is for tests: nothing is forced to disk, so a power cut would lose it. */
  readonly durable?: boolean;
  /** Further settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when the server has gone away for good without our doing. */
  readonly onLost?: (error: unknown) => void;
}

const READY_SECONDS = 60;
const STOP_SECONDS = 30;
const NOT_DURABLE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts the embedded PostgreSQL, or adopts the one that still runs on this folder. The first start makes its files.
 * Throws `FolderInUseError` when another Latchkey lives in the folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const durable = options.durable ?? true;
  const cluster = await openCluster(options.folder, { durable });
  const { server, adopted } = await findOrStart(cluster, { ...(durable ? {} : NOT_DURABLE), ...options.settings });
  const hold = await holdFolder(cluster, server, options);
  removeDrafts(cluster);
  options.log.info(
    { port: server.port, adopted },
    adopted ? "embedded PostgreSQL adopted" : "embedded PostgreSQL started",
  );
  return {
    url: databaseAddress(cluster, server, DATABASE),
    adopted,
    async stop() {
      await hold.release();
      await stopServer(cluster, server);
    },
  };
}

async function findOrStart(cluster: Cluster, settings: Readonly<Record<string, string>>) {
  // Several tries: a port may be taken between our look and the server's, a server that was just killed looks alive for
  // a moment, and its children need another one to let go of its memory.
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const running = await waitForReady(cluster);
    if (running && (await answers(cluster, running))) return { server: running, adopted: true };
    if (!running) {
      const { ended } = spawnServer(cluster, await freePort(), settings);
      const started = await waitForReady(cluster, ended);
      if (started) return { server: started, adopted: false };
    }
    await delay(attempt * 100);
  }
  throw new EmbeddedError(`the embedded PostgreSQL does not start; its log ends with:\n${logTail(cluster)}`);
}

/** Waits while a server is on its way up or down. `undefined`: none runs, or the one just started has ended. */
async function waitForReady(cluster: Cluster, ended?: Promise<void>): Promise<Server | undefined> {
  let hasEnded = ended === undefined;
  void ended?.then(() => (hasEnded = true));
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (performance.now() < deadline) {
    const file = readPidFile(cluster);
    const runs = file !== undefined && isServer(file.pid, cluster);
    if (runs && file.status === "ready") return file;
    if (!runs && hasEnded) {
      if (file !== undefined && isAlive(file.pid)) disownPidFile(cluster);
      return undefined;
    }
    await delay(20);
  }
  throw new EmbeddedError(
    `the embedded PostgreSQL was not ready within ${READY_SECONDS} s; its log ends with:\n${logTail(cluster)}`,
  );
}

async function stopServer(cluster: Cluster, { pid }: Server): Promise<void> {
  if (!isServer(pid, cluster)) return;
  process.kill(pid, "SIGINT"); // "fast": clients are cut off, everything committed is written
  const deadline = performance.now() + STOP_SECONDS * 1000;
  while (isServer(pid, cluster)) {
    if (performance.now() > deadline) throw new Error(`the embedded PostgreSQL (process ${pid}) does not stop`);
    await delay(20);
  }
}

/** What first starts left behind that were cut off. Safe once the folder is ours. */
function removeDrafts({ folder }: Cluster): void {
  const home = dirname(folder);
  const drafts = readdirSync(home).filter((name) => name.startsWith("postgres.draft-"));
  for (const name of drafts) rmSync(join(home, name), { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
