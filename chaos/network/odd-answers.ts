import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Login } from "./logins.ts";

/** One way of answering a refresh that has spent its token. */
export interface OddAnswer {
  readonly name: string;
  /** `kept`: both tokens can be read. `access`: the answer names no refresh token. `lost`: nothing can be read of it. */
  readonly tokens: "kept" | "access" | "lost";
  /** What it says of the access token's life is zero, negative or no number: it must not count as "without end". */
  readonly lifeIsOdd?: true;
  readonly send: (response: ServerResponse, login: Login) => unknown;
}

const plain = ({ accessToken, refreshToken }: Login) => ({
  token_type: "bearer",
  expires_in: 7200,
  access_token: accessToken,
  scope: "tweet.read users.read tweet.write media.write tweet.moderate.write offline.access",
  refresh_token: refreshToken,
});
type Plain = ReturnType<typeof plain>;

const json = { "content-type": "application/json" };
const asJson = (change: (body: Plain) => unknown) => (response: ServerResponse, login: Login) =>
  response.writeHead(200, json).end(JSON.stringify(change(plain(login))));
const raw = (status: number, type: string, text: (body: Plain) => string | Buffer) => {
  return (response: ServerResponse, login: Login) =>
    response.writeHead(status, { "content-type": type }).end(text(plain(login)));
};
const without = (member: keyof Plain) => asJson((body) => ({ ...body, [member]: undefined }));
const life = (expires_in: unknown) => asJson((body) => ({ ...body, expires_in }));
const megabyte = 1024 * 1024;
const padded = (megabytes: number) => asJson((body) => ({ ...body, padding: "x".repeat(megabytes * megabyte) }));

async function trickle(response: ServerResponse, login: Login): Promise<void> {
  const text = JSON.stringify(plain(login));
  response.writeHead(200, json);
  for (let part = 0; part < 6; part++) {
    response.write(text.slice((part * text.length) / 6, ((part + 1) * text.length) / 6));
    await delay(300);
  }
  response.end();
}

/** Says that more is coming than comes, and hangs up. */
function cut(response: ServerResponse, login: Login): void {
  const text = JSON.stringify(plain(login));
  response.writeHead(200, { ...json, "content-length": text.length });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

/** Twenty-seven, those that can be read first. */
export const oddAnswers: readonly OddAnswer[] = [
  { name: "as documented", tokens: "kept", send: asJson((body) => body) },
  { name: "without token_type", tokens: "kept", send: without("token_type") },
  { name: "token_type Bearer", tokens: "kept", send: asJson((body) => ({ ...body, token_type: "Bearer" })) },
  { name: "an error beside the tokens", tokens: "kept", send: asJson((body) => ({ ...body, error: "none" })) },
  { name: "errors beside the tokens", tokens: "kept", send: asJson((body) => ({ ...body, errors: [{ code: 1 }] })) },
  { name: "unknown members", tokens: "kept", send: asJson((body) => ({ ...body, more: { a: [1, null] } })) },
  { name: "expires_in 0", tokens: "kept", lifeIsOdd: true, send: life(0) },
  { name: "expires_in -5", tokens: "kept", lifeIsOdd: true, send: life(-5) },
  { name: "expires_in soon", tokens: "kept", lifeIsOdd: true, send: life("soon") },
  { name: "expires_in null", tokens: "kept", lifeIsOdd: true, send: life(null) },
  { name: "expires_in as text", tokens: "kept", lifeIsOdd: true, send: life("7200") },
  { name: "without expires_in", tokens: "kept", lifeIsOdd: true, send: without("expires_in") },
  { name: "expires_in 1e12", tokens: "kept", lifeIsOdd: true, send: life(1e12) },
  { name: "without scope", tokens: "kept", send: without("scope") },
  { name: "scope as a list", tokens: "kept", send: asJson((body) => ({ ...body, scope: body.scope.split(" ") })) },
  { name: "as text/plain", tokens: "kept", send: raw(200, "text/plain", JSON.stringify) },
  { name: "status 201", tokens: "kept", send: raw(201, "application/json", JSON.stringify) },
  {
    name: "compressed",
    tokens: "kept",
    send: (response, login) =>
      response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(gzipSync(JSON.stringify(plain(login)))),
  },
  { name: "in six parts, slowly", tokens: "kept", send: trickle },
  { name: "10 MB", tokens: "kept", send: padded(10) },
  { name: "without refresh_token", tokens: "access", send: without("refresh_token") },
  { name: "cut off", tokens: "lost", send: cut },
  { name: "a page of HTML", tokens: "lost", send: raw(200, "text/html", () => "<html><body>Hello</body></html>") },
  { name: "503", tokens: "lost", send: raw(503, "application/json", () => '{"title":"Service Unavailable"}') },
  { name: "empty", tokens: "lost", send: raw(200, "application/json", () => "") },
  { name: "a list", tokens: "lost", send: raw(200, "application/json", () => "[null]") },
  { name: "30 MB", tokens: "lost", send: padded(30) },
];
