import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { leaseEnd } from "#server/db/lease-time.ts";
import { chirpWorld, dora } from "../chirp/chirp-world.ts";
import { startProcess } from "./start-process.ts";

test(
  "P16 P45 a process killed while it proves a renewal: another one proves and saves it, and the old token was untouched until then",
  { timeout: 90_000 },
  async () => {
    await using t = await chirpWorld();
    const { connectionId: id, url } = await t.mira.post<contract.Started>("/v1/renewals", { profileId: t.profileId });
    await t.mira.walk(url, dora);
    await t.settle();
    const before = await t.grant();
    await t.chirpSide.clearLog();
    await t.chirpSide.addFault("hang", { host: "api.chirp.example", method: "GET", times: 1 });
    // Nothing works in the background of this world: what Save sends goes nowhere.
    await t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" });
    const asked = () => t.chirpSide.countCalls({ host: "api.chirp.example", method: "GET" });
    expect(await asked()).toBe(0);

    await using killed = await startProcess(t, { aheadSeconds: 15 });
    await expect.poll(asked, { timeout: 20_000 }).toBe(1);
    await killed.kill();
    expect(await t.mira.connection(id ?? "")).toMatchObject({ status: "proving" });
    expect(await t.grant()).toMatchObject({ version: before.version, tokensSealed: before.tokensSealed });
    expect((await t.askToken()).body.token).toBe(before.tokens.accessToken.reveal());

    const over = { held_until: leaseEnd(-1) };
    await t.world.db
      .updateTable("authorization_flow")
      .set(over)
      .where("id", "=", id ?? "")
      .execute();
    await using next = await startProcess(t, { aheadSeconds: 90 });
    const status = async () => (await t.mira.connection(id ?? "")).status;
    await expect.poll(status, { timeout: 30_000 }).toBe("done");
    expect(await t.grant()).toMatchObject({ id: before.id, version: before.version + 1 });
    expect((await t.askToken()).body.token).not.toBe(before.tokens.accessToken.reveal());
    expect(next.complaints()).toBe("");
  },
);
