import { createServer } from "node:http";
import { parentPort, Worker, workerData } from "node:worker_threads";

/** A token endpoint that gives a new pair for whatever it is sent, after a while. */
export interface TokenEndpoint extends AsyncDisposable {
  readonly url: string;
}

/** Answers from a thread of its own, so that answering does not slow the asking. `delayMs`: how long the network thinks. */
export async function startTokenEndpoint(delayMs: number): Promise<TokenEndpoint> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { delayMs } });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.once("message", resolve);
  worker.once("error", reject);
  const port = await promise;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

/** All that X is asked for, so that a refresh takes nothing away. */
export const scopes = [
  "tweet.read",
  "users.read",
  "tweet.write",
  "media.write",
  "tweet.moderate.write",
  "offline.access",
];

function serve(delayMs: number): void {
  let given = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      given += 1;
      const pair = { access_token: `a${given}`.padEnd(90, "x"), refresh_token: `r${given}`.padEnd(90, "x") };
      const body = JSON.stringify({
        ...pair,
        token_type: "bearer",
        expires_in: 7200,
        scope: scopes.join(" "),
      });
      const answer = () => response.writeHead(200, { "content-type": "application/json" }).end(body);
      if (delayMs > 0) setTimeout(answer, delayMs);
      else answer();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    parentPort?.postMessage(typeof address === "object" ? address?.port : undefined);
  });
}

if (parentPort && workerData) serve((workerData as { delayMs: number }).delayMs);
