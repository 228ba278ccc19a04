import { parentPort, workerData } from "node:worker_threads";
import { Worker } from "node:worker_threads";
import { Pool } from "undici";

/** Requests to be sent one after the other on each connection, as fast as the answers come. */
export interface Load {
  readonly url: string;
  readonly paths: readonly string[];
  /** Taken in turn: one key alone would meet its limit. */
  readonly apiKeys: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

export interface Answered {
  readonly perSecond: number;
  readonly milliseconds: Float64Array;
}

/** Sends from a thread of its own, so that asking does not slow the answering. Any answer but 200 fails the run. */
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

async function run({ url, paths, apiKeys, connections, seconds }: Load): Promise<Answered> {
  const pool = new Pool(url, { connections });
  const samples: number[] = [];
  let next = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  const sendAlong = async (): Promise<void> => {
    do {
      const turn = next++;
      const path = paths[turn % paths.length] ?? "/";
      const sentAt = performance.now();
      const headers = { authorization: `Bearer ${apiKeys[turn % apiKeys.length]}` };
      const { statusCode, body } = await pool.request({ path, method: "GET", headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
      samples.push(performance.now() - sentAt);
    } while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: connections }, sendAlong));
  const took = (performance.now() - began) / 1000;
  await pool.close();
  return { perSecond: samples.length / took, milliseconds: Float64Array.from(samples) };
}

if (parentPort && workerData) parentPort.postMessage(await run(workerData as Load));
