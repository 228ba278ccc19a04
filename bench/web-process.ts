import * as networks from "#networks/index.ts";
import { assemble } from "#server/assemble.ts";
import { readConfig } from "#server/config.ts";
import { systemClock } from "#server/platform/clock.ts";
import { logTo, openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";
import { answerParent } from "./child.ts";

/** The product's web as `npm start -- --roles=web` has it, but for its lines, which go nowhere. */
const config = readConfig(process.env);
const { url = "", close } = await assemble({
  config,
  databaseUrl: config.databaseUrl?.reveal() ?? "",
  networks,
  clock: systemClock,
  random: systemRandom,
  log: openLog({ level: config.logLevel, to: logTo("/dev/null") }),
});
answerParent(url, () => close());
