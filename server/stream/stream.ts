import { Readable } from "node:stream";
import type { StreamEvent } from "#sdk/contract.ts";
import type { Log } from "../platform/log.ts";
import { openListener } from "./listen.ts";
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

  let hasBegun = false;
  const listener = openListener({
    ...parts,
    name: "latchkey stream",
    statement: listenStatement,
    heard: (payload) => send(understand(payload, parts.log)),
    begun: () => {
      // Whatever was said while the connection was lost is made up for.
      if (hasBegun) send({ workspaceId: null, event: "refresh", data: {} });
      hasBegun = true;
    },
  });

  return {
    ready: listener.ready,
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
      await listener.close();
    },
  };
}

function toText(id: string, { event, data }: StreamEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
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
