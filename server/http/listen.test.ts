import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Problem } from "#sdk/contract.ts";
import type { HttpWorld } from "./answer.ts";
import * as schemas from "./schemas.ts";
import { created, defineRoute, noContent, ok, type Route, seeOther } from "./route.ts";
import { json, openTestServer } from "#test/http-server.ts";

/** Every kind of route there is, so that the wall is tested and not some feature. */
function sampleRoutes(): { routes: Route<HttpWorld>[]; runs: string[] } {
  const runs: string[] = [];
  const note = defineRoute({
    method: "POST",
    path: "/v1/notes",
    summary: "Writes a note",
    tag: "Notes",
    who: "member",
    idempotent: true,
    body: z.strictObject({ text: z.string().min(1).max(50), tags: z.array(z.string()).max(3).exactOptional() }),
    answers: { 201: z.strictObject({ id: z.number(), text: z.string() }) },
    async run(_world: HttpWorld, { body }) {
      runs.push(body.text);
      if (body.text === "break") throw new Error("the secret inner words of a bug");
      return created({ id: runs.length, text: body.text }, `/v1/notes/${runs.length}`);
    },
  });
  const read = defineRoute({
    method: "GET",
    path: "/v1/notes/{id}",
    summary: "Reads a note",
    tag: "Notes",
    who: "anyone",
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(50),
      q: z.string().exactOptional(),
    }),
    answers: { 200: z.strictObject({ id: z.string(), limit: z.number() }), 204: null },
    async run(_world: HttpWorld, { params, query }) {
      return params.id === "none" ? noContent() : ok({ id: params.id, limit: query.limit });
    },
  });
  const hook = defineRoute({
    method: "POST",
    path: "/v1/hooks/{name}",
    summary: "Takes what a network sends",
    tag: "Notes",
    who: "anyone",
    body: "raw",
    answers: { 200: z.strictObject({ bytes: z.number() }) },
    run: async (_world: HttpWorld, { body }) => ok({ bytes: body.byteLength }),
  });
  const back = defineRoute({
    method: "GET",
    path: "/v1/back",
    summary: "Where a network sends the browser back to",
    tag: "Notes",
    who: "browser-flow",
    query: z.strictObject({ code: z.string() }),
    answers: { 303: null },
    run: async (_world: HttpWorld, { caller, request }) =>
      seeOther(`/connections/${caller ? "known" : (request.cookies["flow"] ?? "nobody")}`, [
        { name: "flow", value: "", maxAgeSeconds: 0 },
      ]),
  });
  const wrong = defineRoute({
    method: "GET",
    path: "/v1/wrong",
    summary: "Answers otherwise than it says",
    tag: "Notes",
    who: "anyone",
    answers: { 200: z.strictObject({ id: z.string() }) },
    run: async (_world: HttpWorld) => ok({ id: "1", more: "unsaid" }),
  });
  return { routes: [note, read, hook, back, wrong], runs };
}

const openNotes = async () => {
  const { routes, runs } = sampleRoutes();
  const server = await openTestServer({ routes });
  return { server, runs, browser: await server.browser({ workspaceName: "Northwind", name: "Anna" }) };
};

function raw(body: string, type = "application/json"): RequestInit {
  return { method: "POST", headers: { "content-type": type }, body };
}

async function problemOf(answer: Response): Promise<Problem> {
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = schemas.problem.parse(await answer.json());
  expect(problem.requestId).toBe(answer.headers.get("x-request-id"));
  expect(problem).toMatchObject({ status: answer.status, type: `urn:latchkey:problem:${problem.code}` });
  expect(JSON.stringify(problem)).not.toMatch(/\.ts\b|node_modules| at /);
  return problem;
}

test("bad input of every kind is a problem document with a stable code, and nothing runs", async () => {
  const { server, browser, runs } = await openNotes();
  await using _ = server;
  const long = "x".repeat(1024 * 1024 + 1);
  const cases: [name: string, path: string, init: RequestInit, status: number, code: string, errors?: string[]][] = [
    ["malformed JSON", "/v1/notes", raw('{"text":'), 400, "invalid_input"],
    ["no body", "/v1/notes", { method: "POST" }, 400, "invalid_input"],
    ["null", "/v1/notes", raw("null"), 400, "invalid_input"],
    ["a list", "/v1/notes", raw("[]"), 400, "invalid_input"],
    ["a missing member", "/v1/notes", json("POST", {}), 400, "invalid_input", ["text"]],
    ["a wrong type", "/v1/notes", json("POST", { text: 5 }), 400, "invalid_input", ["text"]],
    ["an unknown member", "/v1/notes", json("POST", { text: "a", admin: true }), 400, "invalid_input", ["admin"]],
    ["a wrong element", "/v1/notes", json("POST", { text: "a", tags: ["b", 1] }), 400, "invalid_input", ["tags.1"]],
    ["a NUL", "/v1/notes", json("POST", { text: "a\0b" }), 400, "invalid_input", ["text"]],
    ["half a character", "/v1/notes", raw('{"text":"\\ud800"}'), 400, "invalid_input", ["text"]],
    ["a prototype", "/v1/notes", raw('{"text":"a","__proto__":{"x":1}}'), 400, "invalid_input"],
    [
      "another content type",
      "/v1/notes",
      raw("text=a", "application/x-www-form-urlencoded"),
      415,
      "unsupported_media_type",
    ],
    ["text", "/v1/notes", raw('{"text":"a"}', "text/plain"), 415, "unsupported_media_type"],
    ["an oversize body", "/v1/notes", json("POST", { text: long }), 413, "too_large"],
    ["an oversize hook", "/v1/hooks/a", raw("x".repeat(65_537), "text/plain"), 413, "too_large"],
    ["an unknown query", "/v1/notes/1?sort=up", {}, 400, "invalid_input", ["sort"]],
    ["a query twice", "/v1/notes/1?q=a&q=b", {}, 400, "invalid_input", ["q"]],
    ["a limit of words", "/v1/notes/1?limit=many", {}, 400, "invalid_input", ["limit"]],
    ["a limit out of bounds", "/v1/notes/1?limit=101", {}, 400, "invalid_input", ["limit"]],
    ["an id too long", `/v1/notes/${"x".repeat(300)}`, {}, 400, "invalid_input", ["id"]],
    ["an id without end", `/v1/notes/${"x".repeat(3000)}`, {}, 400, "invalid_input"],
    ["a NUL in the path", "/v1/notes/%00", {}, 400, "invalid_input", ["id"]],
    ["a broken escape", "/v1/notes/%zz", {}, 400, "invalid_input"],
    ["an unknown path", "/v1/nothing", {}, 404, "not_found"],
    ["a NUL for people", "/api/auth/passkey/delete-passkey", json("POST", { id: "\0" }), 400, "invalid_input", ["id"]],
    ["an unknown path of people", "/api/auth/nothing", {}, 404, "not_found"],
    ["a body where none belongs", "/v1/api-keys/x", json("DELETE", { a: 1 }), 400, "invalid_input"],
    ["another method", "/v1/notes", { method: "DELETE" }, 405, "method_not_allowed"],
    ["another method with a value", "/v1/notes/1", { method: "PUT" }, 405, "method_not_allowed"],
    ["no idempotency key", "/v1/notes", json("POST", { text: "a" }, { "idempotency-key": " " }), 400, "invalid_input"],
  ];
  for (const [name, path, init, status, code, errors] of cases) {
    const answer = await browser.fetch(path, init);
    const problem = await problemOf(answer);
    const refused = problem.errors?.map((one) => one.path);
    expect([name, problem.status, problem.code, refused]).toEqual([name, status, code, errors ?? refused]);
    expect(answer.headers.has("allow")).toBe(status === 405);
  }
  expect(runs).toEqual([]);
});

test("a bug is answered with 500 and none of its words, and is logged whole", async () => {
  const { server, browser } = await openNotes();
  await using _ = server;
  const answer = await browser.fetch("/v1/notes", json("POST", { text: "break" }));
  const problem = await problemOf(answer);
  expect(problem).toMatchObject({ status: 500, code: "internal" });
  expect(JSON.stringify(problem)).not.toContain("inner words");
  expect(server.logged()).toContain("the secret inner words of a bug");
  expect(server.logged()).toContain(problem.requestId);
});

test("an answer that is not as declared is an error in tests", async () => {
  const { server } = await openNotes();
  await using _ = server;
  expect((await server.fetch("/v1/wrong")).status).toBe(500);
  expect(server.logged()).toContain("with another shape");
});

test("whatever is sent, the server never breaks", async () => {
  const { server, browser } = await openNotes();
  await using _ = server;
  const paths = [
    "/v1/notes",
    "/v1/setup",
    "/v1/api-keys",
    "/v1/hooks/a",
    "/api/auth/sign-in/email",
    "/api/auth/two-factor/enable",
  ];
  const types = [
    "application/json",
    "application/json; charset=latin1",
    "text/plain",
    "multipart/form-data",
    "nonsense",
  ];
  const visible = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f);
  const headerText = fc.string({ unit: visible.map((code) => String.fromCharCode(code)) });
  const headers = fc.record(
    {
      "content-type": fc.oneof(fc.constantFrom(...types), headerText),
      authorization: fc.oneof(
        headerText,
        headerText.map((text) => `Bearer ${text}`),
        fc.constant("Bearer lk_x"),
      ),
      cookie: fc.oneof(
        headerText,
        headerText.map((text) => `latchkey.session_token=${text}`),
        fc.constant(browser.cookie),
      ),
      "idempotency-key": headerText,
      "last-event-id": headerText,
      "x-forwarded-for": headerText,
      "x-forwarded-host": headerText,
      accept: headerText,
      origin: fc.oneof(fc.constant(server.url), headerText),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.jsonValue().map((text) => JSON.stringify({ text })),
  );
  const words = fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text.toWellFormed()));
  const request = fc.record({ path: fc.constantFrom(...paths), id: words, query: words, headers, body });
  await fc.assert(
    fc.asyncProperty(request, async ({ path, id, query, ...sent }) => {
      const headers = { origin: server.url, ...sent.headers };
      const posted = await server.fetch(path, { method: "POST", headers, body: sent.body });
      const asked = await server.fetch(`/v1/notes/${id}?limit=${query}&${query}`, { headers });
      const guessed = await server.fetch(`/${id}/${query}`, { method: "PATCH", headers, body: sent.body });
      for (const answer of [posted, asked, guessed]) {
        expect(answer.status).toBeLessThan(500);
        expect(await answer.text()).not.toMatch(/node_modules|\.ts:\d/);
      }
    }),
    { numRuns: 150 },
  );
});

test("forged requests are refused: an unsafe method with a cookie needs a page of ours", async () => {
  const { server, browser, runs } = await openNotes();
  await using _ = server;
  const send = (headers: Record<string, string>) => server.fetch("/v1/notes", json("POST", { text: "a" }, headers));
  const { cookie } = browser;
  expect((await problemOf(await send({ cookie }))).code).toBe("forbidden");
  expect((await problemOf(await send({ cookie, origin: "https://evil.example" }))).code).toBe("forbidden");
  expect((await problemOf(await send({ cookie, origin: "null" }))).code).toBe("forbidden");
  expect((await problemOf(await send({ origin: "https://evil.example" }))).code).toBe("forbidden");
  const signOut = await server.fetch(
    "/api/auth/sign-out",
    json("POST", {}, { cookie, origin: "https://evil.example" }),
  );
  expect((await problemOf(signOut)).code).toBe("forbidden");
  expect(runs).toEqual([]);
  expect((await send({ cookie, origin: server.url })).status).toBe(201);
  expect((await send({ cookie, origin: "http://localhost:0" })).status).toBe(201); // the public address
});

test("strangers are asked to sign in before their body is looked at", async () => {
  const { server } = await openNotes();
  await using _ = server;
  const problem = await problemOf(
    await server.fetch("/v1/notes", { method: "POST", body: "{", headers: { "content-type": "application/json" } }),
  );
  expect(problem).toMatchObject({ status: 401, code: "unauthenticated" });
});

test("a flow's browser needs no sign-in; its cookie comes and goes", async () => {
  const { server, browser } = await openNotes();
  await using _ = server;
  const answer = await server.fetch("/v1/back?code=secret-code", { headers: { cookie: "flow=abc" } });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/connections/abc"]);
  expect(answer.headers.getSetCookie()).toEqual(["flow=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]);
  expect((await browser.fetch("/v1/back?code=1")).headers.get("location")).toBe("/connections/known");
});

test("the log names routes and request ids, but no query, no value of a path, no cookie", async () => {
  const { server, browser } = await openNotes();
  await using _ = server;
  await browser.fetch("/v1/back?code=very-secret-code");
  await server.fetch("/v1/notes/secret-link-token");
  await server.fetch("/r/secret-page-token");
  const token = browser.cookie.split("=")[1] ?? "none";
  expect(server.logged()).toContain('"route":"/v1/notes/:id"');
  expect(server.logged()).not.toMatch(/very-secret-code|secret-link-token|secret-page-token/);
  expect(server.logged()).not.toContain(token.slice(0, 20));
});

test("hooks get the bytes as sent, whatever their content type", async () => {
  const { server } = await openNotes();
  await using _ = server;
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json", "image/png"]) {
    const init = { method: "POST", headers: { "content-type": type }, body: Buffer.from([0, 255, 123]) };
    expect(await (await server.fetch("/v1/hooks/a", init)).json()).toEqual({ bytes: 3 });
  }
});

test("headers: nothing tells what we run, nothing may be framed, nothing of the API is cached", async () => {
  const { server } = await openNotes();
  await using _ = server;
  const { headers } = await server.fetch("/v1/session");
  expect(headers.has("x-powered-by")).toBe(false);
  expect(headers.has("server")).toBe(false);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.has("strict-transport-security")).toBe(false); // http
});

test("too many requests are refused with the time to wait, each caller by their own count", async () => {
  const { routes } = sampleRoutes();
  await using server = await openTestServer({ routes, limits: { known: 3, strangers: 2 } });
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const statuses: number[] = [];
  for (let n = 0; n < 3; n += 1) statuses.push((await server.fetch("/v1/notes/1")).status);
  for (let n = 0; n < 4; n += 1) statuses.push((await anna.fetch("/v1/notes/1")).status);
  expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 429]);
  const refused = await server.fetch("/v1/notes/1");
  expect((await problemOf(refused)).code).toBe("rate_limited");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("an Idempotency-Key: the same request again gets the first answer, another one a conflict", async () => {
  const { server, browser, runs } = await openNotes();
  await using _ = server;
  const send = (text: string, key = "k1") =>
    browser.fetch("/v1/notes", json("POST", { text }, { "idempotency-key": key }));
  const first = await send("a");
  const again = await send("a");
  expect(again.status).toBe(201);
  expect(await again.json()).toEqual(await first.json());
  expect(again.headers.get("location")).toBe("/v1/notes/1");
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect((await problemOf(await send("b"))).code).toBe("conflict");
  expect(runs).toEqual(["a"]);

  const eve = await server.browser({ workspaceName: "Elsewhere", name: "Eve" });
  const theirs = await eve.fetch("/v1/notes", json("POST", { text: "b" }, { "idempotency-key": "k1" }));
  expect([theirs.status, runs]).toEqual([201, ["a", "b"]]);
});

test("an Idempotency-Key: of several at once one runs; after a failure the key is free again", async () => {
  const { server, browser, runs } = await openNotes();
  await using _ = server;
  const send = (text: string, key: string) =>
    browser.fetch("/v1/notes", json("POST", { text }, { "idempotency-key": key }));
  const statuses = (await Promise.all(Array.from({ length: 8 }, () => send("a", "k1")))).map(({ status }) => status);
  expect(runs).toEqual(["a"]);
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
  expect((await send("break", "k2")).status).toBe(500);
  expect((await send("fine", "k2")).status).toBe(201);
});

test("the web app: files as they are, hashed ones for ever, the page for every other path", async () => {
  const webFolder = mkdtempSync(join(tmpdir(), "latchkey-web-"));
  mkdirSync(join(webFolder, "assets"));
  writeFileSync(join(webFolder, "index.html"), "<!doctype html><script>theme()</script><title>Latchkey</title>");
  writeFileSync(join(webFolder, "assets", "app-1a2b3c.js"), "1");
  writeFileSync(join(webFolder, "icon.svg"), "<svg/>");
  await using server = await openTestServer({ webFolder });
  const asset = await server.fetch("/assets/app-1a2b3c.js");
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await server.fetch("/icon.svg")).headers.get("cache-control")).toBe("no-cache");
  for (const path of ["/", "/profiles/prf_1", "/settings/accounts/facebook", "/r/token", "/index.html"]) {
    const page = await server.fetch(path);
    expect([path, page.status, await page.text()]).toEqual([path, 200, expect.stringContaining("<title>Latchkey")]);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self' 'sha256-[\w+/=]{44}';/);
    expect(page.headers.get("cache-control")).toBe("no-cache");
  }
  for (const path of ["/v1/x", "/api/x", "/demo/x", "/docs/x", "/assets/gone.js"]) {
    expect([path, (await server.fetch(path)).status]).toEqual([path, 404]);
  }
  expect((await server.fetch("/profiles", { method: "POST" })).status).toBe(404);
  expect((await server.fetch("/assets/..%2f..%2fetc/passwd")).status).toBe(404);
  rmSync(webFolder, { recursive: true });
});

/** Sends bytes that no client would send. */
function sendBytes(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });
}

test("garbage instead of HTTP, or instead of a host, is refused and harms nobody", async () => {
  const { server } = await openNotes();
  await using _ = server;
  expect(await sendBytes(server.url, "\x16\x03\x01 nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
  for (const host of ["%%%", "a b", "[::1", "a:99999", ""]) {
    for (const path of ["/docs", "/v1/session", "//"]) {
      const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const answer = await sendBytes(server.url, request);
      expect([host, path, answer.split(" ")[1]]).toEqual([host, path, "400"]);
    }
  }
  expect((await server.fetch("/healthz")).status).toBe(200);
});

test("health tells version and roles, and 503 when the database is gone; metrics tell durations by route", async () => {
  const { server } = await openNotes();
  await using _ = server;
  await server.fetch("/v1/notes/abc");
  expect(await (await server.fetch("/healthz")).json()).toEqual({
    status: "ok",
    version: "1.2.3",
    roles: ["web", "worker"],
    database: "reachable",
  });
  const metrics = await (await server.fetch("/metrics")).text();
  expect(metrics).toMatch(/latchkey_http_seconds_count\{method="GET",route="\/v1\/notes\/:id",status="200"\} 1/);
  expect(metrics).toContain("process_resident_memory_bytes");
  await server.db.destroy();
  expect((await problemOf(await server.fetch("/healthz"))).code).toBe("not_ready");
});

test("closing waits for the answer under way and takes no more", async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const slow = defineRoute({
    method: "GET",
    path: "/v1/slow",
    summary: "Takes its time",
    tag: "Notes",
    who: "anyone",
    answers: { 200: z.strictObject({ done: z.boolean() }) },
    async run(_world: HttpWorld) {
      begun.resolve();
      await go.promise;
      return ok({ done: true });
    },
  });
  await using server = await openTestServer({ routes: [slow] });
  const answer = server.fetch("/v1/slow");
  await begun.promise;
  const closed = server.close();
  go.resolve();
  expect(await (await answer).json()).toEqual({ done: true });
  await closed;
  await expect(server.fetch("/healthz")).rejects.toThrow("fetch failed");
});

test("closing does not wait for a connection on which nothing was ever said", async () => {
  await using server = await openTestServer();
  const silent = connect(Number(new URL(server.url).port), "127.0.0.1");
  const ended = new Promise((resolve) => silent.once("close", resolve));
  await server.fetch("/healthz"); // by now it is accepted
  await server.close();
  await ended;
});
