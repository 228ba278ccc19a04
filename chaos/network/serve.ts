import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import type { Behaviour, Ledger, Order, Refresh } from "../network.ts";
import { openLogins } from "./logins.ts";
import { oddAnswers } from "./odd-answers.ts";

/**
 * The network itself, in a thread of its own: X's endpoints (`/2/…`), Google's token endpoint (`/token`), and `/control` for the
 * scenario. Sources: X's OAuth 2.0 guide and OpenAPI 2.167, Google's "Using OAuth 2.0 for web server applications", read 2026-11-29.
 */
const logins = openLogins(1_000_000);
const oddOf = new Map<string, number>();
const ledger: { refreshes: Refresh[]; reads: Ledger["reads"][number][] } = { refreshes: [], reads: [] };
const behaviour: { -readonly [K in keyof Behaviour]: Behaviour[K] } = {
  tokenDelayMs: 50,
  answering: "well",
  lateMs: 0,
  spends: "on arrival",
  accessSeconds: 7200,
  refusesTokens: false,
  refusesReads: false,
  refusesApp: false,
  googleDelayMs: 50,
};

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

const invalid = (what: string) => ({
  error: "invalid_request",
  error_description: `Value passed for the ${what} was invalid.`,
});

async function answerToken(response: ServerResponse, form: URLSearchParams): Promise<void> {
  if (behaviour.refusesApp)
    return json(response, 401, {
      error: "unauthorized_client",
      error_description: "Missing valid authorization header",
    });
  if (form.get("grant_type") !== "refresh_token") return json(response, 400, invalid("authorization code"));
  const token = form.get("refresh_token") ?? "";
  if (behaviour.refusesTokens) {
    enter(response, { network: "x", account: token.split(".")[1] ?? "", outcome: "refused" });
    return json(response, 400, invalid("token"));
  }
  const { account, presented } = logins.present(token);
  if (presented !== "current") {
    enter(response, { network: "x", account, outcome: presented });
    return json(response, 400, invalid("token"));
  }
  await accept(response, token, account);
}

/** The token is spent the moment it arrives, whatever becomes of the answer: the worst a network can do. */
async function accept(response: ServerResponse, token: string, account: string): Promise<void> {
  const { answering, lateMs, tokenDelayMs, accessSeconds, spends } = behaviour;
  const entry = enter(response, { network: "x", account, outcome: "accepted" });
  const early = spends === "on arrival" ? logins.spend(token, accessSeconds) : undefined;
  if (answering === "silent") return;
  await delay(answering === "late" ? lateMs : tokenDelayMs);
  if (response.destroyed) {
    if (!early) entry.outcome = "withdrawn";
    return;
  }
  const login = early ?? logins.spend(token, accessSeconds);
  if (!login) return json(response, 400, invalid("token"));
  if (answering === "5xx") return json(response, 503, { title: "Service Unavailable" });
  const odd = answering === "cut" ? oddAnswers.findIndex(({ name }) => name === "cut off") : (oddOf.get(account) ?? 0);
  await oddAnswers[odd]?.send(response, login);
}

function enter(response: ServerResponse, what: Pick<Refresh, "network" | "account" | "outcome">): Refresh {
  const entry: Refresh = { ...what, arrivedAt: Date.now(), answeredAt: null, hungUpAt: null };
  ledger.refreshes.push(entry);
  response.once("finish", () => (entry.answeredAt = Date.now()));
  response.once("close", () => {
    if (entry.answeredAt === null) entry.hungUpAt = Date.now();
  });
  return entry;
}

function answerMe(request: IncomingMessage, response: ServerResponse): void {
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const account = token.split(".")[1] ?? "";
  const good = !behaviour.refusesReads && logins.accountBehind(token) === account;
  ledger.reads.push({ account, at: Date.now(), good });
  if (good) return json(response, 200, { data: { id: account, name: `Account ${account}`, username: `a${account}` } });
  json(response, 401, { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" });
}

/** Google's refresh tokens stay. What is wanted of this one is that it is slow. */
async function answerGoogle(response: ServerResponse, form: URLSearchParams): Promise<void> {
  const account = (form.get("refresh_token") ?? "").split(".")[1] ?? "";
  enter(response, { network: "youtube", account, outcome: "accepted" });
  await delay(behaviour.googleDelayMs);
  json(response, 200, { access_token: `g.${account}.${Date.now()}`, expires_in: 3599, token_type: "Bearer" });
}

function obey(order: Order): unknown {
  if (order.act === "set") return Object.assign(behaviour, order.behaviour);
  if (order.act === "add") return logins.add(order.count, order.accessSeconds);
  if (order.act === "end") return logins.end(order.ids) ?? null;
  if (order.act === "odd") return order.ids.map((id, n) => oddOf.set(id, n)).length;
  return order.act === "truth" ? logins.truth() : ledger;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://network");
  const body = await bodyOf(request);
  if (pathname === "/control") return json(response, 200, obey(JSON.parse(body) as Order));
  if (pathname === "/2/oauth2/token") return answerToken(response, new URLSearchParams(body));
  if (pathname === "/2/oauth2/revoke") return json(response, 200, { revoked: true });
  if (pathname === "/2/users/me") return answerMe(request, response);
  if (pathname === "/token") return answerGoogle(response, new URLSearchParams(body));
  json(response, 404, { title: "Not Found", type: "about:blank", status: 404 });
}

const server = createServer((request, response) => {
  // Whoever hangs up while their request is read has gone; there is nobody to answer.
  serve(request, response).catch((error: unknown) => {
    if (!request.destroyed) throw error;
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));
