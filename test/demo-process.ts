import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** `npm run demo` as a process of its own, on free ports and with data of its own. */
export interface DemoProcess extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  readonly simulatorUrl: string;
  /** Ends it as Ctrl-C does, and starts it again on the same data. */
  restart(): Promise<void>;
}

export async function startDemo(): Promise<DemoProcess> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-demo-"));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    DATABASE_URL: "",
    LATCHKEY_DATA: folder,
    LATCHKEY_PORT: String(port),
    LATCHKEY_SIMULATOR_PORT: String(simulatorPort),
  };
  let running = await launch(env);
  return {
    url: `http://localhost:${port}`,
    apiKey: running.apiKey,
    simulatorUrl: `http://localhost:${simulatorPort}`,
    restart: async () => {
      await running.end();
      running = await launch(env);
    },
    [Symbol.asyncDispose]: async () => {
      await running.end();
      rmSync(folder, { recursive: true });
    },
  };
}

async function launch(env: NodeJS.ProcessEnv): Promise<{ apiKey: string; end(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../server/demo.ts")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  const apiKey = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const key = /^ *API key: (lk_\S+)/m.exec(said)?.[1];
      if (key) resolve(key);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`the demo ended before it was ready:\n${said}`)));
  });
  return {
    apiKey,
    end: async () => {
      child.kill("SIGINT");
      await exited;
    },
  };
}
