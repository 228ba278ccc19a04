import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import { Secret } from "#core/secret.ts";
import type { Network } from "#networks/network.ts";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { assemble, type Latchkey } from "#server/assemble.ts";
import { readConfig, type Config } from "#server/config.ts";
import { jobHandlers, openDrain, sweepOnce } from "#server/jobs.ts";
import type { JobKind, RunningJobs } from "#server/jobs/boss.ts";
import { keepApp } from "#server/apps/apps.ts";
import { openLog } from "#server/platform/log.ts";
import type { Random } from "#server/platform/random.ts";
import type { World } from "#server/world.ts";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { openBrowser, type Browser } from "./browser.ts";
import { freePort } from "./free-port.ts";
import { testAuthSecret, testPassword } from "./mira.ts";
import { freshDatabase } from "./postgres.ts";
import { quickPasswords } from "./quick-passwords.ts";

/** The whole product behind its own port, on a real database, with the simulator outside and a clock that only moves by hand. */
export interface TestWorld extends AsyncDisposable {
  readonly world: World;
  readonly latchkey: Latchkey;
  readonly url: string;
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  /** The simulated Facebook. */
  readonly control: Control;
  readonly workspaceId: string;
  /** A key of the workspace, for `Authorization: Bearer`. */
  readonly apiKey: string;
  /** Mira, the owner, in her browser. */
  readonly mira: Browser;
  /** Somebody without an account, in a browser of their own. */
  stranger(): Browser;
  /** A person of another workspace. */
  outsider(): Promise<Browser>;
  /** Moves the clock here and at the networks; runs nothing by itself. */
  advance(seconds: number): Promise<void>;
  /** Does everything that is due or was sent, until nothing is left. */
  settle(): Promise<void>;
  /** Lets time pass: `advance` in one go, then `settle`. */
  pass(seconds: number): Promise<void>;
  /** A GET with the API key. */
  get<T>(path: string): Promise<T>;
  profile(name: string): Promise<contract.Profile>;
  /** Everything that was logged so far, as text. */
  logged(): string;
}

export interface TestWorldOptions {
  readonly scenario?: Scenario;
  readonly networks?: Readonly<Record<string, Network>>;
  readonly config?: Partial<Config>;
  /** Paths of further simulated networks, e.g. a toy one. */
  readonly simulated?: string[];
  /** The address at which the product reaches its database, such as a proxy's; the world's own stays the direct one. */
  readonly reach?: (databaseUrl: string) => Promise<string>;
}

export { testPassword } from "./mira.ts";
export const appId = "700000000000001";
export const appSecret = "0123456789abcdef0123456789abcdef";
const startOfTime = new Date("2026-11-22T09:00:00Z");

/** Anna has full control of three Pages, Ben of two others; both may write on “Northwind Berlin”. */
export const northwind: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  pages: [
    { name: "Northwind Berlin", people: { "anna-berg": "full_control", "ben-okoro": "full_control" } },
    { name: "Northwind Hamburg", people: { "anna-berg": "full_control" } },
    { name: "Northwind Köln", people: { "anna-berg": "full_control" } },
    { name: "Northwind Oslo", people: { "ben-okoro": "full_control" } },
    { name: "Northwind Bergen", people: { "ben-okoro": "full_control" } },
  ],
};

export async function testWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const clock = handClock();
  const database = await freshDatabase("inhabited");
  const simulator = await startSimulator({
    port: 0,
    now: () => clock.now().getTime(),
    ...(options.simulated ? { extra: options.simulated } : {}),
  });
  const control = createControl(simulator.url);
  const port = await freePort();
  const dataFolder = mkdtempSync(join(tmpdir(), "latchkey-world-"));
  const config = testConfig({ port, dataFolder, hosts: await hostsOf(simulator.url), changes: options.config ?? {} });
  const lines: string[] = [];
  const log = openLog({ level: "debug", to: { write: (line) => void lines.push(line) } });
  const jobs = handJobs();
  const latchkey = await assemble({
    config,
    databaseUrl: options.reach ? await options.reach(database.url) : database.url,
    networks: options.networks ?? networks,
    clock,
    random: testRandom,
    log,
    jobs,
    passwords: quickPasswords,
    checkAnswers: true,
  });
  const { world, people } = latchkey;
  await control.load({
    apps: [
      {
        name: "Latchkey",
        id: appId,
        secret: appSecret,
        redirectUris: [`${config.url}/v1/oauth/callback`],
        deauthorizeUrl: `${config.url}/v1/networks/facebook/hooks/deauthorize`,
        dataDeletionUrl: `${config.url}/v1/networks/facebook/hooks/data-deletion`,
      },
    ],
    ...(options.scenario ?? northwind),
  });
  await keepApp(world, { network: "facebook", clientId: appId, clientSecret: Secret.of(appSecret), settings: {} });
  const { workspaceId, apiKey, cookies } = inject("mira");
  const browserParts = { url: config.url, simulatorUrl: simulator.url, people };
  const mira = openBrowser(browserParts, cookies);
  const settle = () => jobs.settle(world);
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(config.url + path, { headers: { authorization: `Bearer ${apiKey}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const advance = async (seconds: number): Promise<void> => clock.advance(seconds);
  return {
    world,
    latchkey,
    url: config.url,
    databaseUrl: database.url,
    simulatorUrl: simulator.url,
    control,
    workspaceId,
    apiKey,
    mira,
    stranger: () => openBrowser(browserParts),
    outsider: async () => {
      const email = `outsider-${randomBytes(4).toString("hex")}@elsewhere.example`;
      await people.seedPerson({ workspaceName: "Elsewhere", name: "Olga Outsider", email, password: testPassword });
      return openBrowser(browserParts, email);
    },
    advance,
    settle,
    pass: async (seconds) => {
      await advance(seconds);
      await settle();
    },
    get,
    profile: async (name) => {
      const { items } = await get<contract.Page<contract.Profile>>(
        `/v1/profiles?status=connected,expiring,limited,expired,waiting,unverified,disconnected&q=${encodeURIComponent(name)}`,
      );
      const found = items.find((one) => one.name === name);
      if (!found) throw new Error(`no profile “${name}” is connected`);
      return found;
    },
    logged: () => lines.join(""),
    [Symbol.asyncDispose]: async () => {
      await latchkey.close();
      await simulator.close();
      await database[Symbol.asyncDispose]();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

function testConfig(parts: {
  port: number;
  dataFolder: string;
  hosts: Record<string, string>;
  changes: Partial<Config>;
}): Config {
  const given = readConfig({
    LATCHKEY_PORT: String(parts.port),
    LATCHKEY_CALL_DEADLINE_SECONDS: "3",
    LATCHKEY_REFRESH_DEADLINE_SECONDS: "3",
    LATCHKEY_BEAT_SECONDS: "60",
    LATCHKEY_ROLES: "web",
  });
  return {
    ...given,
    dataFolder: parts.dataFolder,
    outsideHosts: parts.hosts,
    authSecret: testAuthSecret,
    ...parts.changes,
  };
}

/** A clock that stands still unless a test moves it. */
function handClock() {
  let now = startOfTime;
  return {
    now: () => new Date(now),
    advance: (seconds: number) => {
      now = addSeconds(now, seconds);
    },
  };
}

/** Real chance for secrets and ids; the middle for jitter, so that tests know when things come due. */
const testRandom: Random = { bytes: (count) => randomBytes(count), fraction: () => 0.5 };

/** Background work that waits until the test lets it happen; one job of a kind and subject at a time, as with the real queue. */
function handJobs(): RunningJobs & { settle(world: World): Promise<void> } {
  const waiting = new Map<string, { kind: JobKind; subject: string }>();
  const runAll = async (world: World): Promise<void> => {
    const handlers = jobHandlers(world);
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [key, { kind, subject }] = next.value;
      waiting.delete(key);
      await handlers[kind](subject);
    }
  };
  return {
    send: async (kind, ...subjects) => {
      for (const subject of subjects) waiting.set(`${kind} ${subject}`, { kind, subject });
    },
    wake: async () => {},
    work: async () => {},
    stop: async () => {},
    settle: async (world) => {
      for (let round = 0; round < 100; round++) {
        await runAll(world);
        const swept = await sweepOnce(world);
        const worked = await drainByHand(world);
        if (swept + worked === 0 && waiting.size === 0) return;
      }
      throw new Error("work does not come to an end: something is due again as soon as it is done");
    },
  };
}

/** Does what is due now, one thing after the other, so that tests know what comes first. What goes wrong on our side fails the test. */
async function drainByHand(world: World): Promise<number> {
  const failures: unknown[] = [];
  const drain = openDrain(world, {
    laneOf: () => "all",
    limitsOf: () => ({ slots: 1, pauseSeconds: 0 }),
    failed: (error) => void failures.push(error),
  });
  await drain.takeStock();
  const done = await drain.idle();
  await drain.stop();
  if (failures.length > 0) throw failures[0];
  return done;
}

/** Every host that the simulator plays → its address there. */
async function hostsOf(simulatorUrl: string): Promise<Record<string, string>> {
  const answer = (await (
    await fetch(`${simulatorUrl}/control`, { headers: { accept: "application/json" } })
  ).json()) as { networks: { hosts: Record<string, string> }[] };
  return Object.fromEntries(
    answer.networks.flatMap((network) => Object.keys(network.hosts)).map((host) => [host, `${simulatorUrl}/${host}`]),
  );
}
