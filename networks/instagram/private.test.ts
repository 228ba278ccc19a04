import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import { testWorld } from "#test/world.ts";
import { instagram } from "./instagram.ts";

const day = 86_400;

test("P29 a private account's login cannot be extended: people are warned with the date, and once it is public again it goes on by itself", async () => {
  await using t = await testWorld();
  const control = createControl(t.simulatorUrl, "instagram");
  await control.loadSample();
  await enterApp(t.world, instagram, control);
  const id = await t.mira.beginConnecting({ email: "northwind.berlin", password: "coffee" }, "instagram");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates`);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });

  const berlin = await control.findPage("Northwind Berlin");
  const change = (notes: Record<string, unknown>) =>
    control.add({
      pages: [
        {
          id: berlin.id,
          name: berlin.name,
          handle: berlin.handle,
          username: berlin.username,
          people: { "anna-berg": "owner" },
          notes,
        },
      ],
    });
  await change({ private: true });
  for (let week = 0; week < 7; week++) await t.pass(7 * day);
  const warned = await t.profile("Northwind Berlin");
  expect(warned).toMatchObject({ status: "expiring" });
  expect(warned.statusText).toMatch(/must act before \d+ \w+ 20\d\d/);

  await change({});
  await t.pass(2 * day);
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
  for (let week = 0; week < 4; week++) await t.pass(7 * day);
  expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
});
