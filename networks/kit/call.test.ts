import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call, type NetworkRequest, type Seen } from "../network.ts";
import { diagnosisFrom } from "./answer.ts";
import { openDoor, type CallTrace, type Door } from "./call.ts";

// Against a real server on this machine: nothing of the door is replaced but the host.

const now = new Date("2026-11-22T09:00:00Z");
const diagnose = diagnosisFrom({
  network: "chirp",
  rows: [{ when: { code: "gone" }, kind: "grant-revoked", how: "Renew.", source: "Chirp" }],
  readError: (seen) => (seen.body as { error?: { code?: string } } | null)?.error,
});

interface OpenDoor {
  readonly call: Call;
  readonly traces: CallTrace[];
  readonly url: string;
}

async function doorTo(listener: RequestListener, changes: Partial<Door> = {}): Promise<OpenDoor> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const traces: CallTrace[] = [];
  const door: Door = {
    network: { diagnose },
    app: { clientId: "app", clientSecret: Secret.of("the app's own secret"), settings: {} },
    publicUrl: "https://keys.example.com",
    deadlineSeconds: 20,
    now: () => now,
    randomBytes: (count) => new Uint8Array(count),
    fetch: (url, init) => fetch(url, init),
    sent: (trace) => traces.push(trace),
    ...changes,
  };
  return { call: openDoor(door), traces, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/me` };
}

async function failureOf(work: Promise<unknown>): Promise<NetworkFailure> {
  const failure: unknown = await work.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (failure instanceof NetworkFailure) return failure;
  throw failure;
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  };

test("an accepted answer comes back with status, headers, body and where it is from", async () => {
  const { call, traces, url } = await doorTo(answering(200, '{"id":"1"}', { "x-app-usage": "{}" }));
  const answer = await call.send("probe", { url, query: { fields: "id" } });
  const address = url.replace("http://", "");
  expect(answer).toMatchObject({ status: 200, body: { id: "1" }, asked: { method: "GET", address } });
  expect(answer.headers["x-app-usage"]).toBe("{}");
  expect(traces).toEqual([
    { act: "probe", method: "GET", address, status: 200, milliseconds: expect.any(Number), at: now },
  ]);
});

test.each([
  ["an error inside a 200", 200, '{"error":{"code":"gone"}}', "grant-revoked", false],
  ["a refusal", 401, '{"error":{"code":"gone"}}', "grant-revoked", false],
  ["P2 a server error that carries the same code", 502, '{"error":{"code":"gone"}}', "unreachable", true],
  ["P2 HTML with status 200", 200, "<html>Back soon</html>", "unreachable", false],
  ["P2 HTML with status 403", 403, "<html>Forbidden</html>", "unreachable", false],
  ["an answer that is plain text", 200, "nope", "unrecognised", false],
  ["slow down", 429, "{}", "rate-limited", false],
  ["a redirect nobody asked for", 302, "", "unrecognised", false],
] as const)("%s is a failure of its kind", async (_what, status, body, kind, outcomeUnknown) => {
  const { call, url } = await doorTo(answering(status, body), {
    fetch: (address, init) => fetch(address, { ...init, redirect: "manual" }),
  });
  const failure = await failureOf(call.send("probe", { url }));
  expect(failure).toMatchObject({ diagnosis: { kind }, outcomeUnknown, evidence: { status, act: "probe", at: now } });
});

test.each([
  ["P17 HTML with status 200", 200, "<html>Back soon</html>", true],
  ["P17 an answer that is cut off", 200, '{"access_token":"at-1","refr', true],
  ["P17 an answer without a token, which the adapter cannot read", 200, "nope", true],
  ["P17 a redirect", 302, "", true],
  ["P17 a proxy's time-out", 408, "{}", true],
  ["P17 an error of the server that is worded as a refusal", 503, '{"error":"invalid_grant"}', true],
  ["a refusal inside a 200", 200, '{"error":{"code":"gone"}}', false],
  ["a refusal", 400, '{"error":{"code":"gone"}}', false],
  ["slow down", 429, "{}", false],
] as const)("%s: whether a refresh may have spent its token is told", async (_what, status, body, outcomeUnknown) => {
  const { call, url } = await doorTo(answering(status, body), {
    fetch: (address, init) => fetch(address, { ...init, redirect: "manual" }),
  });
  expect(await failureOf(call.send("token-refresh", { url, form: {} }))).toMatchObject({ outcomeUnknown });
});

test.each(["token-refresh", "connect"] as const)(
  "P17 tokens beside an error are kept (%s): whatever was spent for them is spent; of other acts an error is an error",
  async (act) => {
    const answer = { access_token: "at-1", refresh_token: "rt-1", error: { code: "gone" } };
    const { call, url } = await doorTo(answering(200, JSON.stringify(answer)));
    expect((await call.send(act, { url, form: {} })).body).toEqual(answer);
    await failureOf(call.send("probe", { url }));
  },
);

test("one deadline for a whole use of the door ends the second request too, however short its own wait", async () => {
  const { call, url } = await doorTo(
    (request, response) => {
      if (request.url?.endsWith("first")) response.end("{}");
    },
    { deadline: AbortSignal.timeout(300) },
  );
  await call.send("token-refresh", { url: `${url}/first` });
  expect(await failureOf(call.send("token-refresh", { url }))).toMatchObject({ evidence: { trouble: "timeout" } });
});

test("a deadline ends a call that nobody answers: no verdict, the outcome is unknown", async () => {
  const { call, traces, url } = await doorTo(() => {}, { deadlineSeconds: 0.05 });
  const failure = await failureOf(call.send("token-refresh", { url, form: { grant_type: "refresh_token" } }));
  expect(failure).toMatchObject({
    outcomeUnknown: true,
    diagnosis: { kind: "unreachable" },
    evidence: { status: 0, trouble: "timeout" },
  });
  expect(traces).toMatchObject([{ method: "POST", status: 0 }]);
});

test("a deadline also ends an answer that begins and never stops", async () => {
  const { call, url } = await doorTo((_request, response) => void response.writeHead(200).write("{"), {
    deadlineSeconds: 0.05,
  });
  expect(await failureOf(call.send("probe", { url }))).toMatchObject({
    outcomeUnknown: true,
    evidence: { trouble: "timeout" },
  });
});

test("a lost connection is no verdict, the outcome is unknown", async () => {
  const { call, url } = await doorTo((request) => request.socket.destroy());
  expect(await failureOf(call.send("token-refresh", { url }))).toMatchObject({
    outcomeUnknown: true,
    diagnosis: { kind: "unreachable" },
    evidence: { trouble: "connection" },
  });
});

test("an answer too large says so, although fetch hides it in the cause", async () => {
  const tooLarge = new TypeError("terminated", {
    cause: Object.assign(new Error("more than 10 bytes"), { name: "BodyTooLargeError" }),
  });
  const { call, url } = await doorTo(() => {}, { fetch: () => Promise.reject(tooLarge) });
  expect(await failureOf(call.send("probe", { url }))).toMatchObject({ evidence: { trouble: "too-large" } });
});

const shownOf = (...values: unknown[]) =>
  values.map((value) => inspect(value, { depth: 20 }) + JSON.stringify(value)).join() +
  values.map((value) => (value instanceof Error ? `${value.message}${value.stack}` : "")).join();

test("R2 no secret of a request reaches evidence, error or trace, although the network echoes every one of them", async () => {
  const listener: RequestListener = (request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      response.writeHead(400, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          error: {
            code: "gone",
            message: `You said ${request.url} ${body} ${request.headers.authorization} and the app's own secret`,
          },
          echo: [request.url, body],
        }),
      );
    });
  };
  const { call, traces, url } = await doorTo(listener);
  const request: NetworkRequest = {
    url,
    query: { access_token: Secret.of("in-the-query"), plain: "seen" },
    form: { refresh_token: Secret.of("in the form & so on") },
    headers: { "x-key": Secret.of("in-a-header") },
    bearer: Secret.of("in-the-bearer"),
  };
  const failure = await failureOf(call.send("token-refresh", request));
  const shown = shownOf(failure, failure.evidence, traces, request);
  for (const secret of [
    "in-the-query",
    "in the form & so on",
    encodeURIComponent("in the form & so on"),
    "in+the+form",
    "in-a-header",
    "in-the-bearer",
    "the app's own secret",
  ])
    expect(shown).not.toContain(secret);
  expect(shown).toContain("plain=seen");
});

test("an answer that is judged afterwards keeps its address; one without says none", async () => {
  const { call, url } = await doorTo(answering(200, '{"data":{"error":{"code":"gone"}}}'));
  const answer = await call.send("probe", { url });
  const seen: Omit<Seen, "act"> = { ...answer, body: { error: { code: "gone" } }, at: now };
  expect(() => call.fail("probe", seen, answer.asked)).toThrow(
    expect.objectContaining({
      diagnosis: expect.objectContaining({ kind: "grant-revoked" }),
      evidence: expect.objectContaining({ address: url.replace("http://", "") }),
    }),
  );
  expect(() => call.fail("probe", seen)).toThrow(
    expect.objectContaining({ evidence: expect.objectContaining({ address: "" }) }),
  );
});

test("a library's fetch gets its answer unjudged, and a lost connection as a NetworkFailure", async () => {
  const { call, traces, url } = await doorTo(answering(401, '{"error":{"code":"gone"}}'));
  expect(await call.fetch("probe", url)).toMatchObject({ status: 401 });
  const lost = await doorTo((request) => request.socket.destroy());
  await failureOf(lost.call.fetch("probe", lost.url, { method: "POST", body: "x" }));
  expect([...traces, ...lost.traces].map(({ status }) => status)).toEqual([401, 0]);
});
