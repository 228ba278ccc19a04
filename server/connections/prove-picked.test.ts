import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { ledger, secretsLeftBehind } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

/** Anna is back from Facebook and picks these, in this order. */
async function picking(t: TestWorld, names: readonly string[]): Promise<() => Promise<contract.Connection>> {
  const id = await t.mira.beginConnecting(anna);
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates?limit=200`);
  const remoteIds = names.map((name) => items.find((one) => one.name === name)?.remoteId ?? "");
  return async () => {
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
    await t.settle();
    return t.mira.connection(id);
  };
}

const profileNames = async (t: TestWorld): Promise<string[]> =>
  (await t.get<contract.Page<contract.Profile>>("/v1/profiles?limit=200")).items.map((one) => one.name).toSorted();

const resultOf = ({ results }: contract.Connection, name: string) => results.find((one) => one.name === name);

/** How many times a Page was asked who it is, with its own token. */
const pagesAsked = async (t: TestWorld): Promise<number> =>
  (await t.control.log()).filter((call) => call.page !== null && call.path.endsWith("/me")).length;

const shops = (count: number) => ({
  people: [{ name: "Anna Berg" }],
  pages: [{ name: "Northwind Shop", count, people: { "anna-berg": "full_control" as const } }],
});

describe("one of those that were picked is refused", () => {
  test("P23 R36 R38 the others are added and green, also when it was picked first; it stays out with its reason", async () => {
    await using t = await testWorld();
    const add = await picking(t, ["Northwind Hamburg", "Northwind Berlin", "Northwind Köln"]);
    await t.control.removeRole("Northwind Hamburg", "anna-berg");
    const done = await add();
    expect(done).toMatchObject({ status: "done", message: null });
    expect(resultOf(done, "Northwind Hamburg")).toEqual({
      profileId: null,
      name: "Northwind Hamburg",
      avatarUrl: expect.anything(),
      proved: false,
      status: "unverified",
      text: expect.stringMatching(/^Anna Berg no longer has a role on the Page “Northwind Hamburg”\. \S/),
      brands: [],
    });
    for (const name of ["Northwind Berlin", "Northwind Köln"])
      expect(resultOf(done, name)).toMatchObject({
        profileId: expect.stringMatching(/^prf_/),
        proved: true,
        status: "connected",
      });
    expect(await profileNames(t)).toEqual(["Northwind Berlin", "Northwind Köln"]);
    expect((await ledger(t)).accesses).toHaveLength(2);
    expect((await t.get<contract.Page<contract.Incident>>("/v1/incidents")).items).toEqual([]);
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("P2 R38 a Page without an answer is asked once more after the others; silent twice it stays out and may be added again", async () => {
    await using t = await testWorld();
    const add = await picking(t, ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"]);
    await t.control.addFault("error_500", { page: "Northwind Berlin", times: 1 });
    await t.control.addFault("error_500", { page: "Northwind Köln" });
    const done = await add();
    expect(resultOf(done, "Northwind Berlin")).toMatchObject({ proved: true, status: "connected" });
    expect(resultOf(done, "Northwind Köln")).toMatchObject({
      profileId: null,
      proved: false,
      text: "Facebook did not answer when we tried it. Try again in a while.",
    });
    expect(await profileNames(t)).toEqual(["Northwind Berlin", "Northwind Hamburg"]);

    await t.control.clearFaults();
    expect((await connectPages(t, anna, ["Northwind Köln"])).status).toBe("done");
    expect((await t.profile("Northwind Köln")).status).toBe("connected");
  });

  test("P3 R37 one that is connected already keeps the token it has, and its own look decides about it", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Hamburg"]);
    const { id } = await t.profile("Northwind Hamburg");
    const access = async () => (await ledger(t)).accesses.find((one) => one.profile_id === id);
    const before = await access();
    const add = await picking(t, ["Northwind Hamburg", "Northwind Berlin"]);
    await t.control.addFault("error_500", { page: "Northwind Hamburg" });
    const done = await add();
    expect(resultOf(done, "Northwind Berlin")).toMatchObject({ proved: true, status: "connected" });
    expect(resultOf(done, "Northwind Hamburg")).toMatchObject({ profileId: id, proved: false, status: "connected" });
    expect(await access()).toMatchObject({ id: before?.id, token_sealed: before?.token_sealed, state: "live" });
    await t.control.clearFaults();
    await t.pass(3700);
    expect((await t.profile("Northwind Hamburg")).status).toBe("connected");
  });
});

describe("all of those that were picked are refused", () => {
  test("P23 R38 R30 nothing is added, each is told its reason, and nothing of the consent is kept", async () => {
    await using t = await testWorld();
    const add = await picking(t, ["Northwind Berlin", "Northwind Hamburg"]);
    await t.control.removeRole("Northwind Berlin", "anna-berg");
    await t.control.deletePage("Northwind Hamburg");
    const failed = await add();
    expect(failed).toMatchObject({
      status: "failed",
      message:
        "None of the 2 Pages could be added; why stands with each. Nothing was changed; what was connected before still is.",
    });
    expect(failed.results).toMatchObject([
      {
        name: "Northwind Berlin",
        profileId: null,
        proved: false,
        text: expect.stringContaining("no longer has a role"),
      },
      { name: "Northwind Hamburg", profileId: null, proved: false },
    ]);
    expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("R38 a single one: the sentence names it and says why", async () => {
    await using t = await testWorld();
    const add = await picking(t, ["Northwind Berlin"]);
    await t.control.removeRole("Northwind Berlin", "anna-berg");
    expect(await add()).toMatchObject({
      status: "failed",
      message: expect.stringMatching(
        /^“Northwind Berlin” could not be added\. Anna Berg no longer has a role .*Nothing was changed; what was connected before still is\.$/,
      ),
    });
  });
});

describe("the network is in trouble while many are proved", () => {
  test("P2 P53 it asks us to wait: nobody else is asked, the rest is added without a proof, and is proved when the wait is over", async () => {
    await using t = await testWorld({ scenario: shops(12) });
    const names = Array.from({ length: 12 }, (_none, n) => `Northwind Shop ${n + 1}`);
    const add = await picking(t, names);
    await t.control.clearLog();
    await t.control.addFault("rate_limited", { page: "Northwind Shop 6", waitMinutes: 10 });
    const done = await add();
    expect(done.status).toBe("done");
    expect(await pagesAsked(t)).toBe(8);
    expect(done.results.map((one) => one.status)).toEqual(
      names.map((_name, n) => (n < 8 && n !== 5 ? "connected" : "unverified")),
    );
    expect(done.results.every((one) => one.profileId !== null)).toBe(true);
    await t.control.clearFaults();
    await t.pass(11 * 60);
    expect((await t.get<contract.Summary>("/v1/summary")).counts).toMatchObject({ all: 12, problems: 0 });
    expect((await t.profile("Northwind Shop 12")).status).toBe("connected");
  });

  test("P2 P53 it falls silent from the beginning: it is not asked forty times, and nothing is changed", async () => {
    await using t = await testWorld({ scenario: shops(40) });
    const names = Array.from({ length: 40 }, (_none, n) => `Northwind Shop ${n + 1}`);
    const add = await picking(t, names);
    await t.control.clearLog();
    for (const page of names) await t.control.addFault("error_500", { page });
    expect(await add()).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/^Facebook does not take our calls at the moment, .*Nothing was changed/),
    });
    expect(await pagesAsked(t)).toBe(8);
    expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });
  });
});

test("R7 R37 the call that proved a profile stands in its log, although the profile was made after it; nobody asks twice", async () => {
  await using t = await testWorld();
  const add = await picking(t, ["Northwind Berlin"]);
  await t.control.clearLog();
  await add();
  expect(await pagesAsked(t)).toBe(1);
  const profile = await t.profile("Northwind Berlin");
  const { items } = await t.get<contract.Page<contract.NetworkCall>>(`/v1/profiles/${profile.id}/calls`);
  const call = { act: "probe", method: "GET", status: 200, at: t.world.clock.now().toISOString() };
  expect(items.filter((one) => one.address.endsWith("/me"))).toMatchObject([call]);
});
