import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { beginRenewing, connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { ledger, secretsLeftBehind } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { leaseEnd } from "../db/lease-time.ts";
import { proveFlow } from "./prove.ts";

/** The process dies between what it has saved and the job that it would have sent. */
async function dyingBeforeTheJob<T>(t: TestWorld, act: () => Promise<T>): Promise<T> {
  const { send } = t.world.jobs;
  Object.assign(t.world.jobs, { send: async () => {} });
  try {
    return await act();
  } finally {
    Object.assign(t.world.jobs, { send });
  }
}

async function picking(t: TestWorld): Promise<{ id: string; remoteIds: string[] }> {
  const id = await t.mira.beginConnecting(anna);
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates`);
  return { id, remoteIds: items.map((one) => one.remoteId) };
}

const kindsOfEvents = async (t: TestWorld): Promise<string[]> =>
  (await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200")).items.map((one) => one.kind);

test("P16 P45 Add was pressed and the process died before its job was sent: whoever sweeps takes it up within moments", async () => {
  await using t = await testWorld();
  const { id, remoteIds } = await picking(t);
  await dyingBeforeTheJob(t, () => t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds }));
  await t.settle();
  expect(await t.mira.connection(id)).toMatchObject({ status: "proving" });
  await t.pass(15);
  const done = await t.mira.connection(id);
  expect(done.status).toBe("done");
  expect(done.results.map((one) => one.proved)).toEqual([true, true, true]);
  expect((await t.profile("Northwind Berlin")).status).toBe("connected");
});

test("P16 a renewal whose job was lost is saved all the same, and the token is the new one", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  const { id: profileId } = await t.profile("Northwind Berlin");
  const lent = async () => (await t.get<contract.TokenAnswer>(`/v1/profiles/${profileId}/token`)).token;
  const before = await lent();
  const id = await beginRenewing(t, "Northwind Berlin", anna);
  await t.settle();
  await dyingBeforeTheJob(t, () => t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" }));
  await t.pass(15);
  expect(await t.mira.connection(id)).toMatchObject({ status: "done" });
  expect(await lent()).not.toBe(before);
});

test("P16 P45 a login came back and the process died before the Pages were looked for: they are found all the same", async () => {
  await using t = await testWorld();
  const id = await dyingBeforeTheJob(t, () => t.mira.beginConnecting(anna));
  await t.settle();
  expect(await t.mira.connection(id)).toMatchObject({ status: "discovering", found: 0 });
  await t.pass(15);
  expect(await t.mira.connection(id)).toMatchObject({ status: "picking", found: 3 });
});

test("P17 P45 a process that died over the exchange of the code: it ends in words, and the same can be begun again", async () => {
  await using t = await testWorld();
  const id = await dyingBeforeTheJob(t, () => t.mira.beginConnecting(anna));
  // What the exchange would have saved never was.
  await t.world.db.updateTable("authorization_flow").set({ consent_sealed: null }).where("id", "=", id).execute();
  await t.pass(15);
  expect(await t.mira.connection(id)).toMatchObject({
    status: "failed",
    message:
      "The login at Facebook was interrupted on our side before it was complete. Nothing was changed. Try again; it takes half a minute.",
  });
  const again = await t.mira.post<contract.Started>(`/v1/connections/${id}/restart`, {});
  await t.mira.walk(again.url, anna);
  await t.settle();
  expect(await t.mira.connection(again.connectionId ?? "")).toMatchObject({ status: "picking" });
});

test("P45 what goes wrong on our side at every try is given up in words: nothing is changed, nothing secret is kept", async () => {
  await using t = await testWorld();
  const { id, remoteIds } = await picking(t);
  const unreadable = { consent_sealed: "nobody can open this" };
  await t.world.db.updateTable("authorization_flow").set(unreadable).where("id", "=", id).execute();
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
  await t.settle();
  expect(await t.mira.connection(id)).toMatchObject({ status: "proving" });
  for (let minute = 0; minute < 6; minute++) await t.pass(61);
  expect(await t.mira.connection(id)).toMatchObject({
    status: "failed",
    message: expect.stringMatching(/^Something went wrong on our side .*Nothing was changed.*the operator finds/),
  });
  expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });
  expect(await secretsLeftBehind(t)).toEqual([]);
  expect(t.logged()).toContain("a connection was given up");
  expect((await t.mira.post<contract.Started>(`/v1/connections/${id}/restart`, {})).connectionId).toMatch(/^aut_/);
});

test("P15 a second worker at the same connection leaves it to the first", async () => {
  await using t = await testWorld();
  const { id, remoteIds } = await picking(t);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
  await t.control.clearLog();
  await Promise.all([proveFlow(t.world, id), proveFlow(t.world, id), proveFlow(t.world, id)]);
  expect(await t.mira.connection(id)).toMatchObject({ status: "done" });
  expect(await t.control.countCalls({ path: "/debug_token" })).toBe(1);
  expect((await kindsOfEvents(t)).filter((kind) => kind === "grant_authorised")).toHaveLength(1);
});

test("P15 P16 a worker that was believed dead comes back after another has finished: it is saved once", async () => {
  await using t = await testWorld();
  const { id, remoteIds } = await picking(t);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
  await t.control.addFault("slow", { page: "Northwind Köln", delayMs: 1500, times: 1 });
  const sleeper = proveFlow(t.world, id);
  const held = () =>
    t.world.db.selectFrom("authorization_flow").select("held_by").where("id", "=", id).executeTakeFirstOrThrow();
  await expect.poll(async () => (await held()).held_by, { timeout: 20_000 }).not.toBeNull();
  await t.world.db
    .updateTable("authorization_flow")
    .set({ held_until: leaseEnd(-1) })
    .where("id", "=", id)
    .execute();
  await proveFlow(t.world, id);
  expect(await t.mira.connection(id)).toMatchObject({ status: "done" });
  const after = await ledger(t);
  await sleeper;
  expect(await ledger(t)).toEqual(after);
  const kinds = await kindsOfEvents(t);
  expect(kinds.filter((kind) => kind === "grant_authorised" || kind === "grant_renewed")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "profile_connected")).toHaveLength(3);
});
