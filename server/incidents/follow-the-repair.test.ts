import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { beginRenewing, connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const hour = 3600;
const [berlin, hamburg, koeln] = ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"] as const;

const incidents = async (t: TestWorld, open: boolean) =>
  (await t.get<contract.Page<contract.Incident>>(`/v1/incidents?open=${open}`)).items;
const namesIn = (incident: contract.Incident | undefined) => incident?.profiles.map((one) => one.name);

async function renew(t: TestWorld, name: string): Promise<void> {
  const id = await beginRenewing(t, name, { ...anna, password: "new password" });
  await t.settle();
  await t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" });
  await t.settle();
}

test("R60 P54 a Page with a second cause goes from the incident of the login to its own, and the login's is over with its renewal", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, [berlin, hamburg, koeln]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(hour + 100);
  expect(await incidents(t, true)).toMatchObject([
    { cause: "password_changed", profileCount: 3, cameBack: null, closedAt: null },
  ]);

  await t.control.removeRole("northwind-hamburg", "anna-berg");
  await renew(t, berlin);
  await t.pass(61);
  await t.pass(61);
  expect(await t.profile(koeln)).toMatchObject({ status: "connected" });
  const open = await incidents(t, true);
  expect(open).toMatchObject([{ reach: "access", profileCount: 1 }]);
  expect(namesIn(open[0])).toEqual([hamburg]);
  // Once it is over it says whom it hit.
  const [over] = await incidents(t, false);
  expect(over).toMatchObject({ cause: "password_changed", profileCount: 3, cameBack: null });
  expect(await t.get<contract.Summary>("/v1/summary")).toMatchObject({ openIncidents: 1 });
});

test("R60 P54 while an incident goes on it counts whom it still affects, and whoever is disconnected is not among them", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, [berlin, hamburg, koeln]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(hour + 100);
  await t.mira.fetch(`/v1/profiles/${(await t.profile(koeln)).id}`, { method: "DELETE" });
  const [one] = await incidents(t, true);
  expect(one).toMatchObject({ cause: "password_changed", profileCount: 2 });
  expect(namesIn(one)).toEqual([berlin, hamburg]);
});
