import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";

const script = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

/** `npm start` as a process of its own. */
export interface Program extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Starts it with these variables, and waits until it says that it is up; at the end it is asked to stop, and must do so in order. */
export async function startProgram(variables: Readonly<Record<string, string>>): Promise<Program> {
  const port = await freePort();
  const env = { ...process.env, NODE_ENV: "production", ...variables, LATCHKEY_PORT: String(port) };
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes("Latchkey is at")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`Latchkey ended before it was up:\n${said}`)));
  });
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      const [code] = await exited;
      if (code !== 0) throw new Error(`Latchkey ended with ${code}:\n${said.slice(-5000)}`);
    },
  };
}
