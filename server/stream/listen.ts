import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { endAtOnce } from "../db/pool.ts";
import type { Log } from "../platform/log.ts";
import { barrierStatement } from "./queries.ts";

export interface ListenParts {
  /** A connection string: a listener has a connection of its own, outside any pool. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** What the connection is called, in the database's list and in our log. */
  readonly name: string;
  /** `listen …` */
  readonly statement: string;
  readonly heard: (payload: string) => void;
  /** It listens from now on; what was said before this moment was not heard. */
  readonly begun: () => void;
  /** It does not listen any more. */
  readonly lost?: () => void;
  /** The pause before a lost connection is made anew. */
  readonly retryMs?: number;
}

export interface Listener {
  /** Resolves once the database is being listened to. */
  readonly ready: Promise<void>;
  /**
   * True once everything has been heard that was committed before this was asked. False: nobody knows, because we are not
   * listening.
   */
  caughtUp(): Promise<boolean>;
  close(): Promise<void>;
}

/** A connection that does not answer within this is lost, whatever it says of itself: a cut cable ends nothing. */
const silenceMs = 2_000;
const goodbyeMs = 500;
/** A server that is frozen lets nobody in and says nothing about it. */
const limits = { connectionTimeoutMillis: 4_000, query_timeout: 4_000 };

/** Listens for as long as the process lives; a lost connection is made anew. */
export function openListener(parts: ListenParts): Listener {
  const { log, name, retryMs = 1_000 } = parts;
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  let line: Line | undefined;
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await listenOnce(parts, closing.signal, (begun) => {
          line = begun;
          ready.resolve();
          parts.begun();
        });
      } catch (error) {
        log.warn({ err: error }, `${name}: the database connection was lost`);
      }
      if (line) parts.lost?.();
      line = undefined;
      if (!closing.signal.aborted) await pause(retryMs, undefined, { signal: closing.signal }).catch(ignoreAbort);
    }
    ready.resolve();
  };
  const ended = run();
  return {
    ready: ready.promise,
    caughtUp: async () => (line ? line.caughtUp() : false),
    close: async () => {
      closing.abort();
      await ended;
    },
  };
}

interface Line {
  caughtUp(): Promise<boolean>;
}

/** Returns when told to stop; throws when the connection is lost. */
async function listenOnce(parts: ListenParts, signal: AbortSignal, begun: (line: Line) => void): Promise<void> {
  const { databaseUrl: connectionString, name } = parts;
  const client = new Client({ connectionString, application_name: name, keepAlive: true, ...limits });
  const over = Promise.withResolvers<Error | null>();
  client.on("error", over.resolve);
  client.on("end", () => over.resolve(new Error("the connection ended")));
  client.on("notification", ({ payload }) => parts.heard(payload ?? ""));
  const stop = () => over.resolve(null);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    await client.query(parts.statement);
    begun({ caughtUp: shared(() => barrier(client, over)) });
    const failure = await over.promise;
    if (failure) throw failure;
  } finally {
    signal.removeEventListener("abort", stop);
    // A goodbye waits for an answer as well, and a frozen server gives none.
    const goodbye = setTimeout(() => endAtOnce(client), goodbyeMs);
    await client.end().finally(() => clearTimeout(goodbye));
  }
}

/** True once everything has been heard that was committed before; false, and the connection is over, when it says nothing in time. */
function barrier(client: Client, over: PromiseWithResolvers<Error | null>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    over.resolve(new Error(`no answer within ${silenceMs} ms`));
    resolve(false);
  }, silenceMs);
  client.query(barrierStatement).then(
    () => resolve(true),
    () => resolve(false),
  );
  return promise.finally(() => clearTimeout(timer));
}

/** One question at a time for all who ask: whoever comes while one is under way shares the next, which begins after they came. */
function shared(ask: () => Promise<boolean>): () => Promise<boolean> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<boolean> | undefined;
  return () => {
    next ??= underWay.then(() => {
      next = undefined;
      const mine = ask();
      underWay = mine;
      return mine;
    });
    return next;
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
