import { type DestinationStream, type Logger, pino } from "pino";
import { strikeOut, strikeOutText } from "./strike-out.ts";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line: fields (or an error, or only the message), then a sentence. */
type Write = (fields: unknown, message?: string) => void;

/** What the house says about itself: one JSON object a line. Whatever is handed in, secrets are struck out. */
export interface Log extends Readonly<Record<Exclude<LogLevel, "silent">, Write>> {
  /** A log whose every line carries these fields. */
  child(fields: Record<string, unknown>): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard output unless told. */
  readonly to?: DestinationStream & { flushSync?(): void };
}

/** Written once so many bytes have come together: a call of the system for each line costs more than the line. */
const bytesAtOnce = 4096;
/** And this often, so that nobody who watches waits for a line. */
const flushMs = 100;

/** Where lines go: a file, or standard output. What is worse than `info` is written at once, and all of it when the process ends. */
export function logTo(file: string | number = 1): DestinationStream & { flushSync(): void } {
  const destination = pino.destination({ dest: file, sync: true, minLength: bytesAtOnce, periodicFlush: flushMs });
  process.on("exit", () => destination.flushSync());
  return destination;
}

/** Opens the log of this process. */
export function openLog({ level, to = logTo() }: LogOptions): Log {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (plain: unknown) => plain }, // pino's own would take the error apart a second time
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(pino(settings, to), () => to.flushSync?.());
}

/**
 * pino's own redaction names paths of a fixed depth, and takes an error's message before its serializers run (pino 10.4);
 * so everything is struck out before pino sees it.
 */
function wrap(logger: Logger, flush: () => void): Log {
  const atOnce = (write: Write): Write => {
    return (fields, message) => {
      write(fields, message);
      flush();
    };
  };
  const write = (level: Exclude<LogLevel, "silent">): Write => {
    return (fields, message) => {
      if (!logger.isLevelEnabled(level)) return;
      const text = message === undefined ? [] : [strikeOutText(message)];
      if (typeof fields === "string") logger[level](strikeOutText(fields));
      else logger[level](strikeOut(fields instanceof Error ? { err: fields } : fields), ...text);
    };
  };
  return {
    trace: write("trace"),
    debug: write("debug"),
    info: write("info"),
    warn: atOnce(write("warn")),
    error: atOnce(write("error")),
    fatal: atOnce(write("fatal")),
    child: (fields) => wrap(logger.child(strikeOut(fields) as Record<string, unknown>), flush),
  };
}
