import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#core/app-error.ts";
import type { People } from "../people/people.ts";
import { admitCaller, type Identity, identify, refuseForeignOrigin } from "./access.ts";
import { answerRoute, checkReply, type HttpWorld, isMedia } from "./answer.ts";
import { refuseUnstorable } from "./parse.ts";
import type { Reply, Route, RouteRequest } from "./route.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the credentials have been looked at. */
    identity: Identity | null;
  }
}

const RAW_BODY_BYTES = 64 * 1024;

export interface MountParts<W extends HttpWorld> {
  readonly world: W;
  readonly people: People;
  readonly routes: readonly Route<W>[];
  readonly checkAnswers: boolean;
}

/** Streams that are open; called when the server closes, because they would never end by themselves. */
export type EndStreams = () => void;

/** Puts the routes on the framework: who calls, how often, whether they may, and only then the body. */
export async function mountRoutes<W extends HttpWorld>(
  app: FastifyInstance,
  parts: MountParts<W>,
): Promise<EndStreams> {
  const streams = new Set<AbortController>();
  const limit = app.rateLimit();
  const mount = (scope: FastifyInstance, route: Route<W>): void => {
    scope.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ":$1"),
      onRequest: [
        async (request) => {
          request.identity = await identify(parts.people, toHeaders(request));
        },
        limit,
        async (request) => admitCaller(route.who, identityOf(request)),
      ],
      handler: (request, reply) => handle(request, reply, { ...parts, route, streams }),
    });
  };
  for (const route of parts.routes) if (route.body !== "raw") mount(app, route);
  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: RAW_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    for (const route of parts.routes) if (route.body === "raw") mount(raw, route);
  });
  return () => {
    for (const stream of streams) stream.abort();
  };
}

/** The guard against forged requests, for everything that changes something, people's own paths included. */
export function guardOrigins(app: FastifyInstance, publicUrl: string): void {
  app.addHook("onRequest", async (request) => {
    const { method, host } = request;
    if (!URL.canParse(`http://${host}`)) throw new AppError("invalid_input", "The Host header is not a host.");
    refuseForeignOrigin({ method, host, headers: toHeaders(request) }, publicUrl);
  });
}

export function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new Error("The credentials of this request have not been looked at");
  return request.identity;
}

interface HandleParts<W extends HttpWorld> extends MountParts<W> {
  readonly route: Route<W>;
  readonly streams: Set<AbortController>;
}

async function handle<W extends HttpWorld>(request: FastifyRequest, reply: FastifyReply, parts: HandleParts<W>) {
  const { world, route, streams } = parts;
  const gone = new AbortController();
  const isStream = Object.values(route.answers).some((one) => isMedia(one) && one.media === "text/event-stream");
  if (isStream) streams.add(gone);
  reply.raw.once("close", () => {
    streams.delete(gone);
    gone.abort();
  });
  const { caller, setCookies } = identityOf(request);
  const answer = await answerRoute(world, route, {
    params: request.params,
    query: request.query,
    body: request.body,
    caller,
    request: toRouteRequest(request, gone.signal),
  });
  if (parts.checkAnswers) checkReply(route, answer);
  if (setCookies.length > 0) void reply.header("set-cookie", setCookies);
  return send(reply, { route, answer, secure: new URL(world.config.url).protocol === "https:" });
}

function toRouteRequest(request: FastifyRequest, signal: AbortSignal): RouteRequest {
  const { id, ip, cookies } = request;
  return { id, ip, cookies, signal, headers: toHeaders(request), path: request.url.split("?", 1)[0] ?? "" };
}

interface Sending {
  readonly route: Pick<Route, "answers">;
  readonly answer: Reply;
  /** The public address is https. */
  readonly secure: boolean;
}

function send(reply: FastifyReply, { route, answer, secure }: Sending): FastifyReply {
  const { status, body, cookies = [], location, headers = {} } = answer;
  void reply.code(status).header("cache-control", "no-store");
  const declared = route.answers[status];
  if (isMedia(declared)) void reply.type(declared.media);
  for (const [name, value] of Object.entries(headers)) void reply.header(name, value);
  if (location !== undefined) void reply.header("location", location);
  for (const { name, value, path = "/", maxAgeSeconds } of cookies) {
    const age = maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds };
    void reply.setCookie(name, value, { path, httpOnly: true, sameSite: "lax", secure, ...age });
  }
  if (body === undefined) return reply.send();
  if (isMedia(declared)) return reply.send(body);
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

/** better-auth answers everything below its path; we hand it standard requests and the address as we saw it. */
export function mountPeople(
  app: FastifyInstance,
  {
    people,
    publicUrl,
    path,
    addressHeader,
  }: { people: People; publicUrl: string; path: string; addressHeader: string },
): void {
  app.route({
    method: ["GET", "POST"],
    url: `${path}/*`,
    handler: async (request, reply) => {
      for (const words of [request.body, request.query]) refuseUnstorable(words);
      const headers = toHeaders(request);
      for (const name of ["content-length", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-for"])
        headers.delete(name);
      headers.set(addressHeader, request.ip);
      const body = request.body === undefined ? null : JSON.stringify(request.body);
      const url = new URL(request.url, publicUrl);
      const answer = await people.handle(new Request(url, { method: request.method, headers, body }));
      if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      if (answer.status === 404) throw new AppError("not_found", "There is nothing here.");
      void reply.code(answer.status).header("cache-control", "no-store");
      for (const [name, value] of answer.headers) if (name !== "set-cookie") void reply.header(name, value);
      void reply.header("set-cookie", answer.headers.getSetCookie());
      return reply.send(await answer.text());
    },
  });
}
