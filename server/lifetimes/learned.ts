import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import type { World } from "../world.ts";
import { endedLives, livingNow, whyLivesEnded, type EndedLives, type EndedWhy, type LivingNow } from "./queries.ts";

/** Of fewer lives a median is chance, not knowledge. */
const fewestForMedian = 5;

interface Lives {
  readonly ended: EndedLives | undefined;
  readonly why: readonly EndedWhy[];
  readonly living: readonly LivingNow[];
}

/** How long logins of a network really live on this installation, whoever's they are. */
export async function learnedLifetimes(
  world: Pick<World, "db" | "clock">,
  network: Network,
): Promise<contract.LearnedLifetimes> {
  const { id, ways = [] } = network.about;
  const ended = await endedLives(world.db, id);
  const why = await whyLivesEnded(world.db, id);
  const living = await livingNow(world.db, id);
  const now = world.clock.now();
  const of = (instance: string | null): Lives => ({
    ended: ended.find((one) => one.instance === instance),
    why: why.filter((one) => instance === null || one.instance === instance),
    living: living.filter((one) => instance === null || one.instance === instance),
  });
  return {
    ...asLearned(of(null), now),
    enough: fewestForMedian,
    ways: ways.map((way) => ({ id: way.id, label: way.label, ...asLearned(of(way.id), now) })),
  };
}

function asLearned({ ended, why, living }: Lives, now: Date): contract.LearnedLifetime {
  const eldest = living.map((one) => one.eldestSince.getTime());
  const whole = (seconds: number | undefined): number | null => (seconds === undefined ? null : Math.round(seconds));
  return {
    ended: ended?.ended ?? 0,
    medianSeconds: ended && ended.ended >= fewestForMedian ? Math.round(ended.medianSeconds) : null,
    shortestSeconds: whole(ended?.shortestSeconds),
    longestSeconds: whole(ended?.longestSeconds),
    causes: byCount(why),
    alive: living.reduce((sum, one) => sum + one.alive, 0),
    oldestAliveSeconds:
      eldest.length > 0 ? Math.max(0, Math.round((now.getTime() - Math.min(...eldest)) / 1000)) : null,
  };
}

/** The most frequent cause first; instances that share one are counted together. */
function byCount(why: readonly EndedWhy[]): contract.LearnedLifetime["causes"] {
  const causes = [...new Set(why.map((one) => one.cause))];
  return causes
    .map((cause) => ({
      cause,
      count: why.filter((one) => one.cause === cause).reduce((sum, one) => sum + one.count, 0),
    }))
    .toSorted((a, b) => b.count - a.count || a.cause.localeCompare(b.cause));
}
