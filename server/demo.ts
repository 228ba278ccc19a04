import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as networks from "#networks/index.ts";
import { networkList } from "#networks/registry.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator, type Simulator } from "#simulator/start.ts";
import { assemble, variablesOf, type Latchkey } from "./assemble.ts";
import { readConfig, type Config } from "./config.ts";
import { findDatabase } from "./db/database-url.ts";
import { openDemoClock } from "./demo/clock.ts";
import * as northwind from "./demo/northwind.ts";
import { demoRoutes } from "./demo/routes.ts";
import { seedNorthwind, seedSamples } from "./demo/seed.ts";
import { hasProfiles } from "./demo/queries.ts";
import { dataFolderTrouble } from "./platform/data-folder.ts";
import { openLog } from "./platform/log.ts";
import { systemRandom } from "./platform/random.ts";
import { onStop } from "./platform/stop.ts";
import { ensureWebBuilt } from "./web-dist.ts";

/** So that what happens at the simulated networks arrives on screen within seconds; for real these are hours and minutes. */
const quick = { probeIntervalSeconds: 5, secondLookSeconds: 2, sweepSeconds: 1, warnDays: 30 } as const;

/** `npm run demo`: the whole product with the simulator in the networks' place and a sample workspace. It survives a restart. */
async function main(): Promise<void> {
  const env = { LATCHKEY_LOG: "warn", ...process.env };
  const given = readConfig(env, { args: process.argv.slice(2), appVariables: variablesOf(networkList(networks)) });
  const log = openLog({ level: given.logLevel });
  const dataFolder = join(given.dataFolder, "demo");
  mkdirSync(dataFolder, { recursive: true });
  const building = ensureWebBuilt();
  const simulator = await startSimulator({ port: given.simulatorPort, stateFile: join(dataFolder, "simulator.json") });
  const config: Config = {
    ...given,
    ...quick,
    dataFolder,
    outsideHosts: { ...(await hostsOf(simulator)), ...given.outsideHosts },
  };
  const database = await findDatabase({ config, log, onLost: (error) => stop(1, error) });
  await building;
  const control = createControl(simulator.url);
  const clock = await openDemoClock(control);
  const moreRoutes = () => demoRoutes((world) => ({ world, control, clock, simulatorUrl: simulator.url }));
  const latchkey = await assemble({
    config,
    databaseUrl: database.url,
    networks,
    clock,
    random: systemRandom,
    log,
    moreRoutes,
    demoSignIn: { email: northwind.member.email, password: northwind.member.password },
  });
  const stop = onStop(log, async () => {
    await latchkey.close();
    await simulator.close();
    await database.stop();
  });
  const { workspaceId, userId } = await latchkey.people.seedPerson({
    workspaceName: northwind.workspace,
    ...northwind.member,
  });
  const { world } = latchkey;
  const played = new Set(Object.keys((await control.state()).networks));
  const seeding = { world, control, clock, simulatorUrl: simulator.url, workspaceId, played };
  if (!(await hasProfiles(world.db, workspaceId, "facebook"))) await seedNorthwind(seeding);
  say(config, await demoKey(latchkey, { dataFolder, workspaceId, userId }));
  // Stopped in the middle of it, the next start goes on with the networks that have nothing yet.
  await seedSamples(seeding).catch((error: unknown) => log.warn({ error }, "not every sample could be connected"));
}

/** Every host that the simulator plays → its address there. */
async function hostsOf(simulator: Simulator): Promise<Record<string, string>> {
  const answer = (await (
    await fetch(`${simulator.url}/control`, { headers: { accept: "application/json" } })
  ).json()) as { networks: { hosts: Record<string, string> }[] };
  const hosts = answer.networks.flatMap((network) => Object.keys(network.hosts));
  return Object.fromEntries(hosts.map((host) => [host, `${simulator.url}/${host}`]));
}

/** One key for as long as the demo's data lives; a real key is shown once and kept by nobody. */
async function demoKey(
  latchkey: Latchkey,
  place: { dataFolder: string; workspaceId: string; userId: string },
): Promise<string> {
  const file = join(place.dataFolder, "api-key");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const { key } = await latchkey.people.createApiKey({
    workspaceId: place.workspaceId,
    userId: place.userId,
    name: "Demo",
  });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}

function say(config: Config, key: string): void {
  const { email, password } = northwind.member;
  console.log(`
  Latchkey with simulated networks: ${config.url}

  Sign in:  ${email}  /  ${password}
  API key: ${key}
  Reference of the API: ${config.url}/docs

  Ctrl-C stops it; the next start finds everything as it was.
`);
}

main().catch((error: unknown) => {
  const isNamed = error instanceof Error && error.name.endsWith("Error") && error.name !== "Error";
  const sentence = isNamed ? error.message : dataFolderTrouble(error, readConfig(process.env).dataFolder);
  console.error(sentence === undefined ? error : `The demo does not start: ${sentence}`);
  process.exit(1);
});
