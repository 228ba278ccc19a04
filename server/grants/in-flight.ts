import type { World } from "../world.ts";

const working = new WeakMap<World, Set<Promise<unknown>>>();

/** Work that may go on after whoever asked for it has left: a shutdown waits for it. What it throws is for whoever asked. */
export function track<T>(world: World, work: Promise<T>): Promise<T> {
  const all = working.get(world) ?? new Set();
  working.set(world, all);
  const ended: Promise<unknown> = work.then(
    () => all.delete(ended),
    () => all.delete(ended),
  );
  all.add(ended);
  return work;
}

/** Waits for refreshes in flight, for their saves, and for what is recorded of them. */
export async function refreshesInFlight(world: World): Promise<void> {
  for (let all = working.get(world); all && all.size > 0;) await Promise.all(all);
}
