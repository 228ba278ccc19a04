import { PgBoss } from "pg-boss";
import type { Database } from "../db/database.ts";
import type { Log } from "../platform/log.ts";
import { tellOfDueWork } from "./queries.ts";

/** What a person has just begun and waits for; `server/jobs.ts` says who does it. The subject is the id of a row. */
export const jobKinds = ["discover-profiles", "prove-flow"] as const;
export type JobKind = (typeof jobKinds)[number];

export type JobHandlers = Readonly<Record<JobKind, (subject: string) => Promise<void>>>;

/** Work for another process. What comes due by time needs no job: workers find it by its due time. */
export interface Jobs {
  /** One job of a kind and subject waits at a time; sending it again changes nothing. */
  send(kind: JobKind, ...subjects: readonly string[]): Promise<void>;
  /** Something has been made due at once: workers look now, not at their next round. */
  wake(): Promise<void>;
}

export interface RunningJobs extends Jobs {
  work(handlers: JobHandlers): Promise<void>;
  /** Takes no more work and waits for what runs. */
  stop(): Promise<void>;
}

const attempts = { retryLimit: 3, retryDelay: 5, retryBackoff: true } as const;
/** Flows that a worker works on at once, of each kind. */
const atOnce = 4;
/** A loop that has done a job waits so long before it asks for the next, unless a notice comes: not pg-boss's 30 s. Seconds. */
const pauseSeconds = 1;

/** pg-boss in the same database; this file alone knows it. Due times live in our own tables: a lost job is found again by the sweep. */
export async function startJobs(parts: { databaseUrl: string; db: Database; log: Log }): Promise<RunningJobs> {
  const { log, db } = parts;
  const boss = new PgBoss({
    connectionString: parts.databaseUrl,
    application_name: "latchkey-jobs",
    max: 4,
    useListenNotify: true,
  });
  boss.on("error", (error) => log.error({ error }, "background work met an error"));
  await boss.start();
  for (const kind of jobKinds)
    await boss.createQueue(kind, {
      policy: "short",
      notify: true,
      expireInSeconds: 900,
      deleteAfterSeconds: 3600,
      ...attempts,
    });
  return {
    send: async (kind, ...subjects) => {
      if (subjects.length > 0)
        await boss.insert(
          kind,
          subjects.map((subject) => ({ data: { subject }, singletonKey: subject })),
        );
    },
    wake: () => tellOfDueWork(db),
    work: async (handlers) => {
      for (const kind of jobKinds) {
        await boss.work<{ subject: string }>(
          kind,
          {
            localConcurrency: atOnce,
            pollingIntervalSeconds: pauseSeconds,
            notifyPollingIntervalSeconds: pauseSeconds,
          },
          async ([job]) => {
            if (job) await handlers[kind](job.data.subject);
          },
        );
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 60_000 }),
  };
}
