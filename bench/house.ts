import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import * as networks from "#networks/index.ts";
import { assemble, type Latchkey } from "#server/assemble.ts";
import { readConfig } from "#server/config.ts";
import { startEmbedded } from "#server/db/embedded.ts";
import type { RunningJobs } from "#server/jobs/boss.ts";
import { keepApp } from "#server/apps/apps.ts";
import { findApp } from "#server/store/apps.ts";
import { systemClock } from "#server/platform/clock.ts";
import { openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";

/** A PostgreSQL for one run of the benchmarks, durable as the real one: what it measures includes its fsyncs. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
}

export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  chmodSync(folder, 0o711); // as root: PostgreSQL's own user has to get in
  const { url, stop } = await startEmbedded({ folder, log: quiet() });
  return {
    url,
    folder,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The product with its web on a port of its own and a database of its own. Nothing works in the background, nothing is called. */
export interface House extends AsyncDisposable, Pick<Latchkey, "world" | "people"> {
  readonly url: string;
  /** For another process on the same database, keys and secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspaceId: string;
  readonly userId: string;
  readonly appId: string;
}

export async function openHouse(server: BenchServer, env: Readonly<Record<string, string>> = {}): Promise<House> {
  const name = `bench_${randomBytes(5).toString("hex")}`;
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const jobs: RunningJobs = {
    send: async () => {},
    wake: async () => {},
    work: async () => {},
    stop: async () => {},
  };
  const config = readConfig({ LATCHKEY_PORT: "0", LATCHKEY_ROLES: "web", LATCHKEY_DATA: server.folder, ...env });
  const databaseUrl = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const { world, people, url, close } = await assemble({
    config,
    databaseUrl,
    networks,
    clock: systemClock,
    random: systemRandom,
    log: quiet(),
    jobs,
  });
  await keepApp(world, { network: "facebook", clientId: "1", clientSecret: undefined, settings: {} });
  const app = await findApp(world.db, { network: "facebook", instance: "" });
  const person = {
    workspaceName: "Bench",
    name: "Bench",
    email: "bench@latchkey.example",
    password: "only for a bench",
  };
  const { workspaceId, userId } = await people.seedPerson(person);
  if (!url || !app) throw new Error("the house did not open");
  return {
    world,
    people,
    url,
    env: { LATCHKEY_PORT: "0", LATCHKEY_ROLES: "web", LATCHKEY_DATA: server.folder, DATABASE_URL: databaseUrl },
    workspaceId,
    userId,
    appId: app.id,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** Lines are made as in earnest, since making them costs time, and go nowhere; what is wrong is said. */
function quiet() {
  const write = (line: string): void => {
    if (/"level":"(warn|error|fatal)"/.test(line)) process.stderr.write(line);
  };
  return openLog({ level: "info", to: { write } });
}
