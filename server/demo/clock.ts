import type { Control } from "#simulator/control.ts";
import { nextDue } from "../store/due-grants.ts";
import { shiftedClock, systemClock, type Clock } from "../platform/clock.ts";
import { sweepOnce } from "../jobs.ts";
import type { World } from "../world.ts";

/** The demo's time: as fast as the machine's, ahead by as much as the simulated networks are. */
export interface DemoClock extends Clock {
  /** Lets time pass at the networks and here at once, in steps, so that what comes due on the way is done on the way. */
  pass(world: World, days: number): Promise<void>;
}

const stepDays = 5;
const daySeconds = 86_400;

export async function openDemoClock(control: Control): Promise<DemoClock> {
  let offsetMs = (await control.state()).clockOffsetSeconds * 1000;
  const clock = shiftedClock(() => offsetMs);
  const leap = async (days: number): Promise<void> => {
    await control.leapClock(days * daySeconds);
    offsetMs = (await control.state()).clockOffsetSeconds * 1000;
  };
  return {
    now: () => clock.now(),
    pass: async (world, days) => {
      for (let left = days; left > 0; left -= stepDays) {
        await leap(Math.min(stepDays, left));
        await sweepOnce(world);
        await untilQuiet(world);
      }
    },
  };
}

const longestWaitMs = 20_000;

/** Waits until nothing is due any more: time leaps only between jobs, or leases would end under the worker's feet. */
export async function untilQuiet(world: World): Promise<void> {
  const began = systemClock.now().getTime();
  while (systemClock.now().getTime() - began < longestWaitMs) {
    const due = await nextDue(world.db);
    if (due === null || due > world.clock.now()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
