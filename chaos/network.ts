import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Login, Truth } from "./network/logins.ts";

/** How the network behaves from now on. */
export interface Behaviour {
  readonly tokenDelayMs: number;
  /** What becomes of a refresh that was accepted. `silent`: never answered. `late`: after `lateMs`. */
  readonly answering: "well" | "silent" | "late" | "5xx" | "cut";
  readonly lateMs: number;
  /** `on answer`: whoever hangs up before the answer has spent nothing. */
  readonly spends: "on arrival" | "on answer";
  readonly accessSeconds: number;
  readonly refusesTokens: boolean;
  readonly refusesReads: boolean;
  readonly refusesApp: boolean;
  readonly googleDelayMs: number;
}

/** One refresh as the network saw it; moments in ms. */
export interface Refresh {
  readonly network: "x" | "youtube";
  readonly account: string;
  /** `reused`: a spent token came back, and the family ended. `withdrawn`: whoever asked was gone, nothing was spent. */
  outcome: "accepted" | "refused" | "reused" | "ended" | "unknown" | "withdrawn";
  readonly arrivedAt: number;
  answeredAt: number | null;
  hungUpAt: number | null;
}

/** The network's own account of what happened; nobody else's word counts. */
export interface Ledger {
  readonly refreshes: readonly Refresh[];
  readonly reads: readonly { readonly account: string; readonly at: number; readonly good: boolean }[];
}

export type Order =
  | { readonly act: "set"; readonly behaviour: Partial<Behaviour> }
  | { readonly act: "add"; readonly count: number; readonly accessSeconds: number }
  | { readonly act: "end"; readonly ids: readonly string[] }
  | { readonly act: "odd"; readonly ids: readonly string[] }
  | { readonly act: "truth" }
  | { readonly act: "ledger" };

/**
 * A network of somebody else's making: it shares no code with the adapters or the simulator, so that what it says is true
 * whatever they believe. It speaks as X does, with one-time refresh tokens; and as Google's token endpoint, as a second network.
 */
export interface Network extends AsyncDisposable {
  /** For `LATCHKEY_OUTSIDE`. */
  readonly outside: string;
  behave(behaviour: Partial<Behaviour>): Promise<void>;
  add(count: number, accessSeconds: number): Promise<readonly Login[]>;
  /** These have removed the app. */
  end(ids: readonly string[]): Promise<void>;
  /** The n-th account's next refreshes are answered by the n-th of the odd answers. */
  answerOddly(ids: readonly string[]): Promise<void>;
  truth(): Promise<Readonly<Record<string, Truth>>>;
  ledger(): Promise<Ledger>;
}

export async function startNetwork(): Promise<Network> {
  const worker = new Worker(new URL("./network/serve.ts", import.meta.url));
  const [port] = (await once(worker, "message")) as [number];
  const address = `http://127.0.0.1:${port}`;
  const tell = async <T>(order: Order): Promise<T> => {
    const answer = await fetch(`${address}/control`, { method: "POST", body: JSON.stringify(order) });
    if (!answer.ok) throw new Error(`the network refused ${order.act}: ${answer.status}`);
    return (await answer.json()) as T;
  };
  const hosts = ["api.x.com", "x.com", "oauth2.googleapis.com", "www.googleapis.com", "youtube.googleapis.com"];
  return {
    outside: hosts.map((host) => `${host}=${address}`).join(","),
    behave: async (behaviour) => void (await tell({ act: "set", behaviour })),
    add: (count, accessSeconds) => tell({ act: "add", count, accessSeconds }),
    end: async (ids) => void (await tell({ act: "end", ids })),
    answerOddly: async (ids) => void (await tell({ act: "odd", ids })),
    truth: () => tell({ act: "truth" }),
    ledger: () => tell({ act: "ledger" }),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}
