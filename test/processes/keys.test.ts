import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { openKeyFile, rotateKeyFile } from "#server/platform/key-ring.ts";
import { findUsedKeyIds } from "#server/vault-keys/queries.ts";
import { chirp } from "../chirp/chirp.ts";
import { chirpWorld, type ChirpWorld } from "../chirp/chirp-world.ts";
import { startProcess, type LatchkeyProcess } from "./start-process.ts";

const env = {
  LATCHKEY_ROLES: "web,worker",
  LATCHKEY_PORT: "0",
  LATCHKEY_BEAT_SECONDS: "1",
  LATCHKEY_KEY_REQUESTS_PER_MINUTE: "600000",
};
const withKeys = (keys: readonly Key[]) => ({
  env: { ...env, LATCHKEY_KEYS: keys.map(({ id, key }) => `${id}:${key}`).join(",") },
});
const within = { timeout: 60_000, interval: 200 };

interface Key {
  readonly id: string;
  readonly key: string;
}

function keysOf(t: ChirpWorld): Key[] {
  return openKeyFile(t.world.config.dataFolder).map(({ id, key }) => ({ id, key: key.export().toString("base64url") }));
}

/** Reads Dora's token at every process that serves, again and again, until it is stopped. */
function readAllTheTime(t: ChirpWorld, first: readonly LatchkeyProcess[]) {
  const serving = new Set(first);
  const refused: string[] = [];
  let reads = 0;
  let isOver = false;
  let round = Promise.resolve();
  const ask = async ({ url }: LatchkeyProcess): Promise<void> => {
    const headers = { authorization: `Bearer ${t.apiKey}` };
    const answer = await fetch(`${url}/v1/profiles/${t.profileId}/token`, { headers });
    reads += 1;
    if (answer.status === 200) await answer.arrayBuffer();
    else refused.push(`${answer.status} ${await answer.text()}`);
  };
  const run = async (): Promise<void> => {
    while (!isOver) await (round = Promise.all([...serving].map(ask)).then(() => {}));
  };
  const running = run();
  return {
    /** Asks it no more; resolves when no read of it is under way. */
    leave: async (process: LatchkeyProcess) => {
      serving.delete(process);
      await round;
    },
    join: (process: LatchkeyProcess) => void serving.add(process),
    stop: async () => {
      isOver = true;
      await running;
      return { reads, refused };
    },
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      await running;
    },
  };
}

const figure = async ({ url }: LatchkeyProcess, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
};

test(
  "P24 P51 keys changed in a rolling restart under reads: none fails, nothing is sealed with the new key before the last process knows it, then everything",
  { timeout: 400_000 },
  async () => {
    await using t = await chirpWorld(chirp, { config: { beatSeconds: 1 } });
    const old = keysOf(t);
    const [oldId] = old.map(({ id }) => id);
    const fresh: Key = { id: "fresh", key: randomBytes(32).toString("base64url") };
    const starting = await Promise.all([startProcess(t, withKeys(old)), startProcess(t, withKeys(old))]);
    await using one = starting[0];
    await using two = starting[1];
    await using reading = readAllTheTime(t, [one, two]);

    await reading.leave(one);
    await one[Symbol.asyncDispose]();
    await using newOne = await startProcess(t, withKeys([fresh, ...old]));
    reading.join(newOne);
    await expect.poll(() => newOne.complaints(), within).toContain(`key fresh does not seal yet`);
    expect(newOne.complaints()).toContain(`process ${two.pid}`);
    await expect.poll(() => two.complaints(), within).toContain("key fresh is missing in this process");
    expect(await figure(two, "latchkey_keys_missing")).toBe(1);
    expect(await figure(newOne, "latchkey_key_waits_for_processes")).toBe(2); // and the world's own
    expect(await findUsedKeyIds(t.world.db)).toEqual([oldId]);

    await reading.leave(two);
    await two[Symbol.asyncDispose]();
    await using newTwo = await startProcess(t, withKeys([fresh, ...old]));
    reading.join(newTwo);
    expect(await findUsedKeyIds(t.world.db)).toEqual([oldId]);

    // The world's own process reads the file of its data folder, without a restart.
    writeFileSync(join(t.world.config.dataFolder, "keys.json"), JSON.stringify({ keys: [fresh, ...old] }), {
      mode: 0o600,
    });
    await expect.poll(() => findUsedKeyIds(t.world.db), within).toEqual(["fresh"]);
    expect(t.world.vault.activeKeyId).toBe("fresh");
    await expect.poll(() => figure(newOne, "latchkey_key_waits_for_processes"), within).toBe(0);

    const { reads, refused } = await reading.stop();
    expect(refused).toEqual([]);
    expect(reads).toBeGreaterThan(50);
    await expect(startProcess(t, withKeys(old))).rejects.toThrow(
      /VaultError: .* with key fresh, missing from the keys here/,
    );
  },
);

test(
  "P24 a key that is put into the shared file takes effect without a restart; a killed process that does not know it blocks until its beats are missed",
  { timeout: 400_000 },
  async () => {
    await using t = await chirpWorld(chirp, { config: { beatSeconds: 1 } });
    const old = keysOf(t);
    await using killed = await startProcess(t, withKeys(old));
    await using other = await startProcess(t, { env }); // on the same data folder
    await using reading = readAllTheTime(t, [other]);
    const [fresh] = rotateKeyFile(t.world.config.dataFolder);
    await expect.poll(() => other.complaints(), within).toContain(`key ${fresh.id} does not seal yet`);
    expect(other.complaints()).toContain(`process ${killed.pid}`);
    await killed.kill();
    expect(t.world.vault.activeKeyId).toBe(old[0]?.id);
    await expect.poll(() => findUsedKeyIds(t.world.db), within).toEqual([fresh.id]);
    expect(t.world.vault.activeKeyId).toBe(fresh.id);
    const names = await t.world.db.selectFrom("process").select("name").execute();
    expect(names.map(({ name }) => name).join()).not.toContain(`process ${killed.pid}`);
    expect((await reading.stop()).refused).toEqual([]);
  },
);
