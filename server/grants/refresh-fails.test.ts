import { describe, expect, test } from "vitest";
import type { Expiries } from "#core/grant.ts";
import { chirp, chirpWith } from "#test/chirp/chirp.ts";
import { chirpWorld, type ChirpWorld } from "#test/chirp/chirp-world.ts";

const hour = 3600;
const day = 24 * hour;

const kinds = async (t: ChirpWorld) => (await t.timeline()).map((event) => event.kind);

describe("a failed refresh is no death", () => {
  test("P3 P9 R24 while the network refuses to refresh, the token at hand is handed out and the profile is expiring", async () => {
    await using t = await chirpWorld();
    const first = await t.askToken();
    await t.chirpSide.expireTokens({ kind: "refresh" });
    await t.advance(hour - 30);
    const answer = await t.askToken();
    expect(answer).toMatchObject({ status: 200, body: { token: first.body.token } });
    expect(await t.profile("Dora")).toMatchObject({
      status: "expiring",
      cause: "session_ended",
      until: first.body.expiresAt,
    });
    const [refused] = (await t.timeline()).filter((event) => event.kind === "refresh_refused");
    expect(refused?.evidence).toMatchObject({ act: "token-refresh", status: 400, rule: "chirp/invalid_grant" });
    // Those who read meanwhile do not ask the network again and again.
    await t.askToken();
    expect(await t.refreshes()).toBe(1);

    await t.pass(31);
    await t.pass(61);
    expect(await t.profile("Dora")).toMatchObject({ status: "expired", cause: "session_ended" });
    expect(await t.askToken()).toMatchObject({ status: 409, body: { cause: "session_ended" } });
    // Nobody else is there who could show that Chirp is well: it is asked once a day for a week, and then left in peace (R4).
    const calls = await t.chirpSide.countCalls();
    for (let days = 0; days < 40; days++) await t.pass(day);
    expect([await t.chirpSide.countCalls(), (await t.askToken()).status]).toEqual([calls + 7, 409]);
  });

  test.each([
    ["outage", {}],
    ["html", {}],
    ["garbage", {}],
    ["rate_limited", {}],
    ["reset", {}],
    ["hang", { callDeadlineSeconds: 1, refreshDeadlineSeconds: 1 }],
  ] as const)("P2 P53 %s instead of a refresh: waiting, never expired, and well again after", async (kind, config) => {
    await using t = await chirpWorld(chirp, { config });
    await t.chirpSide.addFault(kind);
    await t.pass(hour + 1);
    expect((await t.askToken()).body).toMatchObject({
      code: "token_unavailable",
      profileStatus: "waiting",
      retryable: true,
      repair: { who: "nobody" },
      detail: expect.stringContaining("could not be refreshed just now"),
    });
    const asked = await t.refreshes();
    await Promise.all(Array.from({ length: 5 }, () => t.askToken()));
    expect(await t.refreshes()).toBe(asked);
    await t.pass(day);
    for (let minutes = 0; minutes < 45; minutes += 15) await t.pass(900);
    const during = await t.profile("Dora");
    expect(["waiting", "unverified"]).toContain(during.status);
    expect((await t.detail()).accesses[0]?.state).not.toBe("dead");

    await t.chirpSide.clearFaults();
    await t.pass(901);
    await t.pass(901);
    expect((await t.profile("Dora")).status).toBe("connected");
    expect((await t.askToken()).status).toBe(200);
  });

  test("P10 a refresh that does not move the expiry has failed: it is tried again, and the token at hand still serves", async () => {
    let told: Expiries["accessExpiresAt"];
    let isStuck = true;
    const network = chirpWith({
      meddle: (answer, act) => {
        if (act === "connect") told = answer.accessExpiresAt;
        return act === "refresh" && isStuck ? { ...answer, accessExpiresAt: told } : answer;
      },
    });
    await using t = await chirpWorld(network);
    await t.advance(hour - 30);
    expect((await t.askToken()).status).toBe(200);
    expect(await t.attempts()).toMatchObject([{ outcome: "unmoved" }]);
    expect((await t.askToken()).status).toBe(200);
    expect(await t.refreshes()).toBe(1);
    expect(await kinds(t)).not.toContain("grant_refreshed");
    isStuck = false;
    await t.pass(60);
    expect(await t.attempts()).toMatchObject([{ outcome: "unmoved" }, { outcome: "saved" }]);
    expect(await t.profile("Dora")).toMatchObject({ status: "connected" });
  });

  test("a token that the network refuses before its time is refreshed, and nobody hears of it", async () => {
    await using t = await chirpWorld();
    await t.chirpSide.expireTokens({ kind: "access" });
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    expect(await t.refreshes()).toBe(1);
    expect(await t.profile("Dora")).toMatchObject({ status: "connected", cause: null });
    expect(await kinds(t)).not.toContain("doubt");
  });
});
