import { addSeconds } from "#core/backoff.ts";
import type { Log } from "../platform/log.ts";
import type { JobKind } from "./boss.ts";
import type { World } from "../world.ts";

/** Reads that name what is due at `now`; handed in by the table of contents so that this file knows no feature. */
export interface DueSource {
  readonly kind: JobKind;
  claim(now: Date, sentUntil: Date, limit: number): Promise<readonly string[]>;
}

const batch = 500;
/** What was sent and not done by then is sent again: a worker may have died with it. Seconds. */
const sentForSeconds = 300;

/** Sends everything that is due, batch by batch. Costs what is due, never what exists. Returns how many were sent. */
export async function sweep(world: Pick<World, "clock" | "jobs">, sources: readonly DueSource[]): Promise<number> {
  let sent = 0;
  for (const source of sources) {
    for (;;) {
      const now = world.clock.now();
      const ids = await source.claim(now, addSeconds(now, sentForSeconds), batch);
      await world.jobs.send(source.kind, ...ids);
      sent += ids.length;
      if (ids.length < batch) break;
    }
  }
  return sent;
}

/** Sweeps again and again until stopped; a sweep that fails is logged and the next one comes all the same. */
export function startSweeping(
  world: Pick<World, "clock" | "jobs" | "log">,
  intervalSeconds: number,
  once: () => Promise<void>,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = Promise.resolve();
  const next = (): void => {
    if (stopped) return;
    running = once().catch((error: unknown) => world.log.error({ error }, "a sweep failed"));
    void running.then(() => {
      if (!stopped) timer = setTimeout(next, intervalSeconds * 1000);
    });
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Does something when asked, one at a time: whoever asks while it is being done has it done once more afterwards. */
export function startRounds(log: Log, once: () => Promise<void>): { ask(): void; stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  let isAsked = false;
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (isAsked && !isStopped) {
      isAsked = false;
      await once().catch((error: unknown) => log.error({ error }, "what is due could not be counted"));
    }
    running = undefined;
  };
  return {
    ask: () => {
      isAsked = true;
      running ??= run();
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}
