import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { beginRenewing } from "#test/acts.ts";
import type { TestWorld } from "#test/world.ts";
import { annaAtX, chargesAtX, xWorld as worldWithX } from "#test/x-world.ts";

const day = 86_400;
const names = ["Northwind Coffee", "Northwind Berlin"];
const xWorld = () => worldWithX({ accounts: names });

const statuses = (t: TestWorld) => Promise.all(names.map(async (name) => (await t.profile(name)).status));
const openIncidents = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items.map(({ reach, cause }) => [
    reach,
    cause,
  ]);

test(
  "R15 R37 thirty days of looks: proved every day, by one paid read for each account and day",
  { timeout: 90_000 },
  async () => {
    await using t = await xWorld();
    await t.xSide.clearLog();
    for (let days = 0; days < 30; days += 1) {
      for (const part of [day / 2, day / 2]) await t.pass(part);
      expect(await statuses(t)).toEqual(["connected", "connected"]);
    }
    // One call of a day looks at the login and at the account.
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(30 * names.length);
    expect(await chargesAtX(t, names)).toEqual([31, 31]);
    // Nothing else was asked of X but fresh tokens, which are free.
    const others = (await t.xSide.log({ host: "api.x.com" })).filter(({ path }) => path !== "/2/users/me");
    expect(new Set(others.map(({ path }) => path))).toEqual(new Set(["/2/oauth2/token"]));
  },
);

test("R58 a suspended account is named as that, keeps its login, and is back by itself when X lets it go on", async () => {
  await using t = await xWorld();
  await t.xSide.blockPerson("anna-berg", "policy");
  for (const seconds of [day, 120]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "expired"]);
  expect((await openIncidents(t)).map(([, cause]) => cause)).toContain("profile_suspended");
  expect((await t.profile("Northwind Coffee")).nextStep).toBe(
    "Its owner finds the reason at X and can appeal there; once the account is back, it works again by itself.",
  );
  await t.xSide.unblockPerson("anna-berg");
  await t.pass(day);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  expect(await openIncidents(t)).toEqual([]);
});

test("P28 the credits are used up: one incident for the operator, everybody waits, nobody is asked to renew; topped up, all is well", async () => {
  await using t = await xWorld();
  await t.xSide.setUsage(100);
  for (const seconds of [day, 120, day]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["waiting", "waiting"]);
  expect(await openIncidents(t)).toEqual([["app", "app_rejected"]]);
  await t.xSide.setUsage(null);
  for (const seconds of [day, day]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  expect(await openIncidents(t)).toEqual([]);
});

test("R17 R40 the app is removed at x.com: within a day it is known, and one login brings an account back", async () => {
  await using t = await xWorld();
  await t.xSide.removeApp({ person: "anna-berg" });
  for (const seconds of [day, 120, 120]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "expired"]);
  expect((await t.profile("Northwind Coffee")).nextStep).toBe(
    "A changed password, a removed app or a security check can do that. One login brings it back: by Northwind Coffee, or by anybody else who can sign in to the account.",
  );
  const flow = await beginRenewing(t, "Northwind Coffee", { ...annaAtX, pages: ["Northwind Coffee"] });
  await t.settle();
  await t.mira.post(`/v1/connections/${flow}/confirm`, { way: "renew" });
  await t.settle();
  expect(await statuses(t)).toEqual(["connected", "expired"]);
});

test("P13 R17 whoever renews with another account of X is told, and nothing changes", async () => {
  await using t = await xWorld();
  const flow = await beginRenewing(t, "Northwind Coffee", { ...annaAtX, pages: ["Northwind Berlin"] });
  await t.settle();
  expect((await t.mira.connection(flow)).status).toBe("mismatch");
  expect(await statuses(t)).toEqual(["connected", "connected"]);
});
