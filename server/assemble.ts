import type { Network } from "#networks/network.ts";
import { networkList, type NetworkList } from "#networks/registry.ts";
import type pg from "pg";
import { keepApp, requireApp } from "./apps/apps.ts";
import { entryOf, missingSettings, registrationsOf, unfitSettings, variableOf } from "./apps/registrations.ts";
import { budgetEntered } from "./calls/paid-reads.ts";
import { ConfigError, readAppSettings, type Config } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { bringUpToDate } from "./db/migrate.ts";
import { openPoolWith } from "./db/pool.ts";
import { refreshesInFlight } from "./grants/in-flight.ts";
import { stopSaving } from "./grants/save-answer.ts";
import { replayUnsaved } from "./grants/unsaved.ts";
import { listen } from "./http/listen.ts";
import type { Route } from "./http/route.ts";
import { dueNow } from "./jobs.ts";
import { startJobs, type RunningJobs } from "./jobs/boss.ts";
import { openMetrics, showBeat, showDue } from "./metrics.ts";
import type { Passwords } from "./people/auth.ts";
import { createPeople, type People } from "./people/people.ts";
import { peopleRoutes } from "./people/routes.ts";
import { systemClock, type Clock } from "./platform/clock.ts";
import { openKeyFile, parseKeyRing } from "./platform/key-ring.ts";
import type { Log } from "./platform/log.ts";
import { openOutside } from "./platform/outside.ts";
import type { Random } from "./platform/random.ts";
import { openVault, type KeyedVault } from "./platform/vault.ts";
import { startBeating, type Beat } from "./processes/beat.ts";
import { featureRoutes } from "./routes.ts";
import { openNotices } from "./stream/notices.ts";
import { streamRoutes } from "./stream/routes.ts";
import { openStream } from "./stream/stream.ts";
import { openTokenMemory } from "./tokens/memory.ts";
import { tokenRoutes } from "./tokens/routes.ts";
import { version } from "./version.ts";
import { webDist } from "./web-dist.ts";
import { startWorker } from "./worker.ts";
import type { World } from "./world.ts";

export interface Parts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly networks: Readonly<Record<string, Network>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Routes of the demo's strip. */
  readonly moreRoutes?: (world: World) => readonly Route<World>[];
  readonly demoSignIn?: { readonly email: string; readonly password: string };
  /** Tests: an answer that is not as its route declares becomes an error. */
  readonly checkAnswers?: boolean;
  /** Tests: a way of keeping passwords that costs little. */
  readonly passwords?: Passwords;
  /** Tests: background work that is run by hand. */
  readonly jobs?: RunningJobs;
  /** Tests: the machine's own clock, which is compared with the database's; `clock` may be another one on purpose. */
  readonly machineClock?: Clock;
}

/** A running Latchkey: one process with its web, its worker, or both. */
export interface Latchkey {
  readonly world: World;
  readonly people: People;
  /** Undefined for a worker without the web. */
  readonly url: string | undefined;
  /**
   * Takes no more work, waits for calls in flight and their saves, then lets go of everything. `drainSeconds`: how long the web
   * goes on answering, so that nobody's request is lost; 0 unless said.
   */
  close(how?: { readonly drainSeconds: number }): Promise<void>;
}

/** Puts the parts together in the order in which they need each other. */
export async function assemble(parts: Parts): Promise<Latchkey> {
  const { config, log } = parts;
  await bringUpToDate(parts.databaseUrl, { now: parts.clock.now() });
  const changes: Changes = { heard: () => {} };
  const pool = openPoolWith(parts.databaseUrl, {
    max: 20,
    onIdleError: (error) => log.warn({ error }, "a database connection was lost and is made anew"),
    onChange: () => changes.heard(),
  });
  const db = openDatabase(pool);
  const vault = openKeys(config);
  const { random, machineClock = systemClock } = parts;
  const beat = await startBeating({ db, log, config, random }, { vault, machineClock });
  const jobs = parts.jobs ?? (await startJobs({ databaseUrl: parts.databaseUrl, db, log }));
  const trusted = Object.values(parts.networks).flatMap(({ about }) => about.hosts);
  const outside = openOutside({ hosts: config.outsideHosts, trusted });
  const world: World = {
    config,
    db,
    clock: parts.clock,
    random: parts.random,
    outside,
    vault,
    jobs,
    log,
    networks: networkList(parts.networks),
  };
  await replayUnsaved(world);
  const worker = config.roles.has("worker")
    ? await startWorker(world, { jobs, databaseUrl: parts.databaseUrl })
    : undefined;
  const people = createPeople({ pool, config, log, passwords: parts.passwords });
  const web = config.roles.has("web") ? await startWeb(world, people, { ...parts, beat }, changes) : undefined;
  return { world, people, url: web?.url, close: (how) => closeAll({ world, pool, jobs, worker, web, beat }, how) };
}

/** Where the pool says that this process has changed something from which tokens are lent. */
interface Changes {
  heard: () => void;
}

/** A key file may be rotated by another process of this folder: then it is read anew. */
function openKeys(config: Config): KeyedVault {
  if (config.keys) return openVault(parseKeyRing(config.keys, "LATCHKEY_KEYS"));
  const reread = () => openKeyFile(config.dataFolder);
  return openVault(reread(), { reread });
}

interface Web {
  readonly url: string;
  close(how: { readonly drainSeconds: number }): Promise<void>;
}

async function startWeb(world: World, people: People, parts: Parts & { beat: Beat }, changes: Changes): Promise<Web> {
  const stream = openStream({ databaseUrl: parts.databaseUrl, log: parts.log });
  const metrics = openMetrics();
  showBeat(metrics, parts.beat);
  showDue(metrics, () =>
    dueNow(world).catch((error: unknown) => {
      world.log.warn({ error }, "what is due could not be counted for the figures");
      return undefined;
    }),
  );
  const notices = openNotices(world, { databaseUrl: parts.databaseUrl });
  changes.heard = () => notices.changedHere();
  people.apiKeys.rememberBy(notices);
  const memory = openTokenMemory(world, { notices, told: (from) => metrics.tokenReads.inc({ from }) });
  const routes = [
    ...featureRoutes,
    ...tokenRoutes(memory),
    ...(parts.moreRoutes?.(world) ?? []),
    ...peopleRoutes({ people, ...(parts.demoSignIn ? { demoSignIn: parts.demoSignIn } : {}) }),
    ...streamRoutes(stream),
  ];
  const listening = await listen<World>({
    world,
    people,
    metrics,
    routes,
    version,
    webFolder: webDist,
    limits: { known: world.config.keyRequestsPerMinute, strangers: world.config.strangerRequestsPerMinute },
    ...(parts.checkAnswers ? { checkAnswers: true } : {}),
  });
  return {
    url: listening.url,
    close: async ({ drainSeconds }) => {
      await stream.close();
      if (drainSeconds > 0) await listening.drain(drainSeconds * 1000);
      await listening.close();
      await notices.close();
    },
  };
}

interface Opened {
  readonly world: World;
  readonly pool: pg.Pool;
  readonly jobs: RunningJobs;
  readonly worker: { stop(): Promise<void> } | undefined;
  readonly web: Web | undefined;
  readonly beat: Beat;
}

async function closeAll({ world, pool, jobs, worker, web, beat }: Opened, how = { drainSeconds: 0 }): Promise<void> {
  stopSaving(world);
  try {
    await Promise.all([web?.close(how), worker?.stop()]);
    await jobs.stop();
  } finally {
    // Whatever else does not stop cleanly: a token that is there and not saved yet comes first.
    await refreshesInFlight(world);
  }
  await world.outside.close();
  await beat.stop(); // nothing is sealed from here on
  await pool.end();
}

type Env = Readonly<Record<string, string | undefined>>;

/** A limit that is mistyped must not count as none: throws ConfigError for the first value that its setting does not take. */
export function refuseUnfit(networks: NetworkList, env: Env): void {
  for (const registration of networks.all().flatMap(registrationsOf)) {
    const values = readAppSettings(env, registration.network.about.id, registration.settings);
    const [unfit] = unfitSettings(registration, values);
    if (unfit) throw new ConfigError(`${variableOf(registration, unfit.setting)} ${unfit.must}`);
  }
}

/** Takes over the apps that the environment names; their health starts anew only when they changed. */
export async function keepAppsOf(world: World, env: Env): Promise<void> {
  refuseUnfit(world.networks, env);
  for (const registration of world.networks.all().flatMap(registrationsOf)) {
    const { network, settings } = registration;
    const values = readAppSettings(env, network.about.id, settings);
    const missing = missingSettings(registration, values);
    if (settings.length > 0 && Object.keys(values).length > 0 && missing.length > 0)
      world.log.warn(
        { network: network.about.id },
        `${missing.map((setting) => variableOf(registration, setting)).join(", ")} is missing, so ${network.about.name} cannot be connected`,
      );
    if (missing.length > 0) continue;
    await keepApp(world, { ...entryOf(registration, values), fromEnvironment: Object.keys(values).length > 0 });
    const app = await requireApp(world, network, registration.instance);
    await budgetEntered(world, network, app.id);
  }
}

export function variablesOf(networks: NetworkList): string[] {
  return networks
    .all()
    .flatMap(registrationsOf)
    .flatMap((registration) => registration.settings.map((setting) => variableOf(registration, setting)));
}
