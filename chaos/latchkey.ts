import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A real process of the product. */
export interface LatchkeyProcess extends AsyncDisposable {
  /** Empty for a worker. */
  readonly url: string;
  readonly pid: number;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM; answers its exit code, or null when it had to be killed after so many seconds. */
  stop(withinSeconds?: number): Promise<number | null>;
  /** Its last lines. */
  log(): string;
}

export type Env = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, "..");
const main = join(root, "server", "main.ts");
const keptLines = 400;
/** Reading the product's files anew costs each start more than a second. */
const compiled = join(root, "node_modules", ".cache", "chaos");

/** Starts `server/main.ts` with nothing but these settings, and waits until it says that it is up. */
export async function startLatchkey(env: Env): Promise<LatchkeyProcess> {
  const path = process.env["PATH"] ?? "";
  const child = spawn(process.execPath, [main], {
    cwd: root,
    env: { PATH: path, NODE_COMPILE_CACHE: compiled, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
  };
  const exit = once(child, "exit");
  createInterface({ input: child.stderr }).on("line", keep);
  const output = createInterface({ input: child.stdout }).on("line", keep);
  const log = () => lines.slice(-20).join("\n");
  const up = new Promise<string>((resolve, reject) => {
    output.on("line", (line) => {
      if (/"msg":"Latchkey (is at|works in the background)/.test(line)) resolve(urlIn(line));
    });
    void exit.then(() => reject(new Error(`Latchkey did not start:\n${log()}`)));
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const kill = async () => {
    if (!isGone()) child.kill("SIGKILL");
    await exit;
  };
  const url = await up;
  return {
    url,
    pid: child.pid ?? 0,
    kill,
    log,
    async stop(withinSeconds = 120) {
      if (isGone()) return child.exitCode;
      child.kill("SIGTERM");
      const tooLong = setTimeout(() => child.kill("SIGKILL"), withinSeconds * 1000);
      await exit;
      clearTimeout(tooLong);
      return child.exitCode;
    },
    [Symbol.asyncDispose]: kill,
  };
}

function urlIn(line: string): string {
  const { url } = JSON.parse(line) as { readonly url?: string };
  return url ?? "";
}
