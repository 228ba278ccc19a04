import type { Log } from "./log.ts";

/** Closes cleanly on SIGINT and SIGTERM, once; a second signal ends at once. The answer stops by our own decision. */
export function onStop(log: Log, close: () => Promise<void>): (exitCode: number, reason?: unknown) => void {
  let stopping = false;
  const stop = (exitCode: number, reason?: unknown): void => {
    if (stopping) process.exit(1);
    stopping = true;
    if (reason !== undefined) log.fatal({ error: reason }, "Latchkey has to stop");
    else log.info({}, "Latchkey stops; calls in flight are finished first");
    close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ error }, "Latchkey did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => stop(0));
  process.on("SIGTERM", () => stop(0));
  return stop;
}
