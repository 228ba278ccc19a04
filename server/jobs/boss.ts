import { PgBoss } from "pg-boss";
import type { Log } from "../platform/log.ts";

/** What can be done in the background; `server/jobs.ts` says by whom. The subject is the id of a row. */
export const jobKinds = ["check-grant", "refresh-grant", "discover-profiles", "prove-flow", "follow-profiles"] as const;
export type JobKind = (typeof jobKinds)[number];

export type JobHandlers = Readonly<Record<JobKind, (subject: string) => Promise<void>>>;

/** Work for later or for another process. One job of a kind and subject waits at a time; sending it again changes nothing. */
export interface Jobs {
  send(kind: JobKind, ...subjects: readonly string[]): Promise<void>;
}

export interface RunningJobs extends Jobs {
  work(handlers: JobHandlers): Promise<void>;
  /** Takes no more work and waits for what runs. */
  stop(): Promise<void>;
}

const attempts = { retryLimit: 3, retryDelay: 5, retryBackoff: true } as const;
const atOnce = {
  "check-grant": 4,
  "refresh-grant": 4,
  "discover-profiles": 2,
  "prove-flow": 2,
  "follow-profiles": 2,
} as const satisfies Record<JobKind, number>;

/** pg-boss in the same database; this file alone knows it. Due times live in our own tables: a lost job is found again by the sweep. */
export async function startJobs(databaseUrl: string, log: Log): Promise<RunningJobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
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
    work: async (handlers) => {
      for (const kind of jobKinds) {
        await boss.work<{ subject: string }>(
          kind,
          { localConcurrency: atOnce[kind], pollingIntervalSeconds: 2 },
          async ([job]) => {
            if (job) await handlers[kind](job.data.subject);
          },
        );
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 60_000 }),
  };
}
