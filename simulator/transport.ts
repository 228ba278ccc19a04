import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Call } from "./play.ts";
import { isRecord } from "./problem.ts";

/** A request that cannot be read at all. */
export class BadRequest extends Error {
  override name = "BadRequest";
}

const bodyLimit = 2 * 1024 * 1024;

/** Reads a whole body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new BadRequest("The body is larger than 2 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `/graph.facebook.com/v26.0/me?x=1` → the call that graph.facebook.com would have got. */
export async function readCall(request: IncomingMessage, url: URL): Promise<Call> {
  const [, host = "", ...rest] = url.pathname.split("/");
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const type = headers["content-type"] ?? "";
  return {
    host,
    method: request.method ?? "GET",
    path: `/${rest.join("/")}`,
    query: url.searchParams,
    form: readForm(await readBody(request), type),
    headers,
    cookies: readCookies(headers.cookie ?? ""),
  };
}

function readForm(body: string, type: string): URLSearchParams {
  if (type.startsWith("application/x-www-form-urlencoded")) return new URLSearchParams(body);
  if (!type.startsWith("application/json") || body.trim() === "") return new URLSearchParams();
  const fields = parseJson(body);
  if (!isRecord(fields)) return new URLSearchParams();
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** Parses JSON that came from outside. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRequest(`The body is not JSON: ${String(error)}`);
  }
}

function readCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return Object.fromEntries(pairs.map(([name = "", ...value]) => [name, value.join("=")]));
}

/** Writes an answer. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}
