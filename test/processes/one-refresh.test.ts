import { expect, test } from "vitest";
import { leaseEnd } from "#server/db/lease-time.ts";
import { chirpWorld, type ChirpWorld } from "../chirp/chirp-world.ts";
import { startProcess } from "./start-process.ts";

const hour = 3600;
const day = 24 * hour;

/** Leases go by the database's clock, which no test moves. */
const leaseRunsOut = (t: ChirpWorld) =>
  t.world.db
    .updateTable("grant")
    .set({ lease_until: leaseEnd(-1) })
    .execute();

test(
  "P15 three processes and their sweeps, together at one grant with a one-time refresh token: one refresh, and all hand out its token",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    const { id: grantId, tokens } = await t.grant();
    await t.advance(28 * day); // its access token is over, keeping it alive is not due yet
    await t.world.db.updateTable("grant").set({ probe_at: null }).where("id", "=", grantId).execute();
    const starting = await Promise.all([startProcess(t), startProcess(t), startProcess(t)]);
    await using one = starting[0];
    await using two = starting[1];
    await using three = starting[2];
    const all = [one, two, three];

    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 500 }); // time for the others to come in between
    await t.world.db.updateTable("grant").set({ refresh_at: t.world.clock.now() }).where("id", "=", grantId).execute();
    await Promise.all(all.map((process) => process.tell({ order: "keep alive", grantId })));
    const answers = await Promise.all(all.map((process) => process.tell({ order: "read", profileId: t.profileId })));

    const { token } = (await t.askToken()).body;
    expect(answers).toEqual([{ token }, { token }, { token }]);
    expect(token).not.toBe(tokens.accessToken.reveal());
    expect(await t.refreshes()).toBe(1);
    expect(await t.attempts()).toEqual([{ outcome: "saved", version: 1 }]);
    expect(all.map((process) => process.complaints())).toEqual(["", "", ""]);
  },
);

test(
  "P15 R9 three processes asked for a spent token at once: one refresh, three times the same token",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    const starting = await Promise.all([startProcess(t), startProcess(t), startProcess(t)]);
    await using one = starting[0];
    await using two = starting[1];
    await using three = starting[2];
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 500 });
    const asked = [one, two, three].flatMap((process) =>
      Array.from({ length: 4 }, () => process.tell({ order: "read", profileId: t.profileId })),
    );
    const tokens = new Set((await Promise.all(asked)).map((answer) => answer.token));
    expect(tokens).toEqual(new Set([(await t.askToken()).body.token]));
    expect(await t.refreshes()).toBe(1);
  },
);

test(
  "P16 a process killed while the network keeps it waiting holds nobody up for longer than its lease",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    await t.chirpSide.addFault("hang", { path: "/oauth/token", times: 1 });
    await using killed = await startProcess(t);
    const asked = Promise.allSettled([killed.tell({ order: "read", profileId: t.profileId })]);
    await expect.poll(() => t.refreshes(), { timeout: 20_000 }).toBe(1);
    await killed.kill();
    expect(await asked).toMatchObject([{ status: "rejected" }]);

    await leaseRunsOut(t);
    await using later = await startProcess(t, { aheadSeconds: 120 });
    const { token } = await later.tell({ order: "read", profileId: t.profileId });
    expect(await t.askToken()).toMatchObject({ status: 200, body: { token } });
    expect(await t.refreshes()).toBe(2);
    expect(await t.attempts()).toEqual([
      { outcome: null, version: 1 },
      { outcome: "saved", version: 1 },
    ]);
  },
);

test(
  "P17 a process killed before it could save: the intent stays without an outcome, and explains the refusal that follows",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 60_000, times: 1 });
    await using killed = await startProcess(t);
    const asked = Promise.allSettled([killed.tell({ order: "read", profileId: t.profileId })]);
    await expect.poll(() => t.refreshes(), { timeout: 20_000 }).toBe(1);
    await killed.kill();
    expect(await asked).toMatchObject([{ status: "rejected" }]);

    await leaseRunsOut(t);
    await t.advance(120); // attempts are told in the order of their ids, and that process's clock ran on
    expect((await t.askToken()).status).toBe(409);
    expect(await t.attempts()).toEqual([
      { outcome: null, version: 1 },
      { outcome: "refused", version: 1 },
    ]);
    expect((await t.profile("Dora")).status).not.toBe("expired"); // one look is no verdict
    await t.pass(61);
    expect(await t.profile("Dora")).toMatchObject({
      status: "expired",
      cause: "rotation_lost",
      nextStep: "The network’s answer was lost on our side; one login repairs it.",
    });
  },
);

test(
  "P15 two processes whose clocks are ten minutes apart, asked for one spent token: one refresh, and both hand out its token",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    await t.advance(hour + 1);
    const starting = await Promise.all([startProcess(t), startProcess(t, { aheadSeconds: 600 })]);
    await using punctual = starting[0];
    await using ahead = starting[1];
    await t.chirpSide.addFault("slow", { path: "/oauth/token", delayMs: 1500 });
    const first = punctual.tell({ order: "read", profileId: t.profileId });
    await expect.poll(() => t.refreshes(), { timeout: 20_000 }).toBe(1);
    const answers = [await ahead.tell({ order: "read", profileId: t.profileId }), await first];
    const { token } = (await t.askToken()).body;
    expect(answers).toEqual([{ token }, { token }]);
    expect(await t.refreshes()).toBe(1);
    expect(await t.attempts()).toEqual([{ outcome: "saved", version: 1 }]);
  },
);
