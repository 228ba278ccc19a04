import { existsSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { json, redirect } from "./answer.ts";
import { answerControl, type Backstage } from "./control-api.ts";
import { partFor, perform, type Hanging } from "./perform.ts";
import type { SimulatedNetwork } from "./play.ts";
import { createStage, type Stage } from "./stage.ts";
import { createStore, readState, type Store } from "./store.ts";
import { BadRequest, readBody, readCall, send } from "./transport.ts";

export interface SimulatorOptions {
  /** 0: any free port. */
  port: number;
  /** Where people, tokens, faults and clock survive a restart; left out: in memory only. */
  stateFile?: string;
  /** Every folder in it that has a `simulated.ts` is played; by default this project's networks. */
  networksFolder?: string;
  /** Paths of further simulated networks. */
  extra?: string[];
  /** The clock under the simulator's own; milliseconds since 1970. */
  now?: () => number;
}

export interface Simulator {
  /** Such as `http://localhost:4001`, without a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the server that plays the networks: `https://host/path` is answered at `{url}/host/path`. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const networks = await findNetworks(options);
  const saved = options.stateFile ? await readState(options.stateFile) : null;
  const stage = createStage(networks, options.now ?? Date.now, saved);
  const store = options.stateFile ? createStore(options.stateFile, stage.snapshot) : null;
  const hanging: Hanging = new Map();
  const server = createServer((request, response) => {
    void answer({ stage, store, hanging }, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await store?.close();
  };
  return { url: `http://localhost:${port}`, port, close, [Symbol.asyncDispose]: close };
}

async function findNetworks(options: SimulatorOptions): Promise<SimulatedNetwork[]> {
  const folder = options.networksFolder ?? fileURLToPath(new URL("../networks", import.meta.url));
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, "simulated.ts"))
    .filter((file) => existsSync(file));
  return Promise.all([...found, ...(options.extra ?? [])].map(loadNetwork));
}

async function loadNetwork(file: string): Promise<SimulatedNetwork> {
  const module = (await import(pathToFileURL(file).href)) as { simulated?: SimulatedNetwork };
  if (module.simulated) return module.simulated;
  throw new Error(`${file} does not export "simulated".`);
}

interface Running {
  stage: Stage;
  store: Store | null;
  hanging: Hanging;
}

async function answer(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await dispatch(running, request, response);
  } catch (error) {
    if (error instanceof BadRequest) return send(response, json({ error: error.message }, 400));
    // A bug of the simulator must not look like a trouble of the network that it plays.
    send(response, json({ simulatorBug: error instanceof Error ? error.stack : error }, 599));
  }
}

async function dispatch(
  { stage, store, hanging }: Running,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/") return send(response, redirect("/control/", 303));
  if (url.pathname === "/favicon.ico") return send(response, { status: 204, headers: {}, body: "" });
  if (url.pathname === "/control" || url.pathname.startsWith("/control/")) {
    const backstage: Backstage = { hanging, touch: () => store?.touch() };
    const call = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      contentType: request.headers["content-type"] ?? "",
      body: await readBody(request),
    };
    return send(response, await answerControl(stage, backstage, call));
  }
  const call = await readCall(request, url);
  const part = partFor(stage, call.host, call);
  if (!part) return send(response, json({ error: `No simulated network has "${call.host}".` }, 404));
  await perform(stage, part, { call, socket: request.socket, response, hanging });
  store?.touch();
}

if (import.meta.main) {
  const port = Number(process.env.LATCHKEY_SIMULATOR_PORT ?? 4001);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error("LATCHKEY_SIMULATOR_PORT must be a port number, such as 4001.");
    process.exit(1);
  }
  const stateFile = join(process.env.LATCHKEY_DATA ?? ".latchkey", "simulator.json");
  const simulator = await startSimulator({ port, stateFile });
  console.log(`Simulated networks: ${simulator.url} (control page: ${simulator.url}/control/)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
}
