import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** How one read of a token ended. Status 0: no answer, and why. */
export interface Read {
  readonly status: number;
  readonly trouble: string;
  readonly milliseconds: number;
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Wish {
  readonly url: string;
  readonly apiKey: string;
  readonly profileId: string;
  readonly agent?: Agent;
  readonly withinSeconds?: number;
}

export function readToken({ url, apiKey, profileId, agent, withinSeconds = 60 }: Wish): Promise<Read> {
  const began = performance.now();
  const at = Date.now();
  const done = (status: number, trouble: string, text = "{}"): Read => {
    const body = text.startsWith("{") ? (JSON.parse(text) as Read["body"]) : { text };
    return { status, trouble, milliseconds: performance.now() - began, at, body };
  };
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    const signal = AbortSignal.timeout(withinSeconds * 1000);
    const fail = (error: NodeJS.ErrnoException) =>
      resolve(done(0, signal.aborted ? `no answer within ${withinSeconds} s` : (error.code ?? error.message)));
    const asked = request(`${url}/v1/profiles/${profileId}/token`, { headers, signal, ...(agent ? { agent } : {}) });
    asked.once("error", fail).end();
    asked.once("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.once("error", fail).once("end", () => resolve(done(answer.statusCode ?? 0, "", text)));
    });
  });
}

export interface Reading {
  /** Where to ask; when nobody listens at one, the next is asked, as a proxy does. */
  readonly urls: () => readonly string[];
  readonly apiKeys: readonly string[];
  readonly profileIds: readonly string[];
  readonly perSecond: number;
  readonly withinSeconds?: number;
}

/** Reads tokens at a steady pace over kept-alive connections until it is stopped. */
export function startReading(reading: Reading): { readonly reads: Read[]; stop(): Promise<readonly Read[]> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const reads: Read[] = [];
  const running = new Set<Promise<unknown>>();
  let stopped = false;
  let turn = 0;
  const pick = (list: readonly string[]): string => list[turn % list.length] ?? "";
  const readOnce = async (): Promise<void> => {
    const wish = { apiKey: pick(reading.apiKeys), profileId: pick(reading.profileIds), agent };
    const urls = reading.urls();
    const ordered = [...urls.slice(turn % urls.length), ...urls.slice(0, turn % urls.length)];
    turn += 1;
    let read: Read | undefined;
    for (const url of ordered) {
      read = await readToken({ ...wish, url, withinSeconds: reading.withinSeconds ?? 60 });
      if (read.trouble !== "ECONNREFUSED") break;
    }
    if (read) reads.push(read);
  };
  const pace = (async () => {
    while (!stopped) {
      const one = readOnce().finally(() => running.delete(one));
      running.add(one);
      await delay(1000 / reading.perSecond);
    }
  })();
  return {
    reads,
    async stop() {
      stopped = true;
      await pace;
      await Promise.all(running);
      agent.destroy();
      return reads;
    },
  };
}

export const outcomeOf = ({ status, trouble }: Read): string | number => trouble || status;

/** A token, "not now", or "it could not be refreshed just now, ask again". */
export const isTruthful = ({ status, body }: Read): boolean =>
  status === 200 || status === 503 || (status === 409 && body["retryable"] === true);
