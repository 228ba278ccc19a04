import { createInterface } from "node:readline";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import { assemble } from "#server/assemble.ts";
import { readConfig } from "#server/config.ts";
import { keepAlive } from "#server/health/keep-alive.ts";
import { shiftedClock, systemClock } from "#server/platform/clock.ts";
import { openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";
import { onStop } from "#server/platform/stop.ts";
import { lendToken } from "#server/tokens/lend.ts";
import { fromDatabase } from "#server/tokens/memory.ts";
import { chirp } from "../chirp/chirp.ts";
import type { Answer, Order, Start } from "./start-process.ts";

/**
 * A worker of Latchkey in a process of its own, with Chirp as one more network: started by `start-process.ts`, told what
 * to do by lines of JSON, answers with lines of JSON.
 */
const start = JSON.parse(process.argv[2] ?? "") as Start;
const offsetMs = new Date(start.now).getTime() - systemClock.now().getTime();
const config = readConfig({ LATCHKEY_ROLES: "worker", LATCHKEY_SWEEP_SECONDS: "1", ...start.env });

const log = openLog({ level: "warn", to: { write: (line) => void process.stderr.write(line) } });
const { world, url, close } = await assemble({
  config: { ...config, outsideHosts: start.hosts, dataFolder: start.dataFolder, authSecret: Secret.of("x".repeat(32)) },
  databaseUrl: start.databaseUrl,
  networks: { ...networks, chirp },
  clock: shiftedClock(() => offsetMs),
  random: systemRandom,
  log,
});
onStop(log, () => close({ drainSeconds: config.drainSeconds }));

const say = (answer: Answer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function obey(order: Order): Promise<Answer> {
  if (order.order === "keep alive") return { outcome: (await keepAlive(world, order.grantId, "due")).outcome };
  const asked = { network: chirp, capability: undefined };
  const rows = await fromDatabase(world, order.profileId);
  const lent = rows ? await lendToken(world, rows, asked) : "access";
  return typeof lent === "string" ? { lack: lent } : { token: lent.token.reveal() };
}

createInterface({ input: process.stdin })
  .on("line", (line) => void obey(JSON.parse(line) as Order).then(say))
  .on("close", () => void close());
say({ ready: process.pid, ...(url === undefined ? {} : { url }) });
