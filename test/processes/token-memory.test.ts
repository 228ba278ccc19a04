import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { chirpWorld, type ChirpWorld } from "../chirp/chirp-world.ts";
import { startProcess, type LatchkeyProcess } from "./start-process.ts";

const web = { LATCHKEY_ROLES: "web", LATCHKEY_PORT: "0", LATCHKEY_LOG: "warn" };

/** What is promised is a second; this is how long a test waits before it gives up. */
const soon = { timeout: 15_000 };

async function ask(process: LatchkeyProcess, t: ChirpWorld, key = t.apiKey) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${process.url}/v1/profiles/${t.profileId}/token`, { headers });
  return { status: answer.status, body: (await answer.json()) as contract.TokenAnswer & contract.TokenUnavailable };
}

async function fromMemory(process: LatchkeyProcess): Promise<number> {
  const text = await (await fetch(`${process.url}/metrics`)).text();
  return Number(/^latchkey_token_reads_total\{from="memory"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Reads until memory answers. */
async function warm(process: LatchkeyProcess, t: ChirpWorld): Promise<void> {
  const before = await fromMemory(process);
  const read = async () => (await ask(process, t), fromMemory(process));
  await expect.poll(read, { timeout: 15_000 }).toBeGreaterThan(before);
}

test(
  "P15 P48 two processes lend from memory: what either refreshes, finds dead or takes back, the other knows within a second",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    const [first, second] = await Promise.all([startProcess(t, { env: web }), startProcess(t, { env: web })]);
    await using one = first;
    await using two = second;
    const { id: grantId } = await t.grant();
    for (const process of [one, two]) await warm(process, t);
    for (let round = 0; round < 8; round++) {
      const [by, other] = round % 2 === 0 ? [one, two] : [two, one];
      await t.world.db
        .updateTable("grant")
        .set({ refresh_at: t.world.clock.now() })
        .where("id", "=", grantId)
        .execute();
      const { version } = await t.grant();
      await by.tell({ order: "keep alive", grantId });
      expect((await t.grant()).version).toBe(version + 1);
      const token = (await t.grant()).tokens.accessToken.reveal();
      expect((await ask(by, t)).body.token).toBe(token);
      await expect.poll(async () => (await ask(other, t)).body.token, soon).toBe(token);
    }
    expect(await fromMemory(one)).toBeGreaterThan(0);

    const key = await t.mira.post<contract.NewApiKey>("/v1/api-keys", { name: "Another" });
    for (const process of [one, two])
      await expect.poll(async () => (await ask(process, t, key.key)).status, soon).toBe(200);
    await t.mira.fetch(`/v1/api-keys/${key.id}`, { method: "DELETE" });
    for (const process of [one, two])
      await expect.poll(async () => (await ask(process, t, key.key)).status, soon).toBe(401);

    for (const process of [one, two]) await expect.poll(async () => (await ask(process, t)).status, soon).toBe(200);
    await t.world.db.updateTable("grant").set({ state: "dead", cause: "revoked_by_person" }).execute();
    for (const process of [one, two]) await expect.poll(async () => (await ask(process, t)).status, soon).toBe(409);
    await t.world.db.updateTable("grant").set({ state: "live", cause: null }).execute();
    for (const process of [one, two]) await expect.poll(async () => (await ask(process, t)).status, soon).toBe(200);
    await fetch(`${two.url}/v1/profiles/${t.profileId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${t.apiKey}` },
    });
    await expect.poll(() => ask(one, t), soon).toMatchObject({ status: 409, body: { profileStatus: "disconnected" } });
  },
);
