import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { chirpWorld, type ChirpWorld } from "../chirp/chirp-world.ts";
import { startProcess, type LatchkeyProcess } from "./start-process.ts";

const web = {
  LATCHKEY_ROLES: "web",
  LATCHKEY_PORT: "0",
  LATCHKEY_LOG: "warn",
  LATCHKEY_DRAIN_SECONDS: "4",
  LATCHKEY_KEY_REQUESTS_PER_MINUTE: "600000",
};
const patient = { timeout: 60_000 };

interface Answer {
  readonly status: number | undefined;
  readonly closes: boolean;
}

/** Over connections that are kept open, as the agent of a program does. Throws what the connection met. */
async function read(agent: Agent, process: LatchkeyProcess, t: ChirpWorld, path = `/v1/profiles/${t.profileId}/token`) {
  const asked = request(process.url + path, { agent, headers: { authorization: `Bearer ${t.apiKey}` } }).end();
  const [answer] = await once(asked, "response");
  answer.resume();
  await once(answer, "end");
  return { status: answer.statusCode, closes: answer.headers.connection === "close" } as Answer;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);

test(
  "P53 a rolling restart under load: each read is answered with a token, or refused before it was sent; none is lost",
  { timeout: 240_000 },
  async () => {
    await using t = await chirpWorld();
    const [first, second] = await Promise.all([startProcess(t, { env: web }), startProcess(t, { env: web })]);
    await using one = first;
    await using two = second;
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const seen = new Map<unknown, number>();
    const note = (what: unknown): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    let isOver = false;
    let isRefused = false;
    const readers = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        try {
          note((await read(agent, isRefused ? two : one, t)).status);
        } catch (error) {
          if (codeOf(error) === "ECONNREFUSED") isRefused = true;
          else note(codeOf(error));
        }
      }
    });
    await expect.poll(() => seen.get(200) ?? 0, patient).toBeGreaterThan(50);
    expect(await one.stop()).toBe(0);
    await expect.poll(() => isRefused, patient).toBe(true);
    const until = (seen.get(200) ?? 0) + 50;
    await expect.poll(() => seen.get(200) ?? 0, patient).toBeGreaterThan(until);
    isOver = true;
    await Promise.all(readers);
    agent.destroy();
    expect([...seen.keys()]).toEqual([200]);
  },
);

test(
  "a process that stops says so at once to whoever asks for its health, and answers whoever is still connected",
  { timeout: 240_000 },
  async () => {
    await using t = await chirpWorld();
    await using process = await startProcess(t, { env: { ...web, LATCHKEY_DRAIN_SECONDS: "30" } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await read(agent, process, t)).toEqual({ status: 200, closes: false });
    const { hostname, port } = new URL(process.url);
    const silent = connect(Number(port), hostname); // keeps it from being done before we have looked
    using letGo = new DisposableStack();
    letGo.defer(() => silent.destroy());
    await once(silent, "connect");
    const stopped = process.stop();
    const others = new Agent();
    await expect.poll(async () => (await read(others, process, t, "/healthz")).status, patient).toBe(503);
    await expect
      .poll(async () => codeOf(await read(others, process, t, "/healthz").catch((error: unknown) => error)), patient)
      .toBe("ECONNREFUSED");
    expect(await read(agent, process, t)).toEqual({ status: 200, closes: true });
    letGo.dispose();
    expect(await stopped).toBe(0);
    expect(codeOf(await read(agent, process, t).catch((error: unknown) => error))).toBe("ECONNREFUSED");
  },
);
