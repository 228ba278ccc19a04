import type { NetworkList } from "#networks/registry.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { Jobs } from "./jobs/boss.ts";
import type { Clock } from "./platform/clock.ts";
import type { Log } from "./platform/log.ts";
import type { Outside } from "./platform/outside.ts";
import type { Random } from "./platform/random.ts";
import type { Vault } from "./platform/vault.ts";

/** The edges of the house, handed in: everything that a test replaces or a process owns. Ask only for what you use. */
export interface World {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly outside: Outside;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly networks: NetworkList;
}
