import * as networks from "#networks/index.ts";
import { networkList } from "#networks/registry.ts";
import { assemble, keepAppsOf, variablesOf } from "./assemble.ts";
import { ConfigError, describeSettings, readConfig } from "./config.ts";
import { findDatabase } from "./db/database-url.ts";
import { FolderInUseError } from "./db/embedded.ts";
import { MigrationError } from "./db/migrate.ts";
import { RunnerError } from "./db/os-user.ts";
import { systemClock } from "./platform/clock.ts";
import { KeyRingError } from "./platform/key-ring.ts";
import { ExposedFileError } from "./platform/private-file.ts";
import { openLog } from "./platform/log.ts";
import { systemRandom } from "./platform/random.ts";
import { onStop } from "./platform/stop.ts";
import { VaultError } from "./platform/vault.ts";
import { ensureWebBuilt, WebDistError } from "./web-dist.ts";

/** `npm start`: the product for real. */
async function main(): Promise<void> {
  if (process.argv.includes("--help")) return console.log(describeSettings());
  const config = readConfig(process.env, {
    args: process.argv.slice(2),
    appVariables: variablesOf(networkList(networks)),
  });
  const log = openLog({ level: config.logLevel });
  for (const warning of config.warnings) log.warn(warning);
  if (config.roles.has("web")) await ensureWebBuilt();
  const database = await findDatabase({ config, log, onLost: (error) => stop(1, error) });
  const latchkey = await assemble({
    config,
    databaseUrl: database.url,
    networks,
    clock: systemClock,
    random: systemRandom,
    log,
  }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  const stop = onStop(log, async () => {
    await latchkey.close();
    await database.stop();
  });
  await keepAppsOf(latchkey.world, process.env);
  log.info(
    { url: latchkey.url, roles: [...config.roles] },
    latchkey.url ? `Latchkey is at ${config.url}` : "Latchkey works in the background",
  );
}

/** What the operator can mend is said in one sentence; anything else is a bug and shows its whole stack. */
const forOperator = [
  ConfigError,
  VaultError,
  KeyRingError,
  ExposedFileError,
  MigrationError,
  FolderInUseError,
  RunnerError,
  WebDistError,
];

main().catch((error: unknown) => {
  const isForOperator = error instanceof Error && forOperator.some((kind) => error instanceof kind);
  console.error(isForOperator ? `Latchkey does not start: ${error.message}` : error);
  process.exit(1);
});
