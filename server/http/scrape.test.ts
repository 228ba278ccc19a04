import { request } from "node:http";
import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import type { Problem } from "#sdk/contract.ts";
import { openTestServer, type TestServer } from "#test/http-server.ts";

/** A request whose Host is as told, which `fetch` does not let one choose. */
function scrape(server: TestServer, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const asked = request(new URL("/metrics", server.url), { headers }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (part: string) => void (text += part));
    answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
  });
  asked.once("error", reject).end();
  return promise;
}

const figures = expect.stringContaining("process_resident_memory_bytes");

test("without a token the figures are for this machine alone: not for whom a proxy speaks, nor under the public name", async () => {
  await using server = await openTestServer();
  const { port } = new URL(server.url);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
    expect(await scrape(server, { host })).toEqual({ status: 200, text: figures });
  const elsewhere = [
    { host: `localhost:${port}`, "x-forwarded-for": "203.0.113.9" },
    { host: "latchkey.example" },
    { host: `localhost.latchkey.example:${port}` },
  ];
  for (const headers of elsewhere) {
    const { status, text } = await scrape(server, headers);
    expect([headers, status]).toEqual([headers, 403]);
    expect((JSON.parse(text) as Problem).detail).toContain("LATCHKEY_METRICS_TOKEN");
  }
});

test("R2 with a token they are for whoever sends it, from wherever; for nobody else, this machine included", async () => {
  const token = "prometheus-0123456789";
  await using server = await openTestServer({ config: { metricsToken: Secret.of(token) } });
  const far = { host: "latchkey.example", "x-forwarded-for": "203.0.113.9" };
  expect(await scrape(server, { ...far, authorization: `Bearer ${token}` })).toEqual({ status: 200, text: figures });
  for (const authorization of ["", `Bearer ${token}x`, `Basic ${token}`, token, "Bearer", "Bearer lk_made_up"]) {
    const { status, text } = await scrape(server, authorization ? { authorization } : {});
    expect([authorization, status]).toEqual([authorization, 401]);
    expect((JSON.parse(text) as Problem).code).toBe("unauthenticated");
  }
  // The figures do not hang on the database: they are wanted most when it is away.
  await server.db.destroy();
  expect((await scrape(server, { ...far, authorization: `Bearer ${token}` })).status).toBe(200);
  expect(server.logged()).not.toContain(token);
});
