import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import { chirp, chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld, type ChirpWorld } from "#test/chirp/chirp-world.ts";
import { openDatabaseProxy, type DatabaseProxy } from "#test/database-proxy.ts";
import { startProcess } from "#test/processes/start-process.ts";
import { assemble } from "../assemble.ts";
import { refreshGrant } from "./refresh.ts";
import { saveRefreshed } from "../store/grant-writes.ts";
import type { RefreshedGrant } from "../store/grants.ts";
import { findUnsaved, keepUnsaved } from "./unsaved.ts";

const hour = 3600;

const folderOf = (t: ChirpWorld) => join(t.world.config.dataFolder, "unsaved");
const filesOf = (t: ChirpWorld) => (existsSync(folderOf(t)) ? readdirSync(folderOf(t)) : []);
const refreshTokenOf = async (t: ChirpWorld) => (await t.grant()).tokens.refreshToken?.reveal();

/** A world whose database is cut off, or hangs, at the very moment at which Chirp's answer is there. */
async function worldThatLosesItsDatabase(
  how: "cut" | "freeze",
): Promise<ChirpWorld & { readonly proxy: DatabaseProxy }> {
  let proxy: DatabaseProxy | undefined;
  const network = chirpWith({
    meddle: (answer, act) => {
      if (act === "refresh") proxy?.[how]();
      return answer;
    },
  });
  const t = await chirpWorld(network, {
    reach: async (url) => {
      proxy = await openDatabaseProxy(url);
      return proxy.url;
    },
  });
  if (!proxy) throw new Error("the world has a database");
  return Object.assign(t, { proxy });
}

/** The next start of a process on this data folder. */
function startBeside(t: ChirpWorld) {
  const { world } = t;
  return assemble({
    config: { ...world.config, roles: new Set() },
    databaseUrl: t.databaseUrl,
    networks: { ...networks, chirp },
    clock: world.clock,
    random: world.random,
    log: world.log,
    jobs: { send: async () => {}, wake: async () => {}, work: async () => {}, stop: async () => {} },
  });
}

/** What a refresh of Dora's grant would have saved. */
async function freshFor(t: ChirpWorld): Promise<RefreshedGrant> {
  const { id, version, tokensSealed, tokenKind } = await t.grant();
  const now = t.world.clock.now();
  const accessExpiresAt = new Date(now.getTime() + 7200_000);
  return {
    id,
    version,
    tokensSealed: tokensSealed ?? "",
    tokenKind,
    scopesGranted: ["read"],
    accessExpiresAt,
    refreshAt: null,
    troubles: 0,
    askedAt: now,
    now,
  };
}

describe("an answer that was received is kept, whatever the database does", () => {
  test(
    "P17 away for longer than ten tries: the token waits sealed in the data folder, and is saved when the database is back",
    { timeout: 90_000 },
    async () => {
      await using t = await worldThatLosesItsDatabase("cut");
      await using proxy = t.proxy;
      const { id, tokens } = await t.grant();
      await t.advance(hour + 1);
      const refreshing = refreshGrant(t.world, id, "needed");
      await expect.poll(() => filesOf(t), { timeout: 20_000 }).toEqual([`${id}.1`]);
      const file = join(folderOf(t), `${id}.1`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await expect.poll(() => t.logged(), { timeout: 60_000 }).toMatch(/"attempt":15\b/);
      const sealed = readFileSync(file, "utf8");
      proxy.heal();
      expect(await refreshing).toMatchObject({ outcome: "refreshed", grant: { version: 2 } });
      const after = await t.grant();
      expect(after.tokens.refreshToken?.reveal()).not.toBe(tokens.refreshToken?.reveal());
      for (const secret of [after.tokens.accessToken, after.tokens.refreshToken]) {
        expect(sealed).not.toContain(secret?.reveal());
        expect(t.logged()).not.toContain(secret?.reveal());
      }
      expect(filesOf(t)).toEqual([]);
      expect(await t.refreshes()).toBe(1);
    },
  );

  test(
    "P17 a database that hangs: the token is in the journal after moments, and is saved when it goes on",
    { timeout: 60_000 },
    async () => {
      await using t = await worldThatLosesItsDatabase("freeze");
      await using proxy = t.proxy;
      const { id } = await t.grant();
      await t.advance(hour + 1);
      const refreshing = refreshGrant(t.world, id, "needed");
      await expect.poll(() => filesOf(t), { timeout: 20_000 }).toEqual([`${id}.1`]);
      proxy.heal();
      expect(await refreshing).toMatchObject({ outcome: "refreshed", grant: { version: 2 } });
      expect(filesOf(t)).toEqual([]);
    },
  );

  test(
    "P17 a stop with a token that neither the database nor the folder takes waits, says so, and saves it",
    { timeout: 60_000 },
    async () => {
      await using t = await worldThatLosesItsDatabase("cut");
      await using proxy = t.proxy;
      writeFileSync(folderOf(t), ""); // a file in the folder's place: nothing can be written there
      const { id, version } = await t.grant();
      await t.advance(hour + 1);
      const refreshing = refreshGrant(t.world, id, "needed");
      await expect.poll(() => t.logged(), { timeout: 20_000 }).toContain("a fresh token is in memory alone");
      const closing = t.latchkey.close();
      Object.assign(t.latchkey, { close: () => closing }); // the world closes it once more
      await expect.poll(() => t.logged(), { timeout: 20_000 }).toContain("stops with a token that is not saved yet");
      proxy.heal();
      await closing;
      expect(await refreshing).toMatchObject({ outcome: "refreshed", grant: { version: version + 1 } });
      rmSync(folderOf(t));
    },
  );

  test(
    "P17 a process killed with a token that is not saved: the next start saves it before anything else",
    { timeout: 180_000 },
    async () => {
      await using t = await chirpWorld();
      await using proxy = await openDatabaseProxy(t.databaseUrl);
      const { id } = await t.grant();
      const before = await refreshTokenOf(t);
      await t.advance(hour + 1);
      await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 1500, times: 1 });
      await using killed = await startProcess(t, { databaseUrl: proxy.url });
      const asked = Promise.allSettled([killed.tell({ order: "read", profileId: t.profileId })]);
      await expect.poll(() => t.refreshes(), { timeout: 20_000 }).toBe(1);
      proxy.cut();
      await expect.poll(() => filesOf(t), { timeout: 20_000 }).toEqual([`${id}.1`]);
      await killed.kill();
      await asked;
      expect(await t.grant()).toMatchObject({ version: 1 });

      const next = await startBeside(t);
      expect(await t.grant()).toMatchObject({ version: 2 });
      expect(await refreshTokenOf(t)).not.toBe(before);
      expect(filesOf(t)).toEqual([]);
      expect(t.logged()).toContain("a token from the journal is saved");
      await next.close();
      expect((await t.askToken()).status).toBe(200);
      expect(await t.refreshes()).toBe(1);
    },
  );
});

describe("what lies in the journal", () => {
  test("P15 P17 is taken by another process on the folder before it would show the spent refresh token once more", async () => {
    await using t = await chirpWorld();
    const { id } = await t.grant();
    const fresh = await freshFor(t);
    expect(keepUnsaved(t.world, fresh)).toBe(true);
    expect(findUnsaved(t.world, { id, version: 1 })).toEqual(fresh);
    expect(findUnsaved(t.world, { id, version: 2 })).toBeUndefined();
    await t.advance(hour + 1);
    expect(await refreshGrant(t.world, id, "needed")).toMatchObject({ outcome: "followed", grant: { version: 2 } });
    expect(await t.refreshes()).toBe(0);
    expect(filesOf(t)).toEqual([]);
  });

  test("P15 is dropped with a word when a newer token is there", async () => {
    await using t = await chirpWorld();
    const fresh = await freshFor(t);
    keepUnsaved(t.world, fresh);
    await saveRefreshed(t.world.db, { ...fresh, tokensSealed: `${fresh.tokensSealed}newer` });
    await (await startBeside(t)).close();
    expect(t.logged()).toContain("a token from the journal is dropped");
    expect(filesOf(t)).toEqual([]);
    await t.world.db.updateTable("grant").set({ tokens_sealed: fresh.tokensSealed }).execute();
  });

  test("P51 is kept and named when it does not open, and stops no start", async () => {
    await using t = await chirpWorld();
    const fresh = await freshFor(t);
    keepUnsaved(t.world, fresh);
    const file = join(folderOf(t), `${fresh.id}.1`);
    writeFileSync(file, "v1.gone.a.b", { mode: 0o600 });
    await (await startBeside(t)).close();
    expect(filesOf(t)).toEqual([`${fresh.id}.1`]);
    expect(t.logged()).toContain(file);
    expect(await t.grant()).toMatchObject({ version: 1 });
  });
});
