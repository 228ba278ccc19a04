import { existsSync } from "node:fs";
import * as networks from "#networks/index.ts";
import { networkList } from "#networks/registry.ts";
import { assemble, keepAppsOf, refuseUnfit, variablesOf } from "./assemble.ts";
import { ConfigError, describeSettings, readConfig } from "./config.ts";
import { findDatabase } from "./db/database-url.ts";
import { EmbeddedError, FolderInUseError } from "./db/embedded.ts";
import { MigrationError } from "./db/migrate.ts";
import { RunnerError } from "./db/os-user.ts";
import { systemClock } from "./platform/clock.ts";
import { dataFolderTrouble } from "./platform/data-folder.ts";
import { keyFilePath, KeyRingError, rotateKeyFile } from "./platform/key-ring.ts";
import { ExposedFileError } from "./platform/private-file.ts";
import { openLog } from "./platform/log.ts";
import { systemRandom } from "./platform/random.ts";
import { onStop } from "./platform/stop.ts";
import { VaultError } from "./platform/vault.ts";
import { ensureWebBuilt, WebDistError } from "./web-dist.ts";

/** `npm start`: the product for real. */
async function main(): Promise<void> {
  if (process.argv.includes("--help")) return console.log(describeSettings());
  if (process.argv.includes("--rotate-keys")) return console.log(rotateKeys());
  const config = readConfig(process.env, {
    args: process.argv.slice(2),
    appVariables: variablesOf(networkList(networks)),
  });
  const log = openLog({ level: config.logLevel });
  for (const warning of config.warnings) log.warn(warning);
  refuseUnfit(networkList(networks), process.env);
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
    await latchkey.close({ drainSeconds: config.drainSeconds });
    await database.stop();
  });
  await keepAppsOf(latchkey.world, process.env);
  log.info(
    { url: latchkey.url, roles: [...config.roles] },
    latchkey.url ? `Latchkey is at ${config.url}` : "Latchkey works in the background",
  );
}

/** `npm start -- --rotate-keys`: a fresh key in front of the data folder's. Processes that run learn it by themselves (P24). */
function rotateKeys(): string {
  const { keys, dataFolder } = readConfig(process.env);
  if (keys)
    throw new ConfigError(
      "LATCHKEY_KEYS gives the keys here; write `id:key` of a new one in front of the others, and restart one process after the other",
    );
  if (!existsSync(keyFilePath(dataFolder)))
    throw new ConfigError(`there is no key file in ${dataFolder} yet; the first start makes one`);
  const [active, ...older] = rotateKeyFile(dataFolder);
  return `Key ${active.id} is in the key file; ${older.length} older stay, and open what they sealed. Every running Latchkey of this folder learns it within seconds, and it seals as soon as all of them know it: no restart is needed.`;
}

/** What the operator can mend is said in one sentence; anything else is a bug and shows its whole stack. */
const forOperator = [
  ConfigError,
  VaultError,
  KeyRingError,
  ExposedFileError,
  MigrationError,
  EmbeddedError,
  FolderInUseError,
  RunnerError,
  WebDistError,
];

function sentenceFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (forOperator.some((kind) => error instanceof kind)) return error.message;
  return dataFolderTrouble(error, readConfig(process.env).dataFolder);
}

main().catch((error: unknown) => {
  const sentence = sentenceFor(error);
  console.error(sentence === undefined ? error : `Latchkey does not start: ${sentence}`);
  process.exit(1);
});
