import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { parentPort, Worker, workerData } from "node:worker_threads";

/** Requests to be sent one after the other on each connection, as fast as the answers come. */
export interface Load {
  readonly url: string;
  readonly paths: readonly string[];
  /** Taken in turn: one key alone would meet its limit. */
  readonly apiKeys: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Goes on until so many were answered, however long that takes. */
  readonly atLeast?: number;
  /** What every answer has to be; 200 unless told. */
  readonly status?: number;
}

export interface Answered {
  readonly perSecond: number;
  readonly milliseconds: Float64Array;
  /** How much of the time the sender was busy: near 1 it is the sender that was measured. */
  readonly busy: number;
}

/** Sends from a thread of its own, so that asking does not slow the answering. Any other status than the one expected fails the run. */
export async function send(load: Load): Promise<Answered> {
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  worker.once("message", resolve);
  worker.once("error", reject);
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Bare sockets: a client with pools, streams and headers as objects costs more than the routes that are measured here. Each
 * connection has one request under way; an answer is over when as many bytes have come as its head announces.
 */
async function run({ url, paths, apiKeys, connections, seconds, atLeast = 0, status = 200 }: Load): Promise<Answered> {
  const { hostname, port } = new URL(url);
  const requests = makeRequests(hostname, paths, apiKeys);
  const samples: number[] = [];
  let next = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  const idle = performance.eventLoopUtilization();
  const sendAlong = (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(Number(port), hostname).setNoDelay(true);
    let sentAt = 0;
    let got: Buffer | undefined;
    const ask = (): void => {
      sentAt = performance.now();
      socket.write(requests[next++ % requests.length] ?? "");
    };
    socket.on("data", (part) => {
      got = got ? Buffer.concat([got, part]) : part;
      const length = lengthOf(got, status);
      if (length === undefined || got.length < length) return;
      got = undefined;
      const at = performance.now();
      samples.push(at - sentAt);
      if (at < until || samples.length < atLeast) return ask();
      end(socket);
      resolve();
    });
    socket.once("connect", ask).once("error", reject);
    socket.once("close", () => reject(new Error("the server closed a connection")));
    return promise;
  };
  await Promise.all(Array.from({ length: connections }, sendAlong));
  const took = (performance.now() - began) / 1000;
  const busy = performance.eventLoopUtilization(idle).utilization;
  return { perSecond: samples.length / took, milliseconds: Float64Array.from(samples), busy };
}

function end(socket: Socket): void {
  socket.removeAllListeners("close");
  socket.destroy();
}

/** All that will be sent, so that nothing is put together while the clock runs. */
function makeRequests(host: string, paths: readonly string[], apiKeys: readonly string[]): Buffer[] {
  const count = Math.max(paths.length, apiKeys.length, 1);
  return Array.from({ length: count * 2 }, (_, turn) =>
    Buffer.from(
      `GET ${paths[turn % paths.length] ?? "/"} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${apiKeys[turn % apiKeys.length]}\r\n\r\n`,
    ),
  );
}

/** How many bytes the answer has; undefined until its head is complete. Throws when it is not the answer that was expected. */
function lengthOf(got: Buffer, status: number): number | undefined {
  const head = got.indexOf(headEnd);
  if (head === -1) return undefined;
  const text = got.toString("latin1", 0, head);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  if (!text.startsWith(`HTTP/1.1 ${status} `) || Number.isNaN(length))
    throw new Error(`answered ${got.toString().slice(0, 600)}`);
  return head + headEnd.length + length;
}

if (parentPort && workerData) parentPort.postMessage(await run(workerData as Load));
