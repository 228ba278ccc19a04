import { setTimeout as delay } from "node:timers/promises";

export const seconds = (count: number): Promise<void> => delay(count * 1000);

/** Asks until it holds; answers after how many seconds that was. Undefined: not within the time. */
export async function untilHolds(
  holds: () => Promise<boolean>,
  options: { readonly withinSeconds: number; readonly everyMs?: number },
): Promise<number | undefined> {
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  while (passed() < options.withinSeconds) {
    if (await holds()) return passed();
    await delay(options.everyMs ?? 200);
  }
  return (await holds()) ? passed() : undefined;
}

/** The same for what a scenario cannot go on without. */
export async function mustHold(what: string, holds: () => Promise<boolean>, withinSeconds = 60): Promise<void> {
  const took = await untilHolds(holds, { withinSeconds, everyMs: 50 });
  if (took === undefined) throw new Error(`${what} did not happen within ${withinSeconds} s`);
}

/** Waits for all of them also when one fails, so that each has let go of its processes; then throws what failed first. */
export async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(works);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}
