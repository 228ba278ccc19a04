import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "../acts.ts";
import { anna, ben } from "../browser.ts";
import { testWorld } from "../world.ts";

test("R34 R37 R38 a person connects, changes the password, is named as the cause, and renews", async () => {
  await using t = await testWorld();
  const done = await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  expect(done).toMatchObject({ status: "done", results: [{ proved: true }, { proved: true }] });
  await connectPages(t, ben, ["Northwind Oslo"]);

  await t.control.changePassword("anna-berg", "new password");
  await t.pass(3700);
  const berlin = await t.profile("Northwind Berlin");
  expect(berlin).toMatchObject({
    status: "expired",
    cause: "password_changed",
    statusText: "Anna Berg changed their Facebook password.",
  });
  expect((await t.profile("Northwind Oslo")).status).toBe("connected");
  const { items: incidents } = await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
  expect(incidents).toMatchObject([{ reach: "grant", cause: "password_changed", profileCount: 2 }]);

  const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
  const landing = await t.mira.walk(started.url, { ...anna, password: "new password" });
  expect(landing).toBe(`/connections/${started.connectionId}`);
  await t.settle();
  expect(await t.mira.connection(started.connectionId ?? "")).toMatchObject({
    status: "comparing",
    comparison: { heals: [{ name: "Northwind Berlin" }, { name: "Northwind Hamburg" }], drops: [] },
  });
  await t.mira.post(`/v1/connections/${started.connectionId}/confirm`, { way: "renew" });
  await t.settle();
  expect(await t.mira.connection(started.connectionId ?? "")).toMatchObject({ status: "done" });
  expect(await t.profile("Northwind Hamburg")).toMatchObject({
    status: "connected",
    id: (await t.profile("Northwind Hamburg")).id,
  });
  expect((await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items).toEqual([]);
});
