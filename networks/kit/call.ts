import type { Act } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import { NetworkFailure } from "../network.ts";
import type { Answer, AppCredentials, Asked, Call, Evidence, Network, NetworkRequest, Seen } from "../network.ts";
import { redact } from "./redact.ts";

/** What the door needs from the server. `sent` is told of every answer, for the activity log; it must not throw. */
export interface Door {
  readonly network: Pick<Network, "diagnose" | "carriesError">;
  readonly app: AppCredentials;
  readonly publicUrl: string;
  readonly deadlineSeconds: number;
  /** One deadline for everything that is sent through this door, instead of one for each request. */
  readonly deadline?: AbortSignal;
  readonly now: () => Date;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sent: (trace: CallTrace) => void;
  /** Real time unless told otherwise. */
  readonly pause?: (seconds: number) => Promise<void>;
}

export interface CallTrace {
  readonly act: Act;
  readonly method: string;
  readonly address: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly at: Date;
}

/** The one door out: a deadline on every request, redacted evidence, a bad answer becomes a NetworkFailure. */
export function openDoor(door: Door): Call {
  return {
    app: door.app,
    publicUrl: door.publicUrl,
    now: door.now,
    randomBytes: door.randomBytes,
    pause: door.pause ?? realPause,
    send: (act, request) => send(door, act, request),
    fetch: async (act, input, init) => fetchUnjudged(door, act, new Request(input, init)),
    fail: (act, seen, asked = nowhere) => {
      throw failure(door, { ...seen, act }, { asked });
    },
  };
}

const realPause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const nowhere: Asked = { method: "", address: "" };

async function send(door: Door, act: Act, request: NetworkRequest): Promise<Answer> {
  const url = withQuery(request);
  const init = asInit(request);
  const asked = { method: init.method ?? "GET", address: `${url.host}${url.pathname}` };
  const answered = await exchange(door, act, { asked, url: url.href, init });
  const seen = request.tokenIssuedAt ? { ...answered, tokenIssuedAt: request.tokenIssuedAt } : answered;
  if (isAccepted(door, request, seen)) return { ...seen, asked };
  throw failure(door, seen, { asked, secrets: secretsIn(request) });
}

const deadlineOf = ({ deadline, deadlineSeconds }: Door): AbortSignal =>
  deadline ?? AbortSignal.timeout(deadlineSeconds * 1000);

function isAccepted(door: Door, request: NetworkRequest, { act, status, body }: Seen): boolean {
  if (status < 200 || status >= 300) return false;
  if (typeof body === "string") return body === "" || (request.expects === "text" && !/^\s*</.test(body));
  // A one-time token was spent for it: whatever else stands beside a fresh one, it is kept.
  if (givesTokens(act) && carriesToken(body)) return true;
  return !(door.network.carriesError ?? hasErrorMember)(body);
}

const givesTokens = (act: Act): boolean => act === "connect" || act === "token-refresh";

const carriesToken = (body: unknown): boolean =>
  typeof body === "object" &&
  body !== null &&
  "access_token" in body &&
  typeof body.access_token === "string" &&
  body.access_token !== "";

/**
 * Whether the request may have been processed although its answer is none. A refresh token may be spent by any answer to a
 * refresh that is no clear refusal: one of the network's errors, or a status that says so.
 */
function isOutcomeUnknown(door: Door, { act, status, body }: Seen): boolean {
  if (status === 0 || status >= 500) return true;
  if (act !== "token-refresh" || (status >= 400 && status !== 408)) return false;
  return !(door.network.carriesError ?? hasErrorMember)(body);
}

const hasErrorMember = (body: unknown): boolean =>
  typeof body === "object" && body !== null && "error" in body && Boolean(body.error);

interface Outgoing {
  readonly asked: Asked;
  readonly url: string;
  readonly init: RequestInit;
}

async function exchange(door: Door, act: Act, { asked, url, init }: Outgoing): Promise<Seen> {
  const at = door.now();
  const started = performance.now();
  let seen: Seen;
  try {
    const response = await door.fetch(url, { ...init, signal: deadlineOf(door) });
    seen = {
      act,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: asJson(await response.text()),
      at,
    };
  } catch (error) {
    seen = { act, status: 0, headers: {}, body: null, trouble: troubleOf(error), at };
  }
  door.sent({ act, ...asked, status: seen.status, milliseconds: Math.round(performance.now() - started), at });
  return seen;
}

async function fetchUnjudged(door: Door, act: Act, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const asked = { method: request.method, address: `${url.host}${url.pathname}` };
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.text();
  const at = door.now();
  const started = performance.now();
  const signal = AbortSignal.any([request.signal, deadlineOf(door)]);
  let status = 0;
  try {
    const response = await door.fetch(url.href, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
      signal,
      redirect: request.redirect,
    });
    status = response.status;
    return response;
  } catch (error) {
    throw failure(door, { act, status: 0, headers: {}, body: null, trouble: troubleOf(error), at }, { asked });
  } finally {
    door.sent({ act, ...asked, status, milliseconds: Math.round(performance.now() - started), at });
  }
}

function failure(
  door: Door,
  seen: Seen,
  { asked, secrets = [] }: { readonly asked: Asked; readonly secrets?: readonly string[] },
): NetworkFailure {
  const evidence: Evidence = {
    act: seen.act,
    method: asked.method,
    address: asked.address,
    status: seen.status,
    ...(seen.trouble ? { trouble: seen.trouble } : {}),
    body: redact(seen.body, [...secrets, ...(door.app.clientSecret ? [door.app.clientSecret.reveal()] : [])]),
    at: seen.at,
  };
  return new NetworkFailure(
    door.network.diagnose(seen),
    evidence,
    asked.outcomeUnknown ?? isOutcomeUnknown(door, seen),
  );
}

/** What a network may echo: every secret of the request, struck out of its answer letter for letter. */
function secretsIn(request: NetworkRequest): string[] {
  const values = [request.query, request.form, request.headers, { bearer: request.bearer }].flatMap((part) =>
    Object.values(part ?? {}),
  );
  return [...values, ...(request.secrets ?? [])].flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
}

function troubleOf(error: unknown): "timeout" | "connection" | "too-large" {
  const text = errorText(error);
  if (/timeout|abort/i.test(text)) return "timeout";
  return /too.?large/i.test(text) ? "too-large" : "connection";
}

/** Node's fetch says only "fetch failed" or "terminated"; what happened stands in the cause. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const cause = error.cause === error ? undefined : error.cause;
  return `${error.name} ${error.message} ${"code" in error ? String(error.code) : ""} ${errorText(cause)}`;
}

function withQuery(request: NetworkRequest): URL {
  const url = new URL(request.url);
  for (const [name, value] of pairs(request.query)) url.searchParams.set(name, value);
  return url;
}

function asInit(request: NetworkRequest): RequestInit {
  const headers: Record<string, string> = { accept: "application/json" };
  for (const [name, value] of pairs(request.headers)) headers[name] = value;
  if (request.bearer) headers["authorization"] = `Bearer ${request.bearer.reveal()}`;
  const method = request.method ?? (request.form || request.json !== undefined ? "POST" : "GET");
  if (request.form) return { method, headers, body: new URLSearchParams(pairs(request.form)) };
  if (request.json === undefined) return { method, headers };
  return { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(request.json) };
}

function pairs(values: Readonly<Record<string, string | Secret | undefined>> | undefined): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value instanceof Secret ? value.reveal() : value]],
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text, keepWholeNumbers);
  } catch {
    return text; // not JSON: `diagnose` judges the text as it is
  }
}

/** An id above 2^53 would be rounded on its way through a JavaScript number (Instagram's `user_id`): it becomes text instead. */
function keepWholeNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}
