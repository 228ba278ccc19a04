import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Beat, BeatState } from "./processes/beat.ts";

/** What `/metrics` shows. Others add their own: `new Counter({ …, registers: [metrics.registry] })`. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<"method" | "route" | "status">;
  readonly tokenReads: Counter<"from">;
}

/** One per process: a registry of its own, so that several worlds can live in one test process. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const httpSeconds = new Histogram({
    name: "latchkey_http_seconds",
    help: "How long requests took, by method, route (as in the reference, without values) and status",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const tokenReads = new Counter({
    name: "latchkey_token_reads_total",
    help: "Reads of tokens, by where their rows came from: memory or database",
    labelNames: ["from"] as const,
    registers: [registry],
  });
  return { registry, httpSeconds, tokenReads };
}

const beatGauges = [
  {
    name: "latchkey_clock_skew_seconds",
    help: "How far this machine's clock is ahead of the database's; below zero it is behind",
    of: (state) => state.clockSkewSeconds,
  },
  {
    name: "latchkey_keys_missing",
    help: "Keys that other processes have and this one lacks; none of them can seal until it has them",
    of: (state) => state.keysMissing,
  },
  {
    name: "latchkey_key_waits_for_processes",
    help: "Processes that do not know the key yet which this one wants to seal with",
    of: (state) => state.keyWaitsFor,
  },
] as const satisfies readonly { name: string; help: string; of: (state: BeatState) => number }[];

/** What the last beat found out. */
export function showBeat({ registry }: Metrics, beat: Beat): void {
  for (const { name, help, of } of beatGauges)
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(of(beat.state()));
      },
    });
}

export interface DueState {
  readonly count: number;
  readonly oldestSeconds: number;
}

const dueGauges = [
  {
    name: "latchkey_due",
    help: "Logins whose refresh, probe or search for new profiles is due, by kind",
    of: (due) => due.count,
  },
  {
    name: "latchkey_due_oldest_seconds",
    help: "For how long the oldest of them has been due, by kind",
    of: (due) => due.oldestSeconds,
  },
] as const satisfies readonly { name: string; help: string; of: (due: DueState) => number }[];

/**
 * What is due when the figures are read; it is the database's, so all processes show the same. `dueNow` answers undefined while
 * nobody can say it: then it is left out, and the other figures are there.
 */
export function showDue(
  { registry }: Metrics,
  dueNow: () => Promise<Readonly<Record<string, DueState>> | undefined>,
): void {
  for (const { name, help, of } of dueGauges)
    new Gauge({
      name,
      help,
      labelNames: ["kind"] as const,
      registers: [registry],
      async collect() {
        this.reset();
        for (const [kind, due] of Object.entries((await dueNow()) ?? {})) this.set({ kind }, of(due));
      },
    });
}
