import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#core/app-error.ts";
import type { People } from "../people/people.ts";
import { admitCaller, type Identity, identify, identifyNow, isSafe, refuseForeignOrigin } from "./access.ts";
import { answerNow, answerRoute, checkReply, type HttpWorld, type Incoming, isMedia } from "./answer.ts";
import { limitHeaders, type Limits, openCounts, refuseTooMany } from "./limit.ts";
import { refuseUnstorable } from "./parse.ts";
import { checkRefusal } from "./refusals.ts";
import type { Reply, Route, RouteRequest } from "./route.ts";
import { whileSomebodyWaits } from "../db/pool.ts";
import { monotonicMs } from "../platform/clock.ts";

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
  readonly limits: Limits;
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
  const count = openCounts(monotonicMs);
  const secure = new URL(parts.world.config.url).protocol === "https:";
  const mount = (scope: FastifyInstance, route: Route<W>): void => {
    const mounted = { ...parts, route, streams, secure, isStream: isStream(route) };
    scope.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ":$1"),
      onRequest: (request, reply, done) => {
        const admit = (identity: Identity): void => {
          request.identity = identity;
          const { caller } = identity;
          const counted = count(limitKey(request, identity), caller ? parts.limits.known : parts.limits.strangers);
          void reply.headers(limitHeaders(counted));
          refuseTooMany(counted);
          admitCaller(route.who, identity);
        };
        const { authorization, cookie } = request.headers;
        const credentials = { authorization, cookie, all: () => toHeaders(request) };
        const known = identifyNow(parts.people, credentials);
        // A promise is waited for by the framework.
        if (!known) return whileSomebodyWaits(() => identify(parts.people, credentials)).then(admit);
        admit(known);
        if (!isAnsweredNow(request, reply, mounted)) done();
        return undefined;
      },
      handler: (request, reply) => whileSomebodyWaits(() => handle(request, reply, mounted)),
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

function isStream(route: Pick<Route, "answers">): boolean {
  return Object.values(route.answers).some((one) => isMedia(one) && one.media === "text/event-stream");
}

function limitKey(request: FastifyRequest, { caller }: Identity): string {
  return caller ? `${caller.via}:${caller.workspaceId}:${caller.userId ?? caller.name}` : `address:${request.ip}`;
}

const roomForHosts = 100;

/** The guard against forged requests, for everything that changes something, people's own paths included. */
export function guardOrigins(app: FastifyInstance, publicUrl: string): void {
  const hosts = new Set<string>(); // seen, and found to be hosts: there are few, and each request names one
  const requireHost = (host: string): void => {
    if (hosts.has(host)) return;
    if (!URL.canParse(`http://${host}`)) throw new AppError("invalid_input", "The Host header is not a host.");
    if (hosts.size < roomForHosts) hosts.add(host);
  };
  app.addHook("onRequest", (request, _reply, done) => {
    const { method, headers } = request;
    // Only what a proxy says costs looking whether it may.
    const host = headers["x-forwarded-host"] === undefined ? (headers.host ?? "") : request.host;
    requireHost(host);
    if (!isSafe(method)) refuseForeignOrigin({ method, host, headers: toHeaders(request) }, publicUrl);
    done();
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
  readonly isStream: boolean;
  /** The public address is https. */
  readonly secure: boolean;
}

async function handle<W extends HttpWorld>(request: FastifyRequest, reply: FastifyReply, parts: HandleParts<W>) {
  try {
    const answer = await answerRoute(parts.world, parts.route, toIncoming(request, reply, parts));
    return await send(request, reply, { ...parts, answer });
  } catch (error) {
    if (parts.checkAnswers) checkRefusal(parts.route, error);
    throw error;
  }
}

/** Where nothing has to be waited for, the answer is sent before the framework goes on. */
function isAnsweredNow<W extends HttpWorld>(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HandleParts<W>,
): boolean {
  const { world, route } = parts;
  if (!route.runNow) return false;
  const answer = answerNow(world, route, toIncoming(request, reply, parts));
  if (answer) void send(request, reply, { ...parts, answer });
  return answer !== undefined;
}

function toIncoming(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: Pick<HandleParts<HttpWorld>, "streams" | "isStream">,
): Incoming {
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    caller: identityOf(request).caller,
    request: new AskedRequest(request, () => goneSignal(reply, parts)),
  };
}

/** Made for those who ask for it: most answers are there before anybody could have gone. */
function goneSignal(
  { raw }: FastifyReply,
  { streams, isStream: mayLast }: Pick<HandleParts<HttpWorld>, "streams" | "isStream">,
) {
  const gone = new AbortController();
  if (mayLast) streams.add(gone);
  const end = (): void => {
    streams.delete(gone);
    gone.abort();
  };
  if (raw.destroyed) end();
  else raw.once("close", end);
  return gone.signal;
}

/** What a route may know of its request; what costs something is made for those who ask for it. */
class AskedRequest implements RouteRequest {
  readonly #request: FastifyRequest;
  readonly #makeSignal: () => AbortSignal;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;

  constructor(request: FastifyRequest, makeSignal: () => AbortSignal) {
    this.#request = request;
    this.#makeSignal = makeSignal;
  }

  get id() {
    return this.#request.id;
  }

  get cookies() {
    return this.#request.cookies;
  }

  get path() {
    return this.#request.url.split("?", 1)[0] ?? "";
  }

  get ip() {
    return this.#request.ip;
  }

  get headers() {
    return (this.#headers ??= toHeaders(this.#request));
  }

  get signal() {
    return (this.#signal ??= this.#makeSignal());
  }
}

interface Sending {
  readonly route: Route<never>;
  readonly answer: Reply;
  /** The public address is https. */
  readonly secure: boolean;
  readonly checkAnswers: boolean;
}

function send(request: FastifyRequest, reply: FastifyReply, { route, answer, secure, checkAnswers }: Sending) {
  if (checkAnswers) checkReply(route, answer);
  const { setCookies } = identityOf(request);
  if (setCookies.length > 0) void reply.header("set-cookie", setCookies);
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
      const asked = new Request(url, { method: request.method, headers, body });
      const answer = await whileSomebodyWaits(() => people.handle(asked));
      if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      if (answer.status === 404) throw new AppError("not_found", "There is nothing here.");
      void reply.code(answer.status).header("cache-control", "no-store");
      for (const [name, value] of answer.headers) if (name !== "set-cookie") void reply.header(name, value);
      void reply.header("set-cookie", answer.headers.getSetCookie());
      return reply.send(await answer.text());
    },
  });
}
