import { AppError } from "#core/app-error.ts";
import type { Metrics } from "../metrics.ts";
import type { HttpWorld } from "./answer.ts";
import { ping } from "./queries.ts";
import { defineRoute, ok, type Route } from "./route.ts";
import { admitScrape } from "./scrape.ts";
import { health as healthSchema } from "./system-schemas.ts";

export interface SystemParts {
  readonly metrics: Metrics;
  readonly version: string;
  /** The OpenAPI document as text. */
  readonly openApi: () => string;
  readonly isDraining: () => boolean;
}

/** How long a database may take to say that it is there. */
const PING_MS = 2_000;

/** Health, metrics, and the description of the API. */
export function systemRoutes({ metrics, version, openApi, isDraining }: SystemParts): Route<HttpWorld>[] {
  const tag = "System";
  const health = defineRoute({
    method: "GET",
    path: "/healthz",
    name: "health",
    summary: "Health of this process",
    description: "200 while it can do its work; 503 when the database is out of reach, or the process is stopping.",
    tag,
    who: "anyone",
    answers: { 200: healthSchema },
    async run(world: HttpWorld) {
      if (isDraining()) throw new AppError("not_ready", "This process is stopping; another one answers.");
      await requireDatabase(world);
      return ok({ status: "ok", version, roles: [...world.config.roles], database: "reachable" });
    },
  });
  const figures = defineRoute({
    method: "GET",
    path: "/metrics",
    name: "metrics",
    problems: ["unauthenticated", "forbidden"],
    summary: "Figures for Prometheus",
    description: "With LATCHKEY_METRICS_TOKEN as bearer token, or from this machine.",
    tag,
    who: "anyone",
    answers: { 200: { media: "text/plain" } },
    async run({ config }: HttpWorld, { request }) {
      admitScrape(config.metricsToken, request);
      return { ...ok(await metrics.registry.metrics()), headers: { "content-type": metrics.registry.contentType } };
    },
  });
  const description = defineRoute({
    method: "GET",
    path: "/openapi.json",
    name: "openApi",
    summary: "This reference as OpenAPI 3.1",
    tag,
    who: "anyone",
    answers: { 200: { media: "application/json" } },
    async run(_world: HttpWorld) {
      return ok(openApi());
    },
  });
  return [health, figures, description];
}

async function requireDatabase({ db, log }: Pick<HttpWorld, "db" | "log">): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${PING_MS} ms`)), PING_MS);
  try {
    await Promise.race([ping(db), late.promise]);
  } catch (error) {
    log.error({ err: error }, "the database does not answer");
    throw new AppError("not_ready", "The database does not answer.");
  } finally {
    clearTimeout(timer);
  }
}
