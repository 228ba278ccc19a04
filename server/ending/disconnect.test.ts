import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben, type Browser } from "#test/browser.ts";
import { keptTokens, ledger, sealedTokensOf } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

async function disconnect(t: TestWorld, name: string, browser: Browser = t.mira): Promise<string> {
  const { id } = await t.profile(name);
  expect((await browser.fetch(`/v1/profiles/${id}`, { method: "DELETE" })).status).toBe(204);
  await t.settle();
  return id;
}

const revocations = (t: TestWorld) => t.control.log({ method: "DELETE", path: "/permissions" });

test("P48 P56 R47 the last profile of a login: tokens are destroyed here and revoked at the network", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await connectPages(t, ben, ["Northwind Oslo"]);
  const bens = await sealedTokensOf(t, "Ben Okoro");
  const berlin = await t.profile("Northwind Berlin");
  expect((await t.get<contract.ProfileDetail>(`/v1/profiles/${berlin.id}`)).disconnect).toEqual({
    otherProfilesOfTheseGrants: 0,
    revokesAtNetwork: true,
  });
  const tokens = await keptTokens(t);
  await disconnect(t, "Northwind Berlin");

  expect(await t.profile("Northwind Berlin")).toMatchObject({ id: berlin.id, status: "disconnected" });
  expect(await sealedTokensOf(t, "Anna Berg")).toEqual([null, null]);
  const kept = await keptTokens(t);
  expect(kept).toHaveLength(tokens.length - 2);
  expect(await revocations(t)).toMatchObject([{ status: 200 }]);
  await expect(t.get(`/v1/profiles/${berlin.id}/token?capability=publish`)).rejects.toThrow("409");
  expect(await sealedTokensOf(t, "Ben Okoro")).toEqual(bens);

  // Nothing is called for it any more, neither by time nor by hand.
  await t.control.clearLog();
  await t.pass(2 * 86_400);
  expect((await t.control.log()).filter((call) => call.person === "anna-berg")).toEqual([]);
  expect((await t.mira.fetch(`/v1/profiles/${berlin.id}/probe`, { method: "POST" })).status).toBe(409);
  expect((await t.get<contract.Page<contract.Profile>>("/v1/profiles")).items.map((one) => one.name)).toEqual([
    "Northwind Oslo",
  ]);
});

test("P48 a login that serves other profiles is not revoked: only this profile's token is destroyed", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  const berlin = await t.profile("Northwind Berlin");
  expect((await t.get<contract.ProfileDetail>(`/v1/profiles/${berlin.id}`)).disconnect).toMatchObject({
    otherProfilesOfTheseGrants: 1,
  });
  await disconnect(t, "Northwind Berlin");
  expect(await revocations(t)).toEqual([]);
  expect((await sealedTokensOf(t, "Anna Berg")).filter((one) => one === null)).toHaveLength(1);
  await t.pass(3700);
  expect(await t.profile("Northwind Hamburg")).toMatchObject({ status: "connected" });
  await disconnect(t, "Northwind Hamburg");
  expect(await revocations(t)).toMatchObject([{ status: 200 }]);
});

test("P48 a login that serves another workspace as well is not revoked, because that would end it there", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  const olga = await t.outsider();
  const id = await olga.beginConnecting(anna);
  await t.settle();
  const { items } = await olga.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates`);
  const koeln = items.find((one) => one.name === "Northwind Köln");
  await olga.post(`/v1/connections/${id}/profiles`, { remoteIds: [koeln?.remoteId] });
  await t.settle();

  await disconnect(t, "Northwind Berlin");
  expect(await revocations(t)).toEqual([]);
  await t.pass(3700);
  const [left] = (await olga.get<contract.Page<contract.Profile>>("/v1/profiles")).items;
  expect(left).toMatchObject({ name: "Northwind Köln", status: "connected" });
  await olga.fetch(`/v1/profiles/${left?.id}`, { method: "DELETE" });
  expect(await revocations(t)).toMatchObject([{ status: 200 }]);
});

test("P48 while the network is down tokens are destroyed all the same", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await t.control.outage(true);
  await disconnect(t, "Northwind Berlin");
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "disconnected" });
  expect(await sealedTokensOf(t, "Anna Berg")).toEqual([null, null]);
  expect(t.logged()).toContain("a grant was forgotten here but not revoked at the network");
});

test("P41 P39 P40 history survives, and connecting again keeps the id, the settings and what happened", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  const id = await disconnect(t, "Northwind Berlin");
  const settings = { capabilities_enabled: ["publish"] as "publish"[] };
  await t.world.db.updateTable("profile").set(settings).where("id", "=", id).execute();
  const eventsNow = () => t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events?limit=200`);
  const { items: history } = await eventsNow();
  expect(history.map((one) => one.kind)).toEqual(
    expect.arrayContaining(["profile_connected", "status_changed", "profile_disconnected"]),
  );
  expect(history.find((one) => one.kind === "profile_disconnected")).toMatchObject({ actor: "Mira Solberg" });

  await t.advance(60);
  await connectPages(t, ben, ["Northwind Berlin"]);
  expect(await t.profile("Northwind Berlin")).toMatchObject({ id, status: "connected" });
  const [row] = (await ledger(t)).profiles;
  expect(row).toMatchObject({ id, ...settings, disconnected_at: null });
  const { items: after } = await eventsNow();
  expect(after.map((one) => one.id)).toEqual(expect.arrayContaining(history.map((one) => one.id)));
  expect(after.map((one) => one.kind)).toContain("profile_reconnected");
});

test("P48 P56 an expired profile can be disconnected too, twice as well, and its incident is over", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(3700);
  const open = () => t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
  expect((await open()).items).toHaveLength(1);
  const id = await disconnect(t, "Northwind Berlin");
  expect((await open()).items).toEqual([]);
  expect(await keptTokens(t)).toEqual([]);
  expect((await t.get<contract.Summary>("/v1/summary")).counts.problems).toBe(0);
  const before = await ledger(t);
  expect((await t.mira.fetch(`/v1/profiles/${id}`, { method: "DELETE" })).status).toBe(204);
  expect(await ledger(t)).toEqual(before);
  const { items } = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events`);
  expect(items.filter((one) => one.kind === "profile_disconnected")).toHaveLength(1);
});
