import fastifyCookie from "@fastify/cookie";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { AppError } from "#core/app-error.ts";
import type { Metrics } from "../metrics.ts";
import type { People } from "../people/people.ts";
import type { HttpWorld } from "./answer.ts";
import { isDatabaseTrouble } from "../db/trouble.ts";
import { openDrain, type Drain } from "./drain.ts";
import type { Limits } from "./limit.ts";
import { guardOrigins, mountPeople, mountRoutes } from "./mount.ts";
import { describeApi } from "./openapi.ts";
import { type Page, serveReference, serveWebApp } from "./pages.ts";
import { authPath, callerAddressHeader, isProgramPath, openMethodTable } from "./paths.ts";
import { problemMediaType, problemOf, toProblem } from "./problem.ts";
import type { Route } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";
import { systemRoutes } from "./system-routes.ts";

export interface ListenParts<W extends HttpWorld> {
  readonly world: W;
  readonly people: People;
  readonly metrics: Metrics;
  /** Everything but health, metrics, description and reference, which are served always. */
  readonly routes: readonly Route<W>[];
  readonly version: string;
  /** The built web app. */
  readonly webFolder: string;
  readonly limits?: Limits;
  /** Tests: an answer that is not as its route declares becomes an error. */
  readonly checkAnswers?: boolean;
}

export interface Listening {
  readonly url: string;
  /** From now on `/healthz` says 503, and clients are let go one by one; resolves once nobody is connected, or after so long. */
  drain(milliseconds: number): Promise<void>;
  /** Takes no more requests, ends the streams, and waits for the answers under way. */
  close(): Promise<void>;
}

const BODY_BYTES = 1024 * 1024;
const sensibleLimits = { known: 6_000, strangers: 600 };
/** A database that was restarted is back by then. Seconds. */
const retryAfterSeconds = 5;

/** Opens the port. */
export async function listen<W extends HttpWorld>(parts: ListenParts<W>): Promise<Listening> {
  const { world } = parts;
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    requestTimeout: 60_000,
    forceCloseConnections: "idle",
    // What still arrives on an open connection is answered as ever: its client could not know that we close.
    return503OnClosing: false,
    // A proxy on this machine may tell whom it speaks for; nobody else may.
    trustProxy: "loopback",
    genReqId: requestIds(world.random),
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => void refuse(world, error, { request, reply }),
  });
  app.setErrorHandler((error, request, reply) => refuse(world, error, { request, reply }));
  app.decorateRequest("identity", null);
  const drain = openDrain(app);
  observe(app, parts);
  await protect(app, parts);
  const endStreams = await serve(app, parts, drain);
  const { host, port } = world.config;
  return {
    url: await app.listen({ host, port }),
    drain: async (milliseconds) => {
      endStreams(); // their browsers come again, to another process if there is one
      await drain.drain(milliseconds);
    },
    close: () => closeSoon(app, drain),
  };
}

const idBytes = 9;
const idsAtOnce = 256;

/** Chance is fetched for many ids at once: fetching it costs more than the rest of an id. */
function requestIds(random: HttpWorld["random"]): () => string {
  let left = Buffer.alloc(0);
  return () => {
    if (left.length < idBytes) left = Buffer.from(random.bytes(idBytes * idsAtOnce));
    const id = left.toString("base64url", 0, idBytes);
    left = left.subarray(idBytes);
    return `req_${id}`;
  };
}

/** An answer or a stream that ends while we close leaves an idle connection behind, which Node would keep for a minute. */
async function closeSoon(app: FastifyInstance, { closed, endSilent }: Drain): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), 50);
  const silent = setInterval(endSilent, 1_000);
  try {
    await app.close();
    await closed();
  } finally {
    clearInterval(idle);
    clearInterval(silent);
  }
}

/** One line a request, without its query or the values in its path: both may hold secrets. */
function observe<W extends HttpWorld>(app: FastifyInstance, { world, metrics }: ListenParts<W>): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { method, id } = request;
    const route = request.routeOptions.url ?? "(page)";
    const status = reply.statusCode;
    const { elapsedTime } = reply;
    metrics.httpSeconds.observe({ method, route, status }, elapsedTime / 1000);
    world.log.info({ requestId: id, method, route, status, milliseconds: Math.round(elapsedTime) }, "request");
    done();
  });
}

async function protect<W extends HttpWorld>(app: FastifyInstance, { world }: ListenParts<W>): Promise<void> {
  const always = securityHeaders(world.config.url);
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id).headers(always);
    done();
  });
  await app.register(fastifyCookie);
  guardOrigins(app, world.config.url);
  parseJson(app);
}

/** JSON only, and no body at all is fine: many clients name the type of a body they do not send. */
function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body: string, done) => {
    if (body.trim() === "") return done(null, undefined);
    return parse(request, body, (error, value) => {
      if (error) return done(new AppError("invalid_input", "The body is not valid JSON."), undefined);
      return done(null, value);
    });
  });
}

async function serve<W extends HttpWorld>(
  app: FastifyInstance,
  parts: ListenParts<W>,
  { isDraining }: Drain,
): Promise<() => void> {
  const { world, people, metrics, version, limits = sensibleLimits, checkAnswers = false } = parts;
  const { url } = world.config;
  const openApi = () => JSON.stringify(describeApi(routes, { version, url }));
  const routes: Route<W>[] = [
    ...parts.routes,
    ...systemRoutes({ metrics, version, openApi: once(openApi), isDraining }),
  ];
  const endStreams = await mountRoutes(app, { world, people, routes, limits, checkAnswers });
  app.addHook("preClose", async () => endStreams());
  mountPeople(app, { people, publicUrl: url, path: authPath, addressHeader: callerAddressHeader });
  serveReference(app);
  const imageOrigins = [...new Set(Object.values(world.config.outsideHosts).map((base) => new URL(base).origin))];
  const page = await serveWebApp(app, parts.webFolder, { imageOrigins });
  const methodsOf = openMethodTable(routes);
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, { page, methodsOf }));
  return endStreams;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

interface Unknown {
  readonly page: Page | undefined;
  readonly methodsOf: (path: string) => string[];
}

/** What no route answers: a wrong method, the web app's own paths, or nothing at all. */
function answerUnknown(request: FastifyRequest, reply: FastifyReply, { page, methodsOf }: Unknown): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  const methods = methodsOf(path);
  if (methods.length > 0) {
    void reply.header("allow", methods.join(", "));
    const detail = `${path} knows ${methods.join(", ")}, not ${request.method}.`;
    return sendProblem(reply, toProblem("method_not_allowed", detail, { requestId: request.id }));
  }
  const isPage = (request.method === "GET" || request.method === "HEAD") && !isProgramPath(path);
  if (!isPage) throw new AppError("not_found", "There is nothing here.");
  if (!page) throw new AppError("not_found", "The web app has not been built: run `npm run build`.");
  void reply.header("content-security-policy", page.policy).header("cache-control", "no-cache");
  return reply.type("text/html; charset=utf-8").send(page.html);
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Every error ends here. Whatever we did not foresee is logged whole and answered without a word of it. */
function refuse(world: Pick<HttpWorld, "log">, error: unknown, { request, reply }: Exchange): FastifyReply {
  const known = toAppError(error);
  const problem = problemOf(known, request.id);
  if (isDatabaseTrouble(error))
    world.log.warn({ err: error, requestId: request.id }, "the database could not be asked");
  else if (problem.status >= 500) world.log.error({ err: known, requestId: request.id }, "a request failed");
  void reply.header("x-request-id", request.id); // what cannot even be routed passes no hook
  if (problem.status === 503) void reply.header("retry-after", retryAfterSeconds);
  if (problem.status === 401) void reply.header("www-authenticate", 'Bearer realm="Latchkey"');
  return sendProblem(reply, problem);
}

function sendProblem(reply: FastifyReply, problem: ReturnType<typeof toProblem>): FastifyReply {
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type(problemMediaType)
    .send(JSON.stringify(problem));
}

/**
 * A database that cannot be asked has answered nothing: neither that a key is wrong nor that something is not there.
 * The framework's own refusals carry a status below 500; what they mean to a caller is said in our words.
 */
function toAppError(error: unknown): unknown {
  if (isDatabaseTrouble(error))
    return new AppError("not_ready", "The database cannot be asked at this moment. Try again in a few seconds.");
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (status === 413) return new AppError("too_large", "The body is larger than this path takes.");
  if (status === 415) return new AppError("unsupported_media_type", "Send the body as application/json.");
  if (status === 404) return new AppError("not_found", "There is nothing here.");
  if (typeof status !== "number" || status < 400 || status >= 500) return error;
  return new AppError("invalid_input", "The request is malformed.");
}
