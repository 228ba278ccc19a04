import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { type HostTable, openOutside } from "./outside.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The table names the local servers themselves as well: what no table names is guarded, see outside-guard.test.ts. */
const itself = (base: string): HostTable => ({ [new URL(base).host]: base });

function outside(hosts: HostTable = {}, maxBodyBytes?: number) {
  const door = openOutside(maxBodyBytes === undefined ? { hosts } : { hosts, maxBodyBytes });
  closers.push(() => door.close());
  return door;
}

/** Answers with what it was asked. */
async function mirror(): Promise<string> {
  return serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ method, url, headers, body }));
    });
  });
}

test("a host in the table is called at the address that stands in for it, path and query kept", async () => {
  const base = await mirror();
  const door = outside({ "graph.chirp.example": `${base}/graph.chirp.example/` });
  const answer = await door.fetch("https://graph.chirp.example/v2/me?fields=id", {
    method: "POST",
    body: new URLSearchParams({ a: "1" }),
  });
  expect(answer.url).toBe("https://graph.chirp.example/v2/me?fields=id");
  expect(await answer.json()).toMatchObject({
    method: "POST",
    url: "/graph.chirp.example/v2/me?fields=id",
    body: "a=1",
    headers: { "content-length": "3" },
  });
});

test("a browser is sent to the same stand-in, and a host outside the table stays as it is", () => {
  const door = outside({ "www.chirp.example": "http://localhost:4001/www.chirp.example" });
  expect(door.address("https://www.chirp.example/login?x=1#top")).toBe(
    "http://localhost:4001/www.chirp.example/login?x=1#top",
  );
  expect(door.address("https://chirp.example/login")).toBe("https://chirp.example/login");
  expect(door.address("https://www.chirp.example:8443/login")).toBe("https://www.chirp.example:8443/login");
});

test("a Request object works as well as an address, body and headers included", async () => {
  const base = await mirror();
  const door = outside({ "chirp.example": base });
  const answer = await door.fetch(
    new Request("https://chirp.example/par", { method: "POST", body: "payload", headers: { dpop: "proof" } }),
  );
  expect(await answer.json()).toMatchObject({
    method: "POST",
    url: "/par",
    body: "payload",
    headers: { dpop: "proof", "content-length": "7" },
  });
});

test("a redirect is handed back and not followed", async () => {
  let calls = 0;
  const base = await serve((_request, response) => {
    calls += 1;
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  const answer = await outside(itself(base)).fetch(`${base}/start`);
  expect([answer.status, answer.headers.get("location"), calls]).toEqual([302, "/elsewhere", 1]);
});

test("a redirect that the caller forbids is an error that names the host", async () => {
  const base = await serve((_request, response) => response.writeHead(302, { location: "/elsewhere" }).end());
  await expect(
    outside({ "chirp.example": base }).fetch("https://chirp.example/", { redirect: "error" }),
  ).rejects.toThrow("chirp.example redirects");
});

test("a followed redirect goes through the host table again and leaves the credentials behind", async () => {
  const second = await mirror();
  const first = await serve((_request, response) =>
    response.writeHead(303, { location: "https://b.chirp.example/landed" }).end(),
  );
  const answer = await outside({ "a.chirp.example": first, "b.chirp.example": second }).fetch(
    "https://a.chirp.example/",
    { method: "POST", body: "x", redirect: "follow", headers: { authorization: "Bearer t", "x-kept": "yes" } },
  );
  const seen = (await answer.json()) as { headers: Record<string, string> };
  expect(seen).toMatchObject({ method: "GET", url: "/landed", body: "", headers: { "x-kept": "yes" } });
  expect(seen.headers).not.toHaveProperty("authorization");
});

test("a relative redirect stays on the host that was asked, and a 307 keeps method and body", async () => {
  const base = await serve((request, response) => {
    if (request.url === "/api/old") response.writeHead(307, { location: "/new" }).end();
    else request.on("data", (body) => response.end(`${request.method} ${request.url} ${body}`));
  });
  const answer = await outside({ "chirp.example": `${base}/api` }).fetch("https://chirp.example/old", {
    method: "PUT",
    body: "x",
    redirect: "follow",
  });
  expect(await answer.text()).toBe("PUT /api/new x");
});

test("a redirect in a circle ends with an error", async () => {
  const base = await serve((_request, response) => response.writeHead(302, { location: "/" }).end());
  await expect(outside(itself(base)).fetch(base, { redirect: "follow" })).rejects.toThrow("more than 5 times");
});

test("a body beyond the limit fails, counted after decompression", async () => {
  const base = await serve((request, response) => {
    if (request.url === "/plain") response.end(Buffer.alloc(1001));
    else if (request.url === "/bomb") response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(1001)));
    else response.end(Buffer.alloc(1000));
  });
  const door = outside({ "chirp.example": base }, 1000);
  const read = async (path: string) =>
    (await (await door.fetch(`https://chirp.example${path}`)).arrayBuffer()).byteLength;
  expect(await read("/fits")).toBe(1000);
  await expect(read("/plain")).rejects.toThrow("chirp.example answered with more than 1000 bytes");
  await expect(read("/bomb")).rejects.toThrow("more than 1000 bytes");
});

test("the caller's deadline cuts off a silent server, and a body that never ends", async () => {
  const base = await serve((request, response) => {
    if (request.url === "/drip") response.write("a");
  });
  const door = outside(itself(base));
  await expect(door.fetch(base, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
  const deadline = new AbortController();
  const drip = await door.fetch(`${base}/drip`, { signal: deadline.signal });
  deadline.abort(new DOMException("the deadline", "TimeoutError"));
  await expect(drip.text()).rejects.toThrow("the deadline");
});

test("answers without a body keep their status", async () => {
  const base = await serve((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
  const door = outside(itself(base));
  for (const status of [200, 204, 304, 404, 500]) {
    const answer = await door.fetch(`${base}/${status}`);
    expect([answer.status, await answer.text()]).toEqual([status, ""]);
  }
});

test("connections are kept alive between calls", async () => {
  const ports = new Set<number | undefined>();
  const base = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end("ok");
  });
  const door = outside(itself(base));
  for (let call = 0; call < 20; call += 1) await (await door.fetch(base)).text();
  expect(ports.size).toBeLessThan(5);
});
