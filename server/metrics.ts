import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

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
