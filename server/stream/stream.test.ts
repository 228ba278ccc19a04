import { sql } from "kysely";
import { expect, test } from "vitest";
import { z } from "zod";
import type { StreamEvent } from "#sdk/contract.ts";
import * as schemas from "./schemas.ts";
import { type Browser, openTestServer, type TestServer } from "#test/http-server.ts";
import { announce } from "./queries.ts";

/** Server-sent events as a browser reads them: comments and `retry` lines are no events. */
async function listenTo(browser: Browser, headers: Record<string, string> = {}) {
  const answer = await browser.fetch("/v1/stream", { headers });
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  if (!answer.body) throw new Error("The stream has no body");
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const readBlock = async (): Promise<string | null> => {
    while (!text.includes("\n\n")) {
      const { done, value } = await reader.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
    }
    const [block = "", ...rest] = text.split("\n\n");
    text = rest.join("\n\n");
    return block;
  };
  expect(await readBlock()).toBe("retry: 2000");
  return {
    readBlock,
    /** The next event; null at the end of the stream. */
    async next(): Promise<StreamEvent | null> {
      for (let block = await readBlock(); block !== null; block = await readBlock()) {
        const found = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block);
        if (found) return schemas.streamEvent.parse({ event: found[2], data: JSON.parse(found[3] ?? "") });
      }
      return null;
    },
    leave: () => reader.cancel(),
  };
}

const incident = (id: string) => ({ event: "incident", data: { id } }) as const;

async function loseConnection(server: TestServer): Promise<void> {
  const lost = await sql<{ ended: boolean }>`
    select pg_terminate_backend(pid) as ended from pg_stat_activity
    where application_name = 'latchkey stream' and datname = current_database()`.execute(server.db);
  expect(lost.rows).toEqual([{ ended: true }]);
}

test("an event reaches the browsers of its workspace, and nobody else's", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const eve = await server.browser({ workspaceName: "Elsewhere", name: "Eve" });
  const [annas, annasOther, eves] = [await listenTo(anna), await listenTo(anna), await listenTo(eve)];
  await server.stream.ready;
  const profile = { id: "prf_1", status: "expired", name: "Café “Nord”\n", was: "connected" } as const;
  await announce(server.db, anna.workspaceId, { event: "profile", data: profile });
  await announce(server.db, null, { event: "network", data: { id: "facebook" } });
  for (const stream of [annas, annasOther]) {
    expect(await stream.next()).toEqual({ event: "profile", data: profile });
    expect(await stream.next()).toEqual({ event: "network", data: { id: "facebook" } });
  }
  expect(await eves.next()).toEqual({ event: "network", data: { id: "facebook" } });
});

test("what is announced in a transaction goes out with its commit, or not at all", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  await server.stream.ready;
  const undone = server.db.transaction().execute(async (trx) => {
    await announce(trx, anna.workspaceId, incident("inc_undone"));
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await server.db.transaction().execute(async (trx) => {
    await announce(trx, anna.workspaceId, incident("inc_1"));
    await announce(server.db, anna.workspaceId, incident("inc_outside"));
  });
  expect([await stream.next(), await stream.next()]).toEqual([incident("inc_outside"), incident("inc_1")]);
});

test("an event too large to travel goes as a refresh", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  await server.stream.ready;
  await announce(server.db, anna.workspaceId, incident("x".repeat(8000)));
  expect(await stream.next()).toEqual({ event: "refresh", data: {} });
});

test("a notice that is not understood becomes a refresh", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  await server.stream.ready;
  for (const payload of ["", "nonsense", '{"workspaceId":null,"event":"of the future","data":{}}', "[]", "null"]) {
    await sql`select pg_notify('latchkey_stream', ${payload})`.execute(server.db);
    expect(await stream.next()).toEqual({ event: "refresh", data: {} });
  }
});

test("a lost database connection is made anew, and browsers are told to read everything", async () => {
  await using server = await openTestServer({ stream: { retryMs: 10 } });
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  await server.stream.ready;
  for (const id of ["inc_1", "inc_2"]) {
    await loseConnection(server);
    expect(await stream.next()).toEqual({ event: "refresh", data: {} });
    await announce(server.db, anna.workspaceId, incident(id));
    expect(await stream.next()).toEqual(incident(id));
  }
});

test("a browser that comes back is told to read everything", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna, { "last-event-id": "7" });
  expect(await stream.next()).toEqual({ event: "refresh", data: {} });
});

test("a quiet stream shows that it lives, and ends after its time", async () => {
  await using server = await openTestServer({ stream: { heartbeatMs: 5, lifetimeMs: 300 } });
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  expect(await stream.readBlock()).toBe(": still here");
  expect(await stream.next()).toBeNull();
});

test("a browser that does not read is let go, and the others are not held up", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stuck = server.stream.open(anna.workspaceId, { gone: new AbortController().signal, isReturning: false });
  const stream = await listenTo(anna);
  await server.stream.ready;
  const closed = new Promise((resolve) => stuck.once("close", resolve));
  for (let n = 0; !stuck.destroyed; n += 1) {
    await announce(server.db, anna.workspaceId, incident(`inc_${n}_${"x".repeat(7000)}`));
    expect(await stream.next()).toMatchObject({ event: "incident" });
  }
  await closed;
});

test("closing the server ends the streams", async () => {
  await using server = await openTestServer();
  const anna = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const stream = await listenTo(anna);
  await server.close();
  expect(await stream.next()).toBeNull();
});

test("strangers do not get to listen", async () => {
  await using server = await openTestServer();
  const answer = await server.fetch("/v1/stream");
  expect(answer.status).toBe(401);
  expect(z.object({ code: z.string() }).parse(await answer.json()).code).toBe("unauthenticated");
});
