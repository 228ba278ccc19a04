import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request that went through the gate, with what was answered. */
export interface Passed {
  readonly path: string;
  readonly sent: string;
  readonly status: number;
  readonly answered: string;
}

/** Stands before a server and passes everything on as it is; counts, and can keep requests waiting. */
export interface Gate extends AsyncDisposable {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** Keeps POSTs to this path waiting until `open`; `arrived` resolves when the first one is there. */
  hold(path: string): { readonly arrived: Promise<void>; open(): void };
}

export async function openGate(target: string): Promise<Gate> {
  const passed: Passed[] = [];
  let held: { path: string; arrived: () => void; opened: Promise<void> } | undefined;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname: path } = new URL(request.url ?? "", target);
    if (request.method === "POST" && held?.path === path) {
      held.arrived();
      await held.opened;
    }
    const answer = await forward(target, request, body);
    const answered = await buffer(answer);
    if (request.method === "POST")
      passed.push({ path, sent: body.toString(), status: answer.statusCode ?? 0, answered: answered.toString() });
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  }

  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    hold: (path) => {
      const arrival = Promise.withResolvers<void>();
      const opening = Promise.withResolvers<void>();
      held = { path, arrived: arrival.resolve, opened: opening.promise };
      return {
        arrived: arrival.promise,
        open: () => {
          held = undefined;
          opening.resolve();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** With the server's own name as host, because proofs of a key are made for the address that they were sent to. */
function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, host: new URL(target).host } };
    send(new URL(url ?? "", target), options, resolve)
      .on("error", reject)
      .end(body);
  });
}
