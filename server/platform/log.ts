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
  readonly to?: DestinationStream;
}

/** Opens the log of this process. */
export function openLog({ level, to }: LogOptions): Log {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (plain: unknown) => plain }, // pino's own would take the error apart a second time
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(to ? pino(settings, to) : pino(settings));
}

/**
 * pino's own redaction names paths of a fixed depth, and takes an error's message before its serializers run (pino 10.4);
 * so everything is struck out before pino sees it.
 */
function wrap(logger: Logger): Log {
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
    warn: write("warn"),
    error: write("error"),
    fatal: write("fatal"),
    child: (fields) => wrap(logger.child(strikeOut(fields) as Record<string, unknown>)),
  };
}
