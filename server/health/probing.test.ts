import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const hour = 3600;
const day = 24 * hour;

const ageOfProof = (t: TestWorld, profile: contract.Profile) =>
  (t.world.clock.now().getTime() - new Date(profile.provedAt ?? 0).getTime()) / 1000;

test("R56 R37 every Page is proved by a real call within the interval, once and not more often", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  await t.control.clearLog();
  for (let minutes = 0; minutes < 6 * 60; minutes += 15) {
    await t.pass(900);
    expect(ageOfProof(t, await t.profile("Northwind Berlin"))).toBeLessThanOrEqual(hour);
  }
  const { remoteId } = await t.profile("Northwind Berlin");
  const proofs = (await t.control.log({ path: "/me" })).filter((call) => call.page === remoteId);
  expect(proofs.filter((call) => call.path.endsWith("/me")).length).toBeGreaterThanOrEqual(6);
  expect(proofs.filter((call) => call.path.endsWith("/me")).length).toBeLessThanOrEqual(7);
});

test("R7 probes only read, and each of them stands in the profile's activity log", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await t.control.clearLog();
  const { id } = await t.profile("Northwind Berlin");
  const read = async () =>
    (await t.get<contract.Page<contract.NetworkCall>>(`/v1/profiles/${id}/calls?limit=200`)).items;
  const before = (await read()).length;
  for (let hours = 0; hours < 3; hours++) await t.pass(hour);
  const seen = await t.control.log();
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map((call) => call.method))).toEqual(new Set(["GET"]));
  const logged = (await read()).slice(0, -before);
  expect(logged.map((call) => `${call.method} ${call.address} ${call.status}`).toSorted()).toEqual(
    seen.map((call) => `${call.method} ${call.host}${call.path} ${call.status}`).toSorted(),
  );
  expect(new Set(logged.map((call) => call.act))).toEqual(new Set(["probe"]));
});

test("R24 R25 nobody looks any more: after one and a half intervals the check is not green", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await t.world.db.updateTable("grant").set({ probe_at: null }).execute(); // as if the worker were gone
  await t.pass(hour);
  expect((await t.profile("Northwind Berlin")).status).toBe("connected");
  await t.pass(hour);
  expect((await t.profile("Northwind Berlin")).status).toBe("unverified");
});

describe("two clocks", () => {
  const twoPages = {
    people: [{ name: "Anna Berg" }],
    pages: ["Northwind Berlin", "Northwind Hamburg"].map((name) => ({
      name,
      people: { "anna-berg": "full_control" as const },
    })),
  };

  test("R55 the user token's sixty days hurt no Page; the pause after ninety is warned of fourteen days ahead", async () => {
    await using t = await testWorld({ scenario: twoPages });
    await connectPages(t, anna, ["Northwind Berlin"]);
    const { id } = await t.profile("Northwind Berlin");
    const [access] = (await t.get<contract.ProfileDetail>(`/v1/profiles/${id}`)).accesses;
    expect(access).toMatchObject({ expectedUntil: null, expiryText: expect.stringMatching(/./) });
    const pauseAt = t.world.clock.now().getTime() / 1000 + 90 * day;
    for (let days = 0; days < 75; days += 5) {
      await t.pass(5 * day);
      expect([days, (await t.profile("Northwind Berlin")).status]).toEqual([days, "connected"]);
    }
    const warnAt = pauseAt - 14 * day;
    await t.pass(warnAt - 120 - t.world.clock.now().getTime() / 1000);
    expect((await t.profile("Northwind Berlin")).status).toBe("connected");
    await t.pass(240);
    const warned = await t.profile("Northwind Berlin");
    expect(warned).toMatchObject({ status: "expiring", cause: "data_access_expired" });
    expect(Math.abs(new Date(warned.until ?? 0).getTime() / 1000 - pauseAt)).toBeLessThan(60);
    expect(warned.nextStep).toBe("Anna Berg renews any time before; nothing stops until then.");
  });

  test(
    "over 120 days a Page is expired on the very days on which Facebook refuses its token, and on no other",
    { timeout: 120_000 },
    async () => {
      await using t = await testWorld({ scenario: twoPages });
      await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
      const names = ["Northwind Berlin", "Northwind Hamburg"];
      const tokens = new Map<string, string>();
      for (const name of names) {
        const { id } = await t.profile(name);
        tokens.set(name, (await t.get<contract.TokenAnswer>(`/v1/profiles/${id}/token`)).token);
      }
      // Asked as a stranger to the product would: does the Page's own token still read what publishing needs?
      const works = async (name: string) => {
        const query = new URLSearchParams({ access_token: tokens.get(name) ?? "", fields: "id" });
        return (await fetch(`${t.simulatorUrl}/graph.facebook.com/v26.0/me?${query.toString()}`)).ok;
      };
      const seen = new Set<string>();
      for (let today = 1; today <= 120; today++) {
        if (today === 70) await t.control.removeRole("northwind-hamburg", "anna-berg");
        if (today === 80) await t.control.setRole("northwind-hamburg", "anna-berg", "full_control");
        if (today === 110) await t.control.changePassword("anna-berg");
        await t.pass(day);
        await t.pass(61); // a second look, where one is needed
        for (const name of names) {
          const { status } = await t.profile(name);
          expect([today, name, status === "expired" ? "refused" : "works"]).toEqual([
            today,
            name,
            (await works(name)) ? "works" : "refused",
          ]);
          seen.add(status);
        }
      }
      expect(seen).toContain("expired");
      expect(seen).toContain("expiring");
      expect(seen).toContain("connected");
    },
  );
});
