import type { Config } from "../config.ts";
import type { Log } from "../platform/log.ts";
import { startEmbedded } from "./embedded.ts";

/** The database of this process: a server of the operator's, or the embedded one. */
export interface FoundDatabase {
  /** With its password: keep it out of logs. */
  readonly url: string;
  readonly kind: "server" | "embedded";
  /** Ends the embedded one; a server is left alone. Close our own connections first. */
  stop(): Promise<void>;
}

export interface FindDatabaseOptions {
  readonly config: Pick<Config, "databaseUrl" | "dataFolder">;
  readonly log: Log;
  /** Told when the embedded one has gone away for good without our doing. */
  readonly onLost?: (error: unknown) => void;
}

/** `DATABASE_URL` if it is set, otherwise the embedded PostgreSQL in the data folder, started or adopted. */
export async function findDatabase({ config, log, onLost }: FindDatabaseOptions): Promise<FoundDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl.reveal(), kind: "server", stop: async () => {} };
  const options = { folder: config.dataFolder, log, ...(onLost ? { onLost } : {}) };
  const { url, stop } = await startEmbedded(options);
  return { url, kind: "embedded", stop };
}
