import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ChirpWorld } from "../chirp/chirp-world.ts";

/** What a process is started with; its clock begins at `now` and runs on. */
export interface Start {
  readonly databaseUrl: string;
  readonly dataFolder: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly now: string;
  readonly env: Readonly<Record<string, string>>;
}

export type Order =
  | { readonly order: "keep alive"; readonly grantId: string }
  | { readonly order: "read"; readonly profileId: string };

export interface Answer {
  readonly ready?: number;
  /** Of a process with the web. */
  readonly url?: string;
  readonly outcome?: string;
  readonly token?: string;
  readonly lack?: string;
}

/** A worker in a process of its own, on the database, keys and networks of a world. */
export interface LatchkeyProcess extends AsyncDisposable {
  /** Where its API is; empty for a worker. */
  readonly url: string;
  readonly pid: number;
  /** Answers come in the order of the orders. */
  tell(order: Order): Promise<Answer>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** `kill -TERM`, as when it is replaced; answers its exit code. */
  stop(): Promise<number | null>;
  complaints(): string;
}

const script = fileURLToPath(new URL("./latchkey-process.ts", import.meta.url));

/** Starts one and waits until it is up. `aheadSeconds`: how far its clock is ahead of the world's. */
export async function startProcess(
  t: ChirpWorld,
  options: { aheadSeconds?: number; env?: Readonly<Record<string, string>>; databaseUrl?: string } = {},
): Promise<LatchkeyProcess> {
  const { dataFolder, outsideHosts: hosts } = t.world.config;
  const now = new Date(t.world.clock.now().getTime() + (options.aheadSeconds ?? 0) * 1000).toISOString();
  const { databaseUrl = t.databaseUrl } = options;
  const start: Start = { databaseUrl, dataFolder, hosts, now, env: options.env ?? {} };
  const child = spawn(process.execPath, [script, JSON.stringify(start)], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (part: Buffer) => (complaints += part.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the process ended: ${complaints}`);
    return JSON.parse(value as string) as Answer;
  };
  const { url = "", ready: pid = 0 } = await next();
  return {
    url,
    pid,
    tell: (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return next();
    },
    kill: () => ended(child, () => child.kill("SIGKILL")),
    stop: async () => {
      await ended(child, () => child.kill("SIGTERM"));
      return child.exitCode;
    },
    complaints: () => complaints,
    [Symbol.asyncDispose]: () => ended(child, () => child.stdin.end()),
  };
}

async function ended(child: ChildProcess, end: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  end();
  await exit;
}
