import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { chirp, chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld, type ChirpWorld } from "#test/chirp/chirp-world.ts";

const hour = 3600;
const addressOf = (input: string | URL | Request): string => (input instanceof Request ? input.url : input.toString());

/** Chirp says this of the lives of its access tokens from now on. */
function livesAre(t: ChirpWorld, told: object): void {
  const { outside } = t.world;
  const { fetch } = outside;
  const meddled: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!addressOf(input).includes("/oauth/token")) return answer;
    const { expires_in: _real, ...rest } = (await answer.json()) as Record<string, unknown>;
    return Response.json({ ...rest, ...told });
  };
  Object.assign(outside, { fetch: meddled });
}

describe("a late answer is saved", () => {
  test("P17 a reader waits no longer than for any call; the refresh goes on, and what it brings is there for the next one", async () => {
    const config = { callDeadlineSeconds: 1, refreshDeadlineSeconds: 60 };
    await using t = await chirpWorld(chirp, { config });
    await t.advance(hour + 1);
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 3000, times: 1 });
    expect(await t.askToken()).toMatchObject({ status: 409, body: { retryable: true, profileStatus: "waiting" } });
    expect(await t.attempts()).toEqual([{ outcome: null, version: 1 }]);
    await expect.poll(() => t.attempts(), { timeout: 20_000 }).toEqual([{ outcome: "saved", version: 1 }]);
    expect((await t.askToken()).status).toBe(200);
    expect(await t.refreshes()).toBe(1);
  });

  test("P3 P17 meanwhile a token with life left is lent as it is", async () => {
    const config = { callDeadlineSeconds: 1, refreshDeadlineSeconds: 60 };
    await using t = await chirpWorld(chirp, { config });
    const { token } = (await t.askToken()).body;
    await t.advance(hour - 30);
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 3000, times: 1 });
    expect(await t.askToken()).toMatchObject({ status: 200, body: { token } });
    await expect.poll(() => t.attempts(), { timeout: 20_000 }).toEqual([{ outcome: "saved", version: 1 }]);
  });

  test("a network may be given less time than the installation allows", async () => {
    await using t = await chirpWorld(chirpWith({ refresh: { deadlineSeconds: 1 } }), {
      config: { refreshDeadlineSeconds: 60, callDeadlineSeconds: 30 },
    });
    await t.advance(hour + 1);
    await t.chirpSide.addFault("hang", { path: "/oauth/token", times: 1 });
    expect((await t.askToken()).status).toBe(409);
    expect(await t.attempts()).toEqual([{ outcome: "unknown", version: 1 }]);
  });
});

test("P3 nothing can be written: a token with life left is lent, one without is not, and nothing is spent", async () => {
  await using t = await chirpWorld();
  const { token } = (await t.askToken()).body;
  await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`.execute(
    t.world.db,
  );
  await sql`create trigger refuse before update on "grant" execute function refuse()`.execute(t.world.db);
  await t.advance(hour - 30);
  expect(await t.askToken()).toMatchObject({ status: 200, body: { token } });
  expect(t.logged()).toContain("it has life left and is lent");
  await t.advance(31);
  expect((await t.askToken()).status).toBeGreaterThanOrEqual(500);
  expect(await t.refreshes()).toBe(0);
  await sql`drop trigger refuse on "grant"`.execute(t.world.db);
  expect((await t.askToken()).status).toBe(200);
});

describe("ends that a network does not tell", () => {
  test.each([
    ["absent", {}],
    ["null", { expires_in: null }],
    ["a word", { expires_in: "soon" }],
  ] as const)(
    "P19 %s: the documented hour is assumed, so that no dead token is lent as endless",
    async (_what, told) => {
      await using t = await chirpWorld();
      await t.advance(hour + 1);
      livesAre(t, told);
      const first = await t.askToken();
      const expiresAt = new Date(t.world.clock.now().getTime() + hour * 1000).toISOString();
      expect(first).toMatchObject({ status: 200, body: { expiresAt } });
      expect(await t.grant()).toMatchObject({ accessAssumed: true });
      await t.advance(hour + 1);
      const second = await t.askToken();
      expect(second.status).toBe(200);
      expect(second.body.token).not.toBe(first.body.token);
      await t.chirpSide.addFault("outage");
      await t.advance(hour + 1);
      expect((await t.askToken()).status).toBe(409);
    },
  );

  test("P19 digits in a text are read, and told", async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    livesAre(t, { expires_in: "7200" });
    const expiresAt = new Date(t.world.clock.now().getTime() + 7200_000).toISOString();
    expect((await t.askToken()).body.expiresAt).toBe(expiresAt);
    expect((await t.grant()).accessAssumed).toBeUndefined();
  });

  test.each([0, -5, "0"])(
    "P19 P10 %s means ended: it is not lent, and asked for again after a pause, not at every read",
    async (expires_in) => {
      await using t = await chirpWorld();
      await t.advance(hour + 1);
      livesAre(t, { expires_in });
      expect((await t.askToken()).status).toBe(409);
      expect((await t.askToken()).status).toBe(409);
      expect(await t.refreshes()).toBe(1);
      expect(await t.attempts()).toEqual([{ outcome: "unmoved", version: 1 }]);
      livesAre(t, { expires_in: 3600 });
      await t.advance(61);
      expect((await t.askToken()).status).toBe(200);
    },
  );
});
