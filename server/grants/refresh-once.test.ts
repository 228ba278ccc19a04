import { describe, expect, test } from "vitest";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { chirp, chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld, dora, type ChirpWorld } from "#test/chirp/chirp-world.ts";

const hour = 3600;
const day = 24 * hour;

const kinds = async (t: ChirpWorld) => (await t.timeline()).map((event) => event.kind);

/** A gate in the middle of a refresh, after or before the network was asked. */
function gated(where: "before" | "after") {
  let pass = (): void => {};
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (pass = resolve));
  const wait = async (): Promise<void> => {
    arrive();
    await opened;
  };
  const network: Network = {
    ...chirp,
    oauth: {
      ...chirp.oauth,
      refresh: async (call, grant) => {
        if (where === "before") await wait();
        const answer = await chirp.oauth.refresh?.(call, grant);
        if (where === "after") await wait();
        if (!answer) throw new Error("Chirp refreshes");
        return answer;
      },
    },
  };
  return { network, arrived, open: () => pass() };
}

async function renewDora(t: ChirpWorld): Promise<void> {
  const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: t.profileId });
  await t.mira.walk(started.url, dora);
  await t.settle();
  await t.mira.post(`/v1/connections/${started.connectionId}/confirm`, { way: "renew" });
  await t.settle();
}

describe("one refresh for everybody", () => {
  test("R9 P14 twenty readers of a spent token wait for one refresh and all get its result; it is told once", async () => {
    await using t = await chirpWorld();
    const first = await t.askToken();
    await t.advance(hour + 1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => t.askToken()));
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map((one) => one.body.token)).size).toBe(1);
    expect(answers[0]?.body.token).not.toBe(first.body.token);
    expect(await t.refreshes()).toBe(1);
    expect((await kinds(t)).filter((kind) => kind === "grant_refreshed")).toHaveLength(1);
    expect(await t.attempts()).toEqual([{ outcome: "saved", version: 1 }]);
  });

  test("P14 a token with life left is handed out as it is; read all day long, it is refreshed once an hour and no more", async () => {
    await using t = await chirpWorld(chirpWith({ probeSeconds: 30 * day }));
    for (let minutes = 20; minutes <= 24 * 60; minutes += 20) {
      await t.pass(1200);
      expect((await t.askToken()).status).toBe(200);
    }
    expect(await t.refreshes()).toBe(24);
  });

  test("P14 R9 a grant that nobody uses is kept alive over 90 days with three refreshes, and works at the end", async () => {
    await using t = await chirpWorld(chirpWith({ probeSeconds: 40 * day }));
    for (let days = 0; days < 90; days++) await t.pass(day);
    expect(await t.refreshes()).toBeLessThanOrEqual(5);
    expect(await t.refreshes()).toBeGreaterThanOrEqual(3);
    expect((await t.askToken()).status).toBe(200);
    expect(await t.profile("Dora")).toMatchObject({ status: "connected", cause: null });
    expect(new Set((await t.attempts()).map((one) => one.outcome))).toEqual(new Set(["saved"]));
  });

  test.each(["after", "before"] as const)(
    "P15 who loses the race against a renewal (held up %s the call) takes the renewal's tokens",
    async (where) => {
      const gate = gated(where);
      await using t = await chirpWorld(gate.network);
      await t.advance(hour + 1);
      const slow = t.askToken();
      await gate.arrived;
      // Held up before the call, its refresh token has ended by the time it is sent: a refusal that must not count.
      if (where === "before") await t.chirpSide.expireTokens({ kind: "refresh" });
      await renewDora(t);
      const renewed = (await t.grant()).tokens.accessToken.reveal();
      gate.open();
      expect((await slow).body.token).toBe(renewed);
      expect(await t.attempts()).toEqual([{ outcome: "superseded", version: 1 }]);
      expect(await t.profile("Dora")).toMatchObject({ status: "connected" });
    },
  );
});
