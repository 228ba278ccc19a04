import { jobHandlers, openDrain, sweepOnce } from "./jobs.ts";
import type { RunningJobs } from "./jobs/boss.ts";
import { listenToDueWork } from "./jobs/due-notices.ts";
import { startRounds, startSweeping } from "./jobs/sweep.ts";
import { openListener } from "./stream/listen.ts";
import type { World } from "./world.ts";

export interface WorkerParts {
  readonly jobs: RunningJobs;
  readonly databaseUrl: string;
}

/** The background of this process: it takes what is due at once when it is told of it, and every few seconds whatever it is told. */
export async function startWorker(
  world: World,
  { jobs, databaseUrl }: WorkerParts,
): Promise<{ stop(): Promise<void> }> {
  await jobs.work(jobHandlers(world));
  const drain = openDrain(world);
  const rounds = startRounds(world.log, () => drain.takeStock());
  const chores = startSweeping(world, world.config.sweepSeconds, async () => {
    rounds.ask();
    if ((await sweepOnce(world)) > 0) rounds.ask();
  });
  const listener = openListener({
    databaseUrl,
    log: world.log,
    name: "latchkey due work",
    statement: listenToDueWork,
    heard: rounds.ask,
    begun: rounds.ask,
  });
  return {
    stop: async () => {
      await chores.stop();
      await listener.close();
      await rounds.stop();
      await drain.stop();
    },
  };
}
