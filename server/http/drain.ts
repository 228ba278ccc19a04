import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

export interface Drain {
  /** Whether this process is stopping: whoever asks is better served elsewhere from now on. */
  isDraining(): boolean;
  /**
   * Every answer from now on ends its connection, so that its client makes the next one, elsewhere. Resolves once no connection is
   * left, or after so long: whoever has said nothing for all that time is not about to.
   */
  drain(milliseconds: number): Promise<void>;
}

const lookMs = 25;

/**
 * A client that keeps a connection open may send its next request at the very moment at which the server closes it, and loses it then.
 * So the server never closes first, but announces it with an answer.
 */
export function openDrain(app: FastifyInstance): Drain {
  const sockets = new Set<Socket>();
  let draining = false;
  app.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (draining) void reply.header("connection", "close");
    done();
  });
  return {
    isDraining: () => draining,
    drain: async (milliseconds) => {
      draining = true;
      for (let waited = 0; sockets.size > 0 && waited < milliseconds; waited += lookMs) await pause(lookMs);
    },
  };
}
