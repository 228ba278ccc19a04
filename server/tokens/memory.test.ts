import { sql } from "kysely";
import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { chirpWorld } from "#test/chirp/chirp-world.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { keepAlive } from "../health/keep-alive.ts";

/** How many reads were answered from memory so far. */
async function fromMemory(t: TestWorld): Promise<number> {
  const text = await (await fetch(`${t.url}/metrics`)).text();
  return Number(/^latchkey_token_reads_total\{from="memory"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Reads until memory answers: it has to hear its own first word. */
async function warm(t: TestWorld, profileId: string): Promise<void> {
  const before = await fromMemory(t);
  await expect.poll(async () => (await ask(t, profileId), fromMemory(t)), { timeout: 10_000 }).toBeGreaterThan(before);
}

async function ask(t: TestWorld, profileId: string, key = t.apiKey) {
  const answer = await fetch(`${t.url}/v1/profiles/${profileId}/token`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: answer.status, body: (await answer.json()) as contract.TokenAnswer & contract.TokenUnavailable };
}

async function berlinWorld(config: { tokenCache?: number } = {}) {
  const t = await testWorld({ config });
  await connectPages(t, anna, ["Northwind Berlin"]);
  return Object.assign(t, { profileId: (await t.profile("Northwind Berlin")).id });
}

describe("what the next read sees", () => {
  test("P48 disconnected: no token from the very next read on", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    await t.mira.fetch(`/v1/profiles/${t.profileId}`, { method: "DELETE" });
    expect((await ask(t, t.profileId)).status).toBe(409);
  });

  test("refreshed, twenty times: the new token each time, never the one before", async () => {
    await using t = await chirpWorld();
    await warm(t, t.profileId);
    const { id } = await t.grant();
    for (let round = 0; round < 20; round++) {
      await t.advance(1); // less than what is kept lives for
      await t.world.db.updateTable("grant").set({ refresh_at: t.world.clock.now() }).where("id", "=", id).execute();
      expect((await keepAlive(t.world, id, "due")).outcome).toBe("refreshed");
      expect((await ask(t, t.profileId)).body.token).toBe((await t.grant()).tokens.accessToken.reveal());
    }
    expect(await t.refreshes()).toBe(20);
  });

  test("R57 proved dead: no token, and the reason", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    await t.control.changePassword("anna-berg", "new password");
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    await t.settle();
    expect(await ask(t, t.profileId)).toMatchObject({ status: 409, body: { cause: "password_changed" } });
  });

  test("R75 another login added: it stands in as soon as the first one is dead", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    const ben = { email: "ben-okoro@people.example", password: "password" };
    await connectPages(t, ben, ["Northwind Berlin"]);
    await t.world.db.updateTable("grant").set({ state: "dead" }).where("setter_name", "=", "Anna Berg").execute();
    expect(await ask(t, t.profileId)).toMatchObject({ status: 200, body: { setter: "Ben Okoro" } });
  });

  test("the deleted row of an access, of a grant, of a profile: whatever statement did it, nothing is lent any more", async () => {
    await using t = await berlinWorld();
    for (const table of ["access", "grant", "profile"] as const) {
      if (table !== "access") await connectPages(t, anna, ["Northwind Berlin"]);
      const { id } = await t.profile("Northwind Berlin");
      await warm(t, id);
      await t.world.db.deleteFrom(table).execute();
      expect([table, (await ask(t, id)).status]).toEqual([table, table === "profile" ? 404 : 409]);
    }
  });

  test("of many changes at once only that they are many is told: everything is read anew", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    await sql`
      insert into profile (id, workspace_id, network, remote_id, name, kind, capabilities_enabled, status, urgency, created_at, updated_at)
      select 'prf_many_' || n, workspace_id, network, 'many-' || n, name, kind, capabilities_enabled, status, urgency, created_at, updated_at
      from profile, generate_series(1, 400) as n`.execute(t.world.db);
    await sql`update profile set disconnected_at = updated_at`.execute(t.world.db);
    expect((await ask(t, t.profileId)).status).toBe(409);
  });

  test("what no token depends on changes, a look and a status: memory goes on", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    await t.settle();
    const before = await fromMemory(t);
    expect((await ask(t, t.profileId)).status).toBe(200);
    expect(await fromMemory(t)).toBe(before + 1);
  });
});

describe("who asks", () => {
  test("R39 another workspace's key finds nothing of what is in memory; a key that was revoked gets nothing", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    const olga = await t.outsider();
    const elsewhere = await olga.post<contract.NewApiKey>("/v1/api-keys", { name: "Elsewhere" });
    expect((await ask(t, t.profileId, elsewhere.key)).status).toBe(404);
    expect((await ask(t, t.profileId)).status).toBe(200);
    const own = await t.mira.post<contract.NewApiKey>("/v1/api-keys", { name: "Own" });
    expect((await ask(t, t.profileId, own.key)).status).toBe(200);
    await t.mira.fetch(`/v1/api-keys/${own.id}`, { method: "DELETE" });
    expect((await ask(t, t.profileId, own.key)).status).toBe(401);
  });
});

describe("without notices nothing is lent from memory", () => {
  test("the listening connection is lost: what was kept is forgotten, the database answers, and memory comes back", async () => {
    await using t = await berlinWorld();
    await warm(t, t.profileId);
    const lost = await sql<{ ended: boolean }>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where application_name = 'latchkey changes' and datname = current_database()`.execute(t.world.db);
    expect(lost.rows).toEqual([{ ended: true }]);
    await t.mira.fetch(`/v1/profiles/${t.profileId}`, { method: "DELETE" });
    const before = await fromMemory(t);
    expect((await ask(t, t.profileId)).status).toBe(409);
    expect(await fromMemory(t)).toBe(before);
    await warm(t, t.profileId);
    expect((await ask(t, t.profileId)).status).toBe(409);
  });

  test("LATCHKEY_TOKEN_CACHE=0: a read with a known key asks the database one thing; from memory it asks nothing", async () => {
    const asked = vi.spyOn(pg.Client.prototype, "query");
    const statementsOf = async (t: TestWorld & { profileId: string }): Promise<number> => {
      asked.mockClear();
      for (let n = 0; n < 5; n++) expect((await ask(t, t.profileId)).status).toBe(200);
      const texts = asked.mock.calls.map(([query]) => (typeof query === "string" ? query : JSON.stringify(query)));
      return texts.filter((text) => /\b(profile|access|grant|apikey)\b/.test(text)).length;
    };
    try {
      await using without = await berlinWorld({ tokenCache: 0 });
      expect((await ask(without, without.profileId)).status).toBe(200);
      await expect.poll(() => statementsOf(without), { timeout: 10_000 }).toBe(5);
      await using t = await berlinWorld();
      await warm(t, t.profileId);
      await expect.poll(() => statementsOf(t), { timeout: 10_000 }).toBe(0);
    } finally {
      asked.mockRestore();
    }
  });

  test("LATCHKEY_TOKEN_CACHE=0: nothing is kept at all", async () => {
    await using t = await berlinWorld({ tokenCache: 0 });
    for (let n = 0; n < 3; n++) expect((await ask(t, t.profileId)).status).toBe(200);
    expect(await fromMemory(t)).toBe(0);
  });
});

test("R2 what is kept is sealed: the token stands nowhere in the answers about it, the log or the figures", async () => {
  await using t = await berlinWorld();
  await warm(t, t.profileId);
  const { token } = (await ask(t, t.profileId)).body;
  const figures = await (await fetch(`${t.url}/metrics`)).text();
  expect(`${figures}${t.logged()}`).not.toContain(token);
});
