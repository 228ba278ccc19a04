import type { RunningJobs } from "#server/jobs/boss.ts";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import { assemble, keepAppsOf } from "#server/assemble.ts";
import { readConfig } from "#server/config.ts";
import { openDatabase } from "#server/db/database.ts";
import { openTokens } from "#server/grants/tokens.ts";
import { grantBinding } from "#server/store/grants.ts";
import { findApp } from "#server/store/apps.ts";
import { systemClock } from "#server/platform/clock.ts";
import { parseKeyRing } from "#server/platform/key-ring.ts";
import { openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";
import { openVault } from "#server/platform/vault.ts";
import { ensureWebBuilt } from "#server/web-dist.ts";
import { connectCrowd, type Connected, type CrowdWish } from "./crowd.ts";
import { removeFirstFiles, startDatabase, type ChaosDatabase } from "./database.ts";
import { startLatchkey, type Env, type LatchkeyProcess } from "./latchkey.ts";
import { startNetwork, type Network } from "./network.ts";
import { grantsSeen, type GrantSeen } from "./queries.ts";

/** A grant beside what its network knows: `inStep` when Latchkey holds the refresh token that is good now. */
export interface Compared extends GrantSeen {
  readonly inStep: boolean;
  /** The network has ended it. */
  readonly isOver: boolean;
}

export interface Crowd {
  readonly count: number;
  readonly network?: CrowdWish["network"];
  /** The first workspace unless told. */
  readonly workspace?: 0 | 1;
  readonly accessEndsIn?: number | ((n: number) => number);
  readonly refreshIn?: (n: number) => number | null;
  readonly probeIn?: (n: number) => number | null;
}

/** A database, a network, two workspaces with their keys, and whatever processes a scenario starts; all of it ends with it. */
export interface House extends AsyncDisposable {
  readonly database: ChaosDatabase;
  readonly network: Network;
  readonly pool: pg.Pool;
  readonly apiKeys: readonly string[];
  /** `LATCHKEY_KEYS` as the house began. */
  readonly keys: string;
  start(roles: "web" | "worker" | "web,worker", env?: Env): Promise<LatchkeyProcess>;
  connect(crowd: Crowd): Promise<Connected[]>;
  compare(): Promise<Compared[]>;
}

export const newKey = (id: string): string => `${id}:${randomBytes(32).toString("base64url")}`;

export function openHouse(env: Env = {}): Promise<House> {
  const house = build(env);
  opening.add(house);
  return house;
}

const opening = new Set<Promise<House>>();
const open = new Set<AsyncDisposableStack>();

/** At the end of a run, also of one that is broken off or fails: its processes, databases and files would outlive it. */
export async function closeHouses(): Promise<void> {
  await Promise.allSettled(opening);
  await Promise.allSettled(Array.from(open, (house) => house.disposeAsync()));
  await removeFirstFiles();
}

/** Several houses may be opened at once; the web app is built for all of them. */
let webBuilt: Promise<boolean> | undefined;

async function build(env: Env): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDatabase());
  const network = stack.use(await startNetwork());
  await (webBuilt ??= ensureWebBuilt());
  const keys = newKey("first");
  const settings = { ...settingsOf(database, network, keys), ...env };
  const { workspaceIds, apiKeys, appIds } = await furnish(settings, database.url);
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on("error", () => {}); // the database is taken away on purpose
  stack.defer(() => pool.end());
  const db = openDatabase(pool);
  const vault = openVault(parseKeyRing(Secret.of(keys), "LATCHKEY_KEYS"));
  const whole = stack.move();
  open.add(whole);
  return {
    database,
    network,
    pool,
    apiKeys,
    keys,
    start: async (roles, more = {}) => whole.use(await startLatchkey({ ...settings, LATCHKEY_ROLES: roles, ...more })),
    async connect({ count, network: id = "x", workspace = 0, ...crowd }) {
      const { accessEndsIn = 3600, refreshIn = () => null, probeIn = () => null } = crowd;
      const endsIn = typeof accessEndsIn === "number" ? () => accessEndsIn : accessEndsIn;
      const logins = await network.add(count, Math.max(0, endsIn(0), endsIn(count - 1)));
      const whose = { network: id, workspaceId: workspaceIds[workspace] ?? "", appId: appIds[id] };
      return connectCrowd(db, vault, { ...whose, logins, accessEndsIn: endsIn, refreshIn, probeIn });
    },
    async compare() {
      const [seen, truth] = [await grantsSeen(pool), await network.truth()];
      return seen.map((grant) => {
        const known = truth[grant.account];
        const held = grant.tokensSealed && openTokens({ vault }, grant.tokensSealed, grantBinding(grant.id));
        const inStep =
          Boolean(held) && held !== null && held !== "" && held.refreshToken?.reveal() === known?.refreshToken;
        return { ...grant, inStep, isOver: known?.ended ?? true };
      });
    },
    async [Symbol.asyncDispose]() {
      open.delete(whole);
      await whole.disposeAsync();
    },
  };
}

function settingsOf(database: ChaosDatabase, network: Network, keys: string): Env {
  return {
    DATABASE_URL: database.url,
    LATCHKEY_DATA: `${database.folder}/latchkey`,
    LATCHKEY_PORT: "0",
    LATCHKEY_URL: "http://localhost:4000",
    LATCHKEY_KEYS: keys,
    LATCHKEY_AUTH_SECRET: randomBytes(32).toString("base64url"),
    LATCHKEY_OUTSIDE: network.outside,
    LATCHKEY_SWEEP_SECONDS: "1",
    LATCHKEY_SECOND_LOOK_SECONDS: "2",
    LATCHKEY_X_CLIENT_ID: "chaos",
    LATCHKEY_X_CLIENT_SECRET: "only for chaos",
    LATCHKEY_YOUTUBE_CLIENT_ID: "chaos.apps.googleusercontent.com",
    LATCHKEY_YOUTUBE_CLIENT_SECRET: "only for chaos",
  };
}

const keysOfEach = 4;

/** Migrates, and makes two workspaces, keys of the first, and the apps; nothing runs afterwards. */
async function furnish(settings: Env, databaseUrl: string) {
  const jobs: RunningJobs = { send: async () => {}, wake: async () => {}, work: async () => {}, stop: async () => {} };
  const latchkey = await assemble({
    config: readConfig({ ...settings, LATCHKEY_ROLES: "web" }),
    databaseUrl,
    networks,
    clock: systemClock,
    random: systemRandom,
    log: openLog({ level: "warn", to: { write: (line) => void process.stderr.write(line) } }),
    jobs,
  });
  const { world, people } = latchkey;
  await keepAppsOf(world, settings);
  const appOf = async (network: string) => (await findApp(world.db, { network, instance: "" }))?.id ?? "";
  const appIds = { x: await appOf("x"), youtube: await appOf("youtube") };
  const password = "only for a chaos";
  const workspaceIds: string[] = [];
  const apiKeys: string[] = [];
  for (const name of ["First", "Second"]) {
    const email = `${name.toLowerCase()}@latchkey.example`;
    const { workspaceId, userId } = await people.seedPerson({ workspaceName: name, name, email, password });
    workspaceIds.push(workspaceId);
    for (let n = 0; n < keysOfEach && name === "First"; n++)
      apiKeys.push((await people.createApiKey({ workspaceId, userId, name: `Key ${n}` })).key);
  }
  await latchkey.close();
  return { workspaceIds, apiKeys, appIds };
}
