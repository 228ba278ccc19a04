import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Of the machine, so far. */
export interface Usage {
  readonly residentBytes: number;
  readonly cpuSeconds: number;
}

/** A process that was started for a measurement. */
export interface Child extends AsyncDisposable {
  readonly url: string;
  usage(): Promise<Usage>;
}

/** Runs a script of this folder that prints the address on which it answers, and stops when its input ends. */
export async function startChild(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [new URL(script, import.meta.url).pathname, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended`);
    return String(value);
  };
  const url = await say();
  return {
    url,
    usage: async () => {
      child.stdin.write("usage\n");
      return JSON.parse(await say()) as Usage;
    },
    async [Symbol.asyncDispose]() {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await exit;
    },
  } satisfies Child;
}

/** The other side: says the address, answers what is asked, and closes when nobody asks any more. */
export function answerParent(url: string, close: () => Promise<void>): void {
  console.log(url);
  createInterface({ input: process.stdin })
    .on("line", () => console.log(JSON.stringify(usage())))
    .on("close", () => void close().then(() => process.exit(0)));
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { residentBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 };
}
