import { expect, test } from "vitest";
import { chirpWorld } from "#test/chirp/chirp-world.ts";
import { keepAlive } from "./keep-alive.ts";

test("P4 a verdict that falls while the login is being refreshed is taken back by the refresh that worked", async () => {
  await using t = await chirpWorld();
  const { id } = await t.grant();
  await t.advance(600);
  await t.world.db.updateTable("grant").set({ refresh_at: t.world.clock.now() }).execute();
  const { outside, db } = t.world;
  const { fetch } = outside;
  const verdictMeanwhile: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    await db.updateTable("grant").set({ state: "dead", cause: "session_ended" }).execute();
    return answer;
  };
  Object.assign(outside, { fetch: verdictMeanwhile });
  expect(await keepAlive(t.world, id, "due")).toMatchObject({ outcome: "refreshed" });
  expect((await t.grant()).health).toMatchObject({ state: "unverified", cause: null });
});
