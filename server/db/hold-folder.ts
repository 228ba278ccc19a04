import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../platform/log.ts";
import { type Cluster, isServer, SUPERUSER } from "./cluster.ts";

/** A running server of a cluster. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

/** Another running Latchkey holds the data folder. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
}

/** The name of our database in the embedded server. */
export const DATABASE = "latchkey";
/** Held by one connection for as long as we live: the server lets go of it the moment we die, however we die. */
const LOCK = 4_817_002_612;
const READY_SECONDS = 60;
/** A Latchkey that was just killed lets go within milliseconds; one that lives does not. */
const CLAIM_SECONDS = 3;
const LAST_CLIENT_SECONDS = 2;

export interface HoldOptions {
  readonly log: Pick<Log, "warn" | "error">;
  /** Told when the server has gone away for good without our doing. */
  readonly onLost?: (error: unknown) => void;
}

export interface Hold {
  /** Waits for our own connections to be closed, then lets go of the folder without a fuss. */
  release(): Promise<void>;
}

/** Takes the folder for this process and makes our database in it. A crash inside the server is survived. */
export async function holdFolder(cluster: Cluster, server: Server, { log, onLost }: HoldOptions): Promise<Hold> {
  let wanted = true;
  let client: pg.Client;
  const hold = async (): Promise<void> => {
    client = await claim(cluster, server);
    client.once("end", () => {
      if (wanted) void regain();
    });
  };
  const regain = async (): Promise<void> => {
    const deadline = performance.now() + READY_SECONDS * 1000;
    while (wanted) {
      try {
        await hold();
        return log.warn("the embedded PostgreSQL has recovered from a crash");
      } catch (error) {
        // Until it has noticed its crash, the server lets us in and throws us out again: so any failure is tried again.
        const lost =
          error instanceof FolderInUseError || !isServer(server.pid, cluster) || performance.now() > deadline;
        if (lost) {
          log.error(error, "the embedded PostgreSQL has gone away");
          return onLost?.(error);
        }
        await delay(50);
      }
    }
  };
  await hold();
  return {
    async release() {
      if (!wanted) return;
      wanted = false;
      await waitForLastClient(client);
    },
  };
}

/**
 * pg's pools say that they have ended before their connections are closed (pg-pool 3.14). One that the server cuts off
 * in between raises an error event that nobody listens to any more, which would bring the process down.
 */
async function waitForLastClient(client: pg.Client): Promise<void> {
  const deadline = performance.now() + LAST_CLIENT_SECONDS * 1000;
  const others = "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
  try {
    while (performance.now() < deadline && (await client.query(others)).rowCount !== 0) await delay(10);
  } catch (error) {
    if (!isConnectionLoss(error)) throw error; // the server is gone already: nobody is left to wait for
  }
}

/**
 * Whether a server that is said to run does answer. One that was just killed has still its file, its process and its port for a
 * moment. Throws when it answers and will not have us.
 */
export async function answers(cluster: Cluster, server: Server): Promise<boolean> {
  try {
    const client = await connect(cluster, server);
    try {
      await client.query("select 1");
    } finally {
      await client.end();
    }
    return true;
  } catch (error) {
    if (isConnectionLoss(error)) return false;
    throw error;
  }
}

const lostCodes = /^(57P0|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)/;

/** 57P01–57P03: PostgreSQL is going down or coming up; without a code, it is pg that lost the connection. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = "" } = error as pg.DatabaseError;
  return lostCodes.test(code) || /connection/i.test(error.message);
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
      connectionString: databaseAddress(cluster, server, "postgres"),
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

/** Where a database of the embedded server is reached, password included. */
export function databaseAddress({ password }: Cluster, { port }: Server, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
