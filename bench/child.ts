import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that was started for a measurement. */
export interface Child extends AsyncDisposable {
  readonly url: string;
  /** How much memory it holds, in bytes. */
  residentBytes(): Promise<number>;
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
    residentBytes: async () => {
      child.stdin.write("memory\n");
      return Number(await say());
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
    .on("line", () => console.log(process.memoryUsage.rss()))
    .on("close", () => void close().then(() => process.exit(0)));
}
