import { Agent, type Dispatcher } from "undici";
import { openGuard, refusalIn, type GuardEdges } from "./outside-guard.ts";

/**
 * The one door for outgoing HTTP. Its `fetch` has the standard shape, so that libraries can be given it as it is.
 * Hosts that we know (trusted, or in the table) are simply called; every other one was named by somebody else and is guarded.
 */
export interface Outside {
  /**
   * Like the standard `fetch`, with three differences: hosts in the table are called at their address there; redirects
   * are handed back (status 3xx) unless `redirect: "follow"` or `"error"` asks otherwise; a body beyond the limit fails.
   * The deadline is the caller's: pass `signal`. A guarded host is called at public addresses only, over https, never followed
   * to where it redirects, and for a limited time and size whoever asks; throws AddressRefusedError.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Where a browser has to be sent to reach `url`: the same table as for `fetch`. */
  address(url: string): string;
  /** Ends the kept-alive connections. */
  close(): Promise<void>;
}

/** Host (with its port, if it has one) → the address that stands in for it, such as the simulator's. */
export type HostTable = Readonly<Record<string, string>>;

export interface OutsideOptions {
  readonly hosts?: HostTable;
  /** Hosts that are ours to name: those of the adapters, called with https. */
  readonly trusted?: readonly string[];
  /** Largest body that is read, in bytes, counted after decompression. 20 MiB unless told. */
  readonly maxBodyBytes?: number;
  readonly guard?: GuardEdges & {
    /** 30 unless told. */
    readonly longestSeconds?: number;
  };
}

/** A body went past the limit; what had arrived is dropped. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
  readonly code = "body_too_large";
  constructor(url: string, limit: number) {
    super(`${new URL(url).host} answered with more than ${limit} bytes`);
  }
}

/** A redirect was not followed: it was asked not to be, it led nowhere, or there were too many. */
export class RedirectRefusedError extends Error {
  override readonly name = "RedirectRefusedError";
  readonly code = "redirect_refused";
}

const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** No server that people name has reason to answer with more; Mastodon's and Bluesky's longest are some 100 kB. */
const MAX_GUARDED_BYTES = 1024 * 1024;
/** The end of a guarded call whose caller set none. */
const LONGEST_GUARDED_SECONDS = 30;
const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** A Response with these may not be given a body: https://fetch.spec.whatwg.org/#null-body-status, read 2026-11-22. */
const NULL_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

/** Opens the door. One for each process: it holds the kept-alive connections. */
export function openOutside(options: OutsideOptions = {}): Outside {
  const hosts = new Map(Object.entries(options.hosts ?? {}).map(([host, base]) => [host, base.replace(/\/+$/, "")]));
  const trusted = new Set(options.trusted?.map((host) => `https://${host}`));
  const limit = options.maxBodyBytes ?? MAX_BODY_BYTES;
  const agent = new Agent({ keepAliveTimeout: 30_000 });
  const guard = openGuard(options.guard);
  const guardedMs = (options.guard?.longestSeconds ?? LONGEST_GUARDED_SECONDS) * 1000;

  const isGuarded = (url: string): boolean => {
    const { host, origin } = new URL(url);
    return !hosts.has(host) && !trusted.has(origin);
  };
  const address = (url: string): string => {
    const target = new URL(url);
    const base = hosts.get(target.host);
    return base === undefined ? url : base + target.pathname + target.search + target.hash;
  };
  const send = async ({ url, init }: Call): Promise<Response> => {
    if (isGuarded(url)) return sendGuarded({ url, init });
    return limited(await ask(address(url), init, agent), url, limit);
  };
  const sendGuarded = async ({ url, init }: Call): Promise<Response> => {
    guard.check(new URL(url));
    const ends = [AbortSignal.timeout(guardedMs), ...(init.signal ? [init.signal] : [])];
    try {
      const answer = await ask(url, { ...init, signal: AbortSignal.any(ends) }, guard.dispatcher);
      return limited(answer, url, Math.min(limit, MAX_GUARDED_BYTES));
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  };
  const checkHop = (from: string, location: string): void => {
    if (isGuarded(from))
      throw new RedirectRefusedError(`${hostOf(from)} leads on to ${hostOf(location)}, which is not followed.`);
  };

  return {
    address,
    async fetch(input, init) {
      const call = await toCall(input, init);
      if (call.init.redirect === "follow") return follow(call, send, checkHop);
      const answer = await send(call);
      if (call.init.redirect !== "error" || !isRedirect(answer)) return answer;
      await answer.body?.cancel();
      throw new RedirectRefusedError(`${new URL(call.url).host} redirects, which this call does not allow.`);
    },
    close: async () => {
      await Promise.all([agent.close(), guard.close()]);
    },
  };
}

const hostOf = (url: string): string => new URL(url).host;

function ask(url: string, init: RequestInit, agent: Dispatcher): Promise<Response> {
  // Node's own fetch on undici's agent: so Request and Response are the global ones, which libraries expect.
  // The types of the two differ in optional fields only (undici 7.30 against @types/node 24).
  const dispatcher = agent as unknown as NonNullable<RequestInit["dispatcher"]>;
  return fetch(url, { ...init, redirect: "manual", dispatcher });
}

/** A Request is taken apart, because its address may change; its body is read whole, so that its length stays known. */
async function toCall(input: string | URL | Request, init: RequestInit = {}): Promise<Call> {
  if (!(input instanceof Request)) return { url: String(input), init };
  const request = new Request(input, init);
  const { method, headers, signal, redirect } = request;
  const body = request.body === null ? null : await request.arrayBuffer();
  return { url: request.url, init: { method, headers, signal, redirect, body } };
}

/** Redirects are followed here, not by fetch, because each hop has to go through the host table. */
async function follow(
  first: Call,
  send: (call: Call) => Promise<Response>,
  checkHop: (from: string, location: string) => void,
): Promise<Response> {
  let call = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const answer = await send(call);
    const location = answer.headers.get("location");
    if (!isRedirect(answer) || location === null) return answer;
    await answer.body?.cancel();
    const target = new URL(location, call.url);
    checkHop(call.url, target.href);
    call = nextHop(call, target, answer.status);
  }
  throw new RedirectRefusedError(`${new URL(first.url).host} redirected more than ${MAX_REDIRECTS} times`);
}

/** What changes from one hop to the next: https://fetch.spec.whatwg.org/#http-redirect-fetch, read 2026-11-22. */
function nextHop({ url, init }: Call, target: URL, status: number): Call {
  if (target.protocol !== "https:" && target.protocol !== "http:") {
    throw new RedirectRefusedError(`${new URL(url).host} redirected to ${target.protocol}`);
  }
  const headers = new Headers(init.headers);
  if (target.origin !== new URL(url).origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
  const method = (init.method ?? "GET").toUpperCase();
  const becomesGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  if (!becomesGet) return { url: target.href, init: { ...init, headers } };
  for (const name of ["content-type", "content-length", "content-encoding"]) headers.delete(name);
  return { url: target.href, init: { ...init, headers, method: "GET", body: null } };
}

function isRedirect(answer: Response): boolean {
  return REDIRECTS.has(answer.status);
}

/** The same answer with its body counted as it is read, and with the address that was asked for, not the stand-in's. */
function limited(answer: Response, url: string, limit: number): Response {
  let seen = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > limit) controller.error(new BodyTooLargeError(url, limit));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = answer;
  const body = answer.body === null || NULL_BODY.has(status) ? null : answer.body.pipeThrough(count);
  return Object.defineProperty(new Response(body, { status, statusText, headers }), "url", { value: url });
}
