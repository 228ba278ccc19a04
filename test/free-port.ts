import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that Linux (32768 and up) and others (49152 and up) give to outgoing connections and to whoever listens on port 0:
 * of those, one that was free a moment ago may be somebody's a moment later.
 */
const from = 10_000;
const to = 32_000;

/** A port of this machine that is free, drawn by lot so that two who ask at the same time hardly get the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(from, to);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false; // somebody listens there
  }
  server.close();
  await once(server, "close");
  return true;
}
