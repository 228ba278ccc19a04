import { Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

export interface Drain {
  /** Whether this process is stopping: whoever asks is better served elsewhere from now on. */
  isDraining(): boolean;
  /** Lets everybody go without an error; resolves once no connection is left, or after so long. */
  drain(milliseconds: number): Promise<void>;
  /** Resolves once the last connection is gone that there was when the port was closed. */
  closed(): Promise<void>;
  /** Ends the connections on which nothing was ever said: Node counts them as busy, and waits for them without end. */
  endSilent(): void;
}

const lookMs = 25;

/**
 * How a server goes without losing a request. For the first half of the time all is as ever, but `/healthz` says 503, so that a balancer
 * sends no more. Then the port is closed, and every answer ends its connection, so that its client makes the next one elsewhere.
 * Whoever has said nothing until the end is not about to.
 *
 * In this order, because both other ways lose requests: a server that closes a connection by itself may do so while a request is
 * on its way, and one that closes its port while its answers make clients connect anew resets those that it has not accepted yet.
 */
export function openDrain(app: FastifyInstance): Drain {
  const sockets = new Set<Socket>();
  let isDraining = false;
  let isClosed = false;
  let closed = Promise.resolve();
  app.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (isClosed) void reply.header("connection", "close");
    done();
  });
  const untilNobody = async (milliseconds: number): Promise<void> => {
    for (let waited = 0; sockets.size > 0 && waited < milliseconds; waited += lookMs) await pause(lookMs);
  };
  return {
    isDraining: () => isDraining,
    drain: async (milliseconds) => {
      isDraining = true;
      await untilNobody(milliseconds / 2);
      isClosed = true;
      // The port alone: `close` of an HTTP server would end idle connections as well.
      closed = new Promise((resolve) => void Server.prototype.close.call(app.server, () => resolve()));
      await untilNobody(milliseconds / 2);
    },
    closed: () => closed,
    endSilent: () => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}
