import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Client as DatabaseClient } from "pg";
import type { StreamEvent } from "#sdk/contract.ts";
import type { Log } from "../platform/log.ts";
import { listenStatement, type Notice, readNotice } from "./queries.ts";

export interface StreamParts {
  /** A connection string: the listener has a connection of its own, outside any pool. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** How often a quiet stream shows that it lives; proxies end what is silent for a minute. */
  readonly heartbeatMs?: number;
  /** The pause before a lost connection to the database is made anew. */
  readonly retryMs?: number;
  /** A stream ends after this long and the browser comes again: so that somebody who was shut out does not go on listening. */
  readonly lifetimeMs?: number;
}

export interface Stream {
  /** The events of one workspace as server-sent events; ends with `gone`. */
  open(workspaceId: string, options: { gone: AbortSignal; isReturning: boolean }): Readable;
  /** Resolves once the database is being listened to. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** A browser that does not read is let go when this much waits for it; it comes back and reads everything anew. */
const BUFFER_BYTES = 256 * 1024;

interface Client {
  readonly workspaceId: string;
  readonly body: Readable;
}

/** Live updates: one listening connection per process, handed on to the browsers of the workspace concerned. */
export function openStream(parts: StreamParts): Stream {
  const { heartbeatMs = 20_000, lifetimeMs = 15 * 60_000 } = parts;
  const clients = new Set<Client>();
  const closing = new AbortController();
  let count = 0;

  const send = ({ workspaceId, ...event }: Notice): void => {
    const text = toText(`${(count += 1)}`, event);
    for (const client of clients) {
      if (workspaceId === null || workspaceId === client.workspaceId) write(client, text);
    }
  };
  const write = (client: Client, text: string): void => {
    client.body.push(text);
    if (client.body.readableLength > BUFFER_BYTES) client.body.destroy();
  };
  const heartbeat = setInterval(() => {
    for (const client of clients) write(client, ": still here\n\n");
  }, heartbeatMs);
  heartbeat.unref();

  const { ready, ended } = keepListening(parts, { send, signal: closing.signal });

  return {
    ready,
    open(workspaceId, { gone, isReturning }) {
      const client: Client = { workspaceId, body: new Readable({ read() {} }) };
      const end = () => {
        clients.delete(client);
        client.body.push(null);
      };
      const age = setTimeout(end, lifetimeMs).unref();
      gone.addEventListener("abort", end, { once: true });
      client.body.once("close", () => {
        clients.delete(client);
        clearTimeout(age);
      });
      clients.add(client);
      write(client, "retry: 2000\n\n");
      // It was away: what it missed is not kept.
      if (isReturning) write(client, toText(`${count}`, { event: "refresh", data: {} }));
      return client.body;
    },
    async close() {
      clearInterval(heartbeat);
      for (const { body } of clients) body.push(null);
      clients.clear();
      closing.abort();
      await ended;
    },
  };
}

function toText(id: string, { event, data }: StreamEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface Listening {
  readonly send: (notice: Notice) => void;
  readonly signal: AbortSignal;
}

/** Listens for as long as the process lives. Whatever was said while the connection was lost is made up for by `refresh`. */
function keepListening(parts: StreamParts, { send, signal }: Listening) {
  const { log, retryMs = 1_000 } = parts;
  const ready = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    for (let lost = false; !signal.aborted; lost = true) {
      try {
        await listenOnce(parts, { send, signal }, () => {
          ready.resolve();
          if (lost) send({ workspaceId: null, event: "refresh", data: {} });
        });
      } catch (error) {
        log.warn({ err: error }, "live updates pause: the database connection was lost");
        await pause(retryMs, undefined, { signal }).catch(ignoreAbort);
      }
    }
    ready.resolve();
  };
  return { ready: ready.promise, ended: run() };
}

/** Returns when told to stop; throws when the connection is lost. */
async function listenOnce(parts: StreamParts, { send, signal }: Listening, begun: () => void): Promise<void> {
  const client = new DatabaseClient({
    connectionString: parts.databaseUrl,
    application_name: "latchkey stream",
    keepAlive: true,
  });
  const over = Promise.withResolvers<Error | null>();
  client.on("error", over.resolve);
  client.on("end", () => over.resolve(new Error("the connection ended")));
  client.on("notification", ({ payload }) => {
    send(understand(payload ?? "", parts.log));
  });
  const stop = () => over.resolve(null);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    await client.query(listenStatement);
    begun();
    const failure = await over.promise;
    if (failure) throw failure;
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end();
  }
}

/** What is not understood may have been important: then everybody reads everything anew. */
function understand(payload: string, log: Log): Notice {
  try {
    return readNotice(payload);
  } catch (error) {
    log.warn({ err: error }, "a notice of live updates was not understood");
    return { workspaceId: null, event: "refresh", data: {} };
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
