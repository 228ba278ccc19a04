import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { anna } from "#test/browser.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const shops = {
  people: [{ name: "Anna Berg" }],
  pages: [{ name: "Northwind Shop", count: 1200, people: { "anna-berg": "full_control" } }],
};

const countOf = async (t: TestWorld): Promise<number> => (await t.get<contract.Summary>("/v1/summary")).counts.all;

test("R35 P31 1,200 Pages of a slow network are found with progress to be seen, searched, and connected", async () => {
  await using t = await testWorld({ scenario: shops });
  await t.control.slow(true, { path: "/me/accounts", delayMs: 100 });
  const id = await t.mira.beginConnecting(anna);
  const work = t.settle();
  const seen = new Set<number>();
  for (;;) {
    const now = await t.mira.connection(id);
    seen.add(now.found);
    if (now.status !== "discovering") break;
  }
  await work;
  expect(await t.mira.connection(id)).toMatchObject({ status: "picking", found: 1200, usable: 1200 });
  // More than "none yet" and "all of them": the number grows while a person looks at it.
  expect(seen.size).toBeGreaterThan(3);

  const last = `/v1/connections/${id}/candidates?limit=200&q=${encodeURIComponent("Shop 11")}`;
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(last);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
  expect(await t.mira.connection(id)).toMatchObject({ status: "done" });
  // 11, 110 to 119, 1100 to 1199: from every part of the list.
  expect(await countOf(t)).toBe(111);
}, 120_000);

test("R30 R34 a long discovery is cancelled while it goes on: it stops asking, and nothing is attached", async () => {
  await using t = await testWorld({ scenario: shops });
  await t.control.slow(true, { path: "/me/accounts", delayMs: 150 });
  const id = await t.mira.beginConnecting(anna);
  const work = t.settle();
  await expect.poll(async () => (await t.mira.connection(id)).found, { timeout: 20_000 }).toBeGreaterThan(0);
  await t.mira.post(`/v1/connections/${id}/cancel`);
  await work;
  const { status, found } = await t.mira.connection(id);
  expect(status).toBe("cancelled");
  expect(found).toBeLessThan(1200);
  expect(await countOf(t)).toBe(0);
  const asked = await t.control.countCalls({ path: "/me/accounts" });
  await t.settle();
  expect(await t.control.countCalls({ path: "/me/accounts" })).toBe(asked);
});
