import { once } from "node:events";
import { rmSync, readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../platform/log.ts";
import {
  type Cluster,
  isServer,
  logTail,
  openCluster,
  readPidFile,
  removePidFile,
  spawnServer,
  SUPERUSER,
} from "./cluster.ts";

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

/** Another running Latchkey holds the data folder. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
}

const DATABASE = "latchkey";
/** Held by one connection for as long as we live: the server lets go of it the moment we die, however we die. */
const LOCK = 4_817_002_612;
const READY_SECONDS = 60;
/** A Latchkey that was just killed lets go within milliseconds; one that lives does not. */
const CLAIM_SECONDS = 3;
const STOP_SECONDS = 30;
const NOT_DURABLE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

interface Server {
  readonly pid: number;
  readonly port: number;
}

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
    url: address(cluster, server, DATABASE),
    adopted,
    async stop() {
      hold.letGo();
      await stopServer(cluster, server);
    },
  };
}

async function findOrStart(cluster: Cluster, settings: Readonly<Record<string, string>>) {
  // Several tries: a port may be taken between our look and the server's, and after a crash the old server's
  // children need a moment to let go of its memory.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const running = await waitForReady(cluster);
    if (running) return { server: running, adopted: true };
    const { ended } = spawnServer(cluster, await freePort(), settings);
    const started = await waitForReady(cluster, ended);
    if (started) return { server: started, adopted: false };
    await delay(attempt * 100);
  }
  throw new Error(`the embedded PostgreSQL does not start; its log ends with:\n${logTail(cluster)}`);
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
      if (file !== undefined && isAlive(file.pid)) removePidFile(cluster);
      return undefined;
    }
    await delay(20);
  }
  throw new Error(
    `the embedded PostgreSQL was not ready within ${READY_SECONDS} s; its log ends with:\n${logTail(cluster)}`,
  );
}

interface Hold {
  letGo(): void;
}

/** Takes the folder for this process and makes our database in it. A crash inside the server is survived. */
async function holdFolder(cluster: Cluster, server: Server, { log, onLost }: EmbeddedOptions): Promise<Hold> {
  let wanted = true;
  const hold = async (): Promise<void> => {
    const client = await claim(cluster, server);
    client.once("end", () => {
      if (wanted) void regain();
    });
  };
  const regain = async (): Promise<void> => {
    try {
      await hold();
      log.warn("the embedded PostgreSQL has recovered from a crash");
    } catch (error) {
      log.error(error, "the embedded PostgreSQL has gone away");
      onLost?.(error);
    }
  };
  await hold();
  return { letGo: () => void (wanted = false) };
}

async function claim(cluster: Cluster, server: Server): Promise<pg.Client> {
  const client = await connect(cluster, server);
  const deadline = performance.now() + CLAIM_SECONDS * 1000;
  try {
    for (;;) {
      const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [LOCK]);
      if (rows[0]?.held) break;
      if (performance.now() > deadline) throw new FolderInUseError(await describeHolder(client, cluster));
      await delay(50);
    }
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Connects, and so proves that the server is ours: with SCRAM each side shows the other that it knows the password. */
async function connect(cluster: Cluster, server: Server): Promise<pg.Client> {
  const deadline = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    const client = new pg.Client({
      connectionString: address(cluster, server, "postgres"),
      application_name: `latchkey process ${process.pid}`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.on("error", () => {}); // "end" follows, and is acted upon
    try {
      await client.connect();
      return client;
    } catch (error) {
      // 57P03: still recovering from a crash. Everything else is final.
      if ((error as pg.DatabaseError).code !== "57P03" || performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}

async function describeHolder(client: pg.Client, { folder }: Cluster): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = $1`,
    [LOCK],
  );
  const holder = rows[0] ? ` (${rows[0].name})` : "";
  return (
    `another Latchkey${holder} is running on the data folder ${dirname(folder)}; stop it, ` +
    "choose another folder with LATCHKEY_DATA, or give all of them one DATABASE_URL"
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

function address({ password }: Cluster, { port }: Server, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
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
