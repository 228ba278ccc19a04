import { sql } from "kysely";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld, connectDora, type Attempt, type ChirpWorld } from "#test/chirp/chirp-world.ts";
import { refreshGrant } from "./refresh.ts";

const hour = 3600;
const day = 24 * hour;

const kinds = async (t: ChirpWorld) => (await t.timeline()).map((event) => event.kind);
const refreshTokenOf = async (t: ChirpWorld) => (await t.grant()).tokens.refreshToken?.reveal();

describe("nothing is lost", () => {
  test("P17 an answer that never came is recorded as unknown; the refusal that follows is explained by it", async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    await t.chirpSide.addFault("lost_answer", { path: "/oauth/token", times: 1 });
    expect((await t.askToken()).status).toBe(409);
    expect(await t.attempts()).toEqual([{ outcome: "unknown", version: 1 }]);
    expect((await t.profile("Dora")).status).not.toBe("expired");
    await t.pass(60);
    await t.pass(61);
    await t.pass(61);
    expect(await t.profile("Dora")).toMatchObject({
      status: "expired",
      cause: "rotation_lost",
      statusText: "Chirp accepted our refresh but its answer never reached us.",
    });
  });

  test("P17 the lost answer of a refresh whose old token still works is told in the timeline", async () => {
    await using t = await chirpWorld();
    await t.advance(hour - 30);
    await t.chirpSide.addFault("lost_answer", { path: "/oauth/token", times: 1 });
    expect((await t.askToken()).status).toBe(200);
    expect(await kinds(t)).toContain("refresh_lost");
  });

  test.each([undefined, Secret.of("")])(
    "P18 an answer with a blank refresh token (%s) keeps the one at hand",
    async (refreshToken) => {
      const network = chirpWith({
        meddle: (answer, act) =>
          act === "refresh" ? { ...answer, tokens: { accessToken: answer.tokens.accessToken, refreshToken } } : answer,
      });
      await using t = await chirpWorld(network);
      const before = await refreshTokenOf(t);
      await t.advance(hour + 1);
      expect((await t.askToken()).status).toBe(200);
      expect(await refreshTokenOf(t)).toBe(before);
    },
  );

  test("a save that the database refuses for a moment is tried again until it succeeds", async () => {
    await using t = await chirpWorld();
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`.execute(
      t.world.db,
    );
    await sql`create trigger refuse before update of tokens_sealed on "grant" execute function refuse()`.execute(
      t.world.db,
    );
    await t.advance(hour + 1);
    const reading = t.askToken();
    await expect.poll(() => t.logged(), { timeout: 10_000 }).toContain("a refreshed token could not be saved yet");
    await sql`drop trigger refuse on "grant"`.execute(t.world.db);
    expect((await reading).status).toBe(200);
    expect(await t.refreshes()).toBe(1);
    expect(await t.attempts()).toEqual([{ outcome: "saved", version: 1 }]);
    expect(t.logged()).not.toContain(await refreshTokenOf(t));
  });

  test("a shutdown waits for the refresh in flight and for its save", async () => {
    await using t = await chirpWorld();
    const { id } = await t.grant();
    await t.advance(hour + 1);
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 1500, times: 1 });
    const refreshing = refreshGrant(t.world, id, "needed");
    await expect.poll(() => t.refreshes(), { timeout: 10_000 }).toBe(1);
    await t.latchkey.close();
    Object.assign(t.latchkey, { close: async () => {} }); // the world closes it once more
    const client = new pg.Client(t.databaseUrl);
    await client.connect();
    const { rows } = await client.query<Attempt>("select outcome, version from refresh_attempt");
    await client.end();
    expect(rows).toEqual([{ outcome: "saved", version: 1 }]);
    expect(await refreshing).toMatchObject({ outcome: "refreshed" });
  });

  test("P19 an expiry in the year 2058 is not believed: the documented hour is expected", async () => {
    const network = chirpWith({
      meddle: (answer) => ({ ...answer, accessExpiresAt: new Date("2058-01-01T00:00:00Z") }),
    });
    await using t = await chirpWorld(network);
    const expectedUntil = "2026-11-22T10:00:00.000Z";
    const expiryText = expect.stringMatching(
      /expected until 22 November 2026, by what Chirp documents: it named no date/,
    );
    expect((await t.detail()).accesses[0]).toMatchObject({ expectedUntil, expiryText });
    expect((await t.askToken()).body.expiresAt).toBe(expectedUntil);
    expect(await t.grant()).toMatchObject({ accessAssumed: true });
  });

  test("P25 the end of a refresh token is stored as told each time; a spent one's end is not the next one's", async () => {
    const network = chirpWith({
      meddle: (answer, act) =>
        act === "connect" ? { ...answer, refreshExpiresAt: new Date("2026-12-02T09:00:00Z") } : answer,
      refresh: { idleSeconds: 20 * day },
      probeSeconds: 40 * day,
    });
    await using t = await chirpWorld(network);
    expect((await t.grant()).refreshAt).toEqual(new Date("2026-11-27T03:00:00Z")); // half of ten days, a twentieth earlier
    await t.pass(5 * day);
    const { refreshExpiresAt, refreshAt, refreshedAt } = await t.grant();
    expect(refreshExpiresAt).toBeUndefined();
    expect((refreshAt?.getTime() ?? 0) - (refreshedAt?.getTime() ?? 0)).toBe(19 * day * 1000);
  });
});

describe("refreshing depends on the credential", () => {
  const withoutRefreshToken = (days: number) =>
    chirpWith({
      meddle: ({ tokens, ...answer }) => ({
        ...answer,
        tokens: { accessToken: tokens.accessToken },
        accessExpiresAt: answer.accessExpiresAt && new Date(answer.accessExpiresAt.getTime() + days * day * 1000),
      }),
    });

  test("P22 P26 without a refresh token the profile says until when a person must renew, and nothing is refreshed", async () => {
    await using t = await chirpWorld(withoutRefreshToken(20));
    expect(await t.profile("Dora")).toMatchObject({ status: "connected", until: "2026-12-12T10:00:00.000Z" });
    await using soon = await chirpWorld(withoutRefreshToken(10));
    expect(await soon.profile("Dora")).toMatchObject({
      status: "expiring",
      cause: "lifetime_reached",
      until: "2026-12-02T10:00:00.000Z",
      statusText: expect.stringContaining("a person must act before 2 December 2026"),
    });
    expect(await soon.refreshes()).toBe(0);
  });

  test("P22 R55 its end is for the network to say: asked once more after the date, then expired, then left in peace", async () => {
    await using t = await chirpWorld(withoutRefreshToken(0));
    await t.pass(day);
    expect((await t.profile("Dora")).status).not.toBe("expired");
    await t.pass(61);
    expect(await t.profile("Dora")).toMatchObject({ status: "expired", cause: "session_ended" });
    expect(await t.refreshes()).toBe(0);
    const calls = await t.chirpSide.countCalls();
    await t.pass(10 * day);
    expect(await t.chirpSide.countCalls()).toBe(calls);
    await connectDora(t);
    expect((await t.profile("Dora")).status).toBe("expiring");
  });
});
