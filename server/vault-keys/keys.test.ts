import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { assemble, type Latchkey } from "../assemble.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { appId, appSecret, testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";
import { openKeyFile, parseKeyRing, rotateKeyFile, type KeyRing } from "../platform/key-ring.ts";
import { openVault, type Vault } from "../platform/vault.ts";
import { findSealedByOthers, findUsedKeyIds } from "./queries.ts";
import { sealedClientSecrets } from "../store/apps.ts";
import { resealSome } from "./reseal.ts";

const key = (id: string): string => `${id}:${randomBytes(32).toString("base64url")}`;
const vaultOf = (...keys: string[]): Vault => openVault(parseKeyRing(Secret.of(keys.join(",")), "the test"));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A second process on the same database, with these keys. */
function startWith(t: TestWorld, keys: { LATCHKEY_KEYS: string } | { folder: string }): Promise<Latchkey> {
  const { world } = t;
  const ring = "folder" in keys ? { dataFolder: keys.folder } : { keys: Secret.of(keys.LATCHKEY_KEYS) };
  return assemble({
    config: { ...world.config, roles: new Set(), ...ring },
    databaseUrl: t.databaseUrl,
    networks,
    clock: world.clock,
    random: world.random,
    log: world.log,
    jobs: { send: async () => {}, wake: async () => {}, work: async () => {}, stop: async () => {} },
  });
}

async function sentenceOf(starting: Promise<Latchkey>): Promise<string> {
  const refused = await starting.then(
    async (latchkey) => await latchkey.close(),
    (error: unknown) => error,
  );
  return refused instanceof Error ? `${refused.name}: ${refused.message}` : "it started";
}

describe("P51 the start", () => {
  test("is refused with one sentence when the key is missing, is another one of the same id, or the file is broken", async () => {
    await using t = await testWorld();
    const original = openKeyFile(t.world.config.dataFolder)[0].id;
    const missing = await sentenceOf(startWith(t, { LATCHKEY_KEYS: key("other") }));
    expect(missing).toMatch(
      new RegExp(`^VaultError: the database holds secrets sealed with key ${original}, missing from`),
    );
    expect(missing).toContain("put the original keys back");
    const wrong = await sentenceOf(startWith(t, { LATCHKEY_KEYS: key(original) }));
    expect(wrong).toMatch(
      new RegExp(`^VaultError: key ${original} is not the key that sealed this database's secrets`),
    );
    // A fresh folder makes a key of its own; it does not fit either.
    expect(await sentenceOf(startWith(t, { folder: newFolder() }))).toMatch(/^VaultError: the database holds/);
    const broken = newFolder();
    writeFileSync(join(broken, "keys.json"), "{}", { mode: 0o600 });
    expect(await sentenceOf(startWith(t, { folder: broken }))).toContain("is not a key file of Latchkey");
    for (const sentence of [missing, wrong]) expect(sentence).not.toContain("\n");
  });

  test("P24 is refused without the key that the others went over to, also while nothing is kept under it yet", async () => {
    await using t = await testWorld();
    const { dataFolder } = t.world.config;
    const original = readFileSync(join(dataFolder, "keys.json"), "utf8");
    const [fresh] = rotateKeyFile(dataFolder);
    expect(await sentenceOf(startWith(t, { folder: dataFolder }))).toBe("it started");
    await t.world.db.updateTable("vault_key").set({ active_at: new Date() }).where("id", "=", fresh.id).execute();
    expect(await findUsedKeyIds(t.world.db)).not.toContain(fresh.id);
    const folder = newFolder();
    writeFileSync(join(folder, "keys.json"), original, { mode: 0o600 });
    expect(await sentenceOf(startWith(t, { folder }))).toContain(
      `other processes seal with key ${fresh.id}, missing from`,
    );
  });

  test("a key that was mistyped and never sealed may be corrected under the same id", async () => {
    await using t = await testWorld();
    const [original] = openKeyFile(t.world.config.dataFolder);
    const old = `${original.id}:${original.key.export().toString("base64url")}`;
    for (const attempt of [key("new"), key("new")])
      expect(await sentenceOf(startWith(t, { LATCHKEY_KEYS: `${attempt},${old}` }))).toBe("it started");
  });

  test("goes well with the original keys, alone or behind a new one", async () => {
    await using t = await testWorld();
    const { dataFolder } = t.world.config;
    expect(await sentenceOf(startWith(t, { folder: dataFolder }))).toBe("it started");
    rotateKeyFile(dataFolder);
    expect(await sentenceOf(startWith(t, { folder: dataFolder }))).toBe("it started");
  });
});

/** What the world's process would say after two beats with these keys; another one that starts then goes over to the first of them. */
async function goOver(t: TestWorld, [first, ...others]: KeyRing): Promise<void> {
  const keyIds = [first, ...others].map(({ id }) => id);
  await t.world.db.updateTable("process").set({ key_ids: keyIds, sealing_key_id: first.id }).execute();
  expect(await sentenceOf(startWith(t, { folder: t.world.config.dataFolder }))).toBe("it started");
}

describe("P24 a rotation", () => {
  const tokenOf = async (t: TestWorld) => {
    const { id } = await t.profile("Northwind Berlin");
    return (await t.get<contract.TokenAnswer>(`/v1/profiles/${id}/token`)).token;
  };

  test("both keys open while it lasts; afterwards everything is sealed with the new one, and the old one may go", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    const { world } = t;
    const [oldKey] = openKeyFile(world.config.dataFolder);
    const token = await tokenOf(t);
    const before = await findUsedKeyIds(world.db);
    expect(before).toEqual([oldKey.id]);

    const ring = rotateKeyFile(world.config.dataFolder);
    const rotated = { ...world, vault: openVault(ring) };
    expect(await tokenOf(t)).toBe(token); // a process that was started before
    expect(await resealSome(rotated)).toBe(0); // which still seals with the old key
    await goOver(t, ring);
    for (let steps = 0; steps < 5; steps++) await resealSome(rotated);
    expect(await findUsedKeyIds(world.db)).toEqual([ring[0].id]);
    expect(await tokenOf(t)).toBe(token); // it reads the key file anew

    const folder = newFolder();
    const keys = [{ id: ring[0].id, key: ring[0].key.export().toString("base64url") }];
    writeFileSync(join(folder, "keys.json"), JSON.stringify({ keys }), { mode: 0o600 });
    expect(await sentenceOf(startWith(t, { folder }))).toBe("it started");
  });

  test("what was sealed with the old key and saved late is found an hour later; with one key nothing is looked for", async () => {
    await using t = await testWorld();
    const older = { ...t.world, vault: openVault(openKeyFile(t.world.config.dataFolder)) };
    expect(await resealSome(t.world)).toBe(0);
    let now = t.world.clock.now();
    const ring = rotateKeyFile(t.world.config.dataFolder);
    const rotated = { ...t.world, vault: openVault(ring), clock: { now: () => now } };
    await goOver(t, ring);
    for (let steps = 0; steps < 5; steps++) await resealSome(rotated);
    expect(await findUsedKeyIds(t.world.db)).toEqual([ring[0].id]);
    const clientSecret = Secret.of(appSecret);
    await keepApp(older, { network: "facebook", clientId: appId, clientSecret, settings: {} });
    expect(await findUsedKeyIds(t.world.db)).toEqual([older.vault.activeKeyId]);
    expect(await resealSome(rotated)).toBe(0);
    now = addSeconds(now, 3600);
    for (let steps = 0; steps < 5; steps++) await resealSome(rotated);
    expect(await findUsedKeyIds(t.world.db)).toEqual([ring[0].id]);
  });

  test("P23 a text that does not open stays as it is and stops nobody else", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    const { db } = t.world;
    const hamburg = (await t.profile("Northwind Hamburg")).id;
    const ring = rotateKeyFile(t.world.config.dataFolder);
    await goOver(t, ring);
    const broken = vaultOf(key("gone")).seal("x", "elsewhere");
    await db.updateTable("access").set({ token_sealed: broken }).where("profile_id", "=", hamburg).execute();
    const rotated = { ...t.world, vault: openVault(ring) };
    for (let steps = 0; steps < 5; steps++) await resealSome(rotated);
    expect(new Set(await findUsedKeyIds(db))).toEqual(new Set([ring[0].id, "gone"]));
    expect(t.logged()).toContain("a stored secret could not be sealed with the active key");
    const { token_sealed } = await db
      .selectFrom("access")
      .select("token_sealed")
      .where("profile_id", "=", hamburg)
      .executeTakeFirstOrThrow();
    expect(token_sealed).toBe(broken);
  });

  test("P17 a token that is refreshed while its row is being sealed anew is not overwritten with the old one", async () => {
    await using t = await testWorld();
    const place = sealedClientSecrets;
    const [stale] = await findSealedByOthers(t.world.db, place, { keyId: "none", after: "", limit: 1 });
    const clientSecret = Secret.of(appSecret);
    await keepApp(t.world, { network: "facebook", clientId: appId, clientSecret, settings: {} });
    const [fresh] = await findSealedByOthers(t.world.db, place, { keyId: "none", after: "", limit: 1 });
    if (!stale || !fresh) throw new Error("the app has no secret");
    expect(await place.replace(t.world.db, stale, "v1.late.a.b")).toBe(false);
    expect(await findSealedByOthers(t.world.db, place, { keyId: "none", after: "", limit: 1 })).toEqual([fresh]);
  });
});
