import { describe, expect, test } from "vitest";
import type { FaultKind } from "#simulator/control.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const hour = 3600;
const day = 24 * hour;
const annas = ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"];

const timeline = async (t: TestWorld, name: string) =>
  (await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${(await t.profile(name)).id}/events?limit=200`))
    .items;
const kinds = async (t: TestWorld, name: string) => (await timeline(t, name)).map((event) => event.kind);
const incidents = async (t: TestWorld) =>
  (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items;

describe("what is no verdict", () => {
  test.each<[FaultKind, contract.ProfileStatus[]]>([
    ["error_500", ["waiting"]],
    ["rate_limited", ["waiting"]],
    ["html", ["waiting"]],
    ["reset", ["waiting"]],
    ["garbage", ["connected", "unverified"]],
  ])("P1 P2 P4 %s for a whole day: never expired, and green again at the next proof", async (kind, statuses) => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.addFault(kind, { host: "graph.facebook.com" });
    for (let looks = 0; looks < 6; looks++) await t.pass(hour / 4);
    for (let hours = 0; hours < 24; hours += 4) {
      await t.pass(4 * hour);
      expect(statuses).toContain((await t.profile("Northwind Berlin")).status);
    }
    expect(await kinds(t, "Northwind Berlin")).not.toContain("grant_died");
    expect(await kinds(t, "Northwind Berlin")).not.toContain("access_died");
    await t.control.clearFaults();
    await t.pass(hour);
    await t.pass(hour);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected", cause: null });
    expect(await incidents(t)).toEqual([]);
  });

  test("P1 P7 an answer that nobody knows is looked into soon, kept as evidence, and not asked for every minute", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.addFault("garbage", { host: "graph.facebook.com" });
    await t.control.clearLog();
    for (let minutes = 0; minutes < 6 * 60; minutes++) {
      await t.advance(60);
      if (minutes % 5 === 0) await t.settle();
    }
    expect(await t.control.countCalls()).toBeLessThan(30);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "unverified" });
    const [unknown] = (await timeline(t, "Northwind Berlin")).filter((event) => event.kind === "unrecognised_answer");
    expect(unknown?.evidence).toMatchObject({
      rule: "any/unrecognised",
      address: "graph.facebook.com/v26.0/debug_token",
    });
  });

  test("P6 one refusal that the second look does not confirm is a doubt, not a death", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    await t.control.addFault("role_lost", { page: "northwind-berlin", times: 1 });
    await t.pass(hour);
    expect(await t.profile("Northwind Berlin")).toMatchObject({
      status: "unverified",
      statusText: expect.stringContaining("are looking again before we say anything"),
    });
    expect((await t.profile("Northwind Hamburg")).status).toBe("connected");
    await t.pass(61);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected", cause: null });
    expect(await kinds(t, "Northwind Berlin")).toContain("doubt");
    expect(await kinds(t, "Northwind Berlin")).not.toContain("access_died");
    expect(await incidents(t)).toEqual([]);
  });
});

/** One person with one Page for each thing that may happen, and a guard that keeps out of it. */
const fates = [
  ["password", "password_changed", (t: TestWorld, who: string) => t.control.changePassword(who)],
  ["removed", "revoked_by_person", (t: TestWorld, who: string) => t.control.addFault("revoked", { person: who })],
  ["checkpoint", "person_blocked", (t: TestWorld, who: string) => t.control.blockPerson(who)],
  [
    "unconfirmed",
    "person_blocked",
    (t: TestWorld, who: string) => t.control.addFault("person_unconfirmed", { person: who }),
  ],
  ["role", "role_lost", (t: TestWorld, who: string) => t.control.removeRole(`page-${who}`, who)],
  ["page", "profile_gone", (t: TestWorld, who: string) => t.control.deletePage(`page-${who}`)],
  [
    "unticked",
    "profile_not_granted",
    (t: TestWorld, who: string) => t.control.untickPage({ person: who }, `page-${who}`),
  ],
] as const;

test("P8 P11 R57 R58 R59 R67 every refusal changes the state, and is told by its code: the cause, the person, what to do", async () => {
  await using t = await testWorld({
    config: { guardMinGrants: 1000 },
    scenario: {
      people: fates.map(([handle]) => ({ name: `Person ${handle}`, handle })),
      pages: fates.map(([who]) => ({ name: `Page ${who}`, handle: `page-${who}`, people: { [who]: "full_control" } })),
    },
  });
  for (const [who] of fates)
    await connectPages(t, { email: `${who}@people.example`, password: "password" }, [`Page ${who}`]);
  for (const [who, , befall] of fates) await befall(t, who);
  await t.pass(hour);
  await t.pass(61);
  await t.pass(61);
  for (const [who, cause] of fates) {
    const profile = await t.profile(`Page ${who}`);
    expect(profile).toMatchObject({ status: "expired", cause, provedAt: expect.any(String) });
    if (who !== "page") expect(profile.statusText).toContain(`Person ${who}`);
    const died = (await timeline(t, `Page ${who}`)).find((event) => event.kind.endsWith("_died"));
    expect([who, died?.evidence?.rule]).toEqual([who, expect.stringMatching(/^facebook\//)]);
    expect((await t.mira.fetch(`/v1/profiles/${profile.id}`)).status).toBe(200); // P12: on the profile itself
  }
  expect((await t.profile("Page role")).statusText).not.toBe((await t.profile("Page password")).statusText);
});

test("R57 R60 R4 one person's changed password is one incident over all of that person's Pages, and then nobody calls for them any more", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, annas);
  await connectPages(t, ben, ["Northwind Oslo"]);
  await t.control.changePassword("anna-berg");
  await t.pass(hour);
  for (const name of annas)
    expect(await t.profile(name)).toMatchObject({
      status: "expired",
      cause: "password_changed",
      statusText: "Anna Berg changed their Facebook password.",
      whoCanRenew: { people: [{ name: "Anna Berg" }] },
    });
  expect(await t.profile("Northwind Oslo")).toMatchObject({ status: "connected" });
  expect(await incidents(t)).toMatchObject([{ reach: "grant", cause: "password_changed", profileCount: 3 }]);

  const calls = () => t.control.countCalls({ person: "anna-berg" });
  const before = await calls();
  for (let days = 0; days < 5; days++) await t.pass(day);
  await t.mira.post(`/v1/profiles/${(await t.profile(annas[0] ?? "")).id}/probe`);
  expect(await calls()).toBe(before);
  expect(await incidents(t)).toHaveLength(1);
});

test("R75 another person's access stands in: the Page stays green with it, and lends its token", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  await connectPages(t, ben, ["Northwind Berlin"]);
  await t.control.changePassword("anna-berg");
  await t.pass(hour);
  expect((await t.profile("Northwind Hamburg")).status).toBe("expired");
  const berlin = await t.profile("Northwind Berlin");
  expect(berlin).toMatchObject({ status: "connected", cause: null });
  expect(await t.get(`/v1/profiles/${berlin.id}/token`)).toMatchObject({ setter: "Ben Okoro" });
  expect(await incidents(t)).toMatchObject([{ profileCount: 1 }]);

  await t.control.changePassword("ben-okoro");
  await t.pass(hour);
  expect(await t.profile("Northwind Berlin")).toMatchObject({
    status: "expired",
    cause: "password_changed",
    statusText: "Ben Okoro changed their Facebook password.",
  });
});

test("R63 R75 a Page that works with less is told of the person who still holds it, not of the one who died on it", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  await connectPages(t, ben, ["Northwind Berlin"]);
  await t.control.changePassword("anna-berg");
  await t.control.setRole("northwind-berlin", "ben-okoro", ["PROFILE_PLUS_ANALYZE"]);
  await t.pass(hour);
  expect(await t.profile("Northwind Berlin")).toMatchObject({
    status: "limited",
    cause: "role_too_low",
    statusText: expect.stringMatching(/^Ben Okoro/),
  });
});

describe("R15 no green check while scopes or role are insufficient", () => {
  test("R31 R32 P34 a box unticked: limited from the first proof on, with what is lost", async () => {
    await using t = await testWorld();
    await connectPages(t, { ...anna, untick: ["pages_manage_posts"] }, ["Northwind Berlin"]);
    const limited = { status: "limited", cause: "scope_missing", lostCapabilities: ["publish"] };
    expect(await t.profile("Northwind Berlin")).toMatchObject(limited);
    const told = (await timeline(t, "Northwind Berlin")).filter((event) => event.kind === "status_changed");
    expect(told.map((event) => event.text).join()).not.toContain("Proved by a real call");
    await t.pass(hour);
    expect(await t.profile("Northwind Berlin")).toMatchObject(limited);
  });

  test("R15 R63 a scope withdrawn or a role made smaller later is seen at the next look, and named", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, annas);
    await t.control.setRole("northwind-hamburg", "anna-berg", ["PROFILE_PLUS_ANALYZE"]);
    await t.pass(hour);
    expect(await t.profile("Northwind Hamburg")).toMatchObject({
      status: "limited",
      cause: "role_too_low",
      lostCapabilities: ["publish", "inbox"],
    });
    expect((await t.profile("Northwind Berlin")).status).toBe("connected");
    await t.control.withdrawScope({ person: "anna-berg" }, "read_insights");
    await t.pass(hour);
    expect(await t.profile("Northwind Berlin")).toMatchObject({
      status: "limited",
      cause: "scope_missing",
      lostCapabilities: ["analytics"],
    });
    expect(await kinds(t, "Northwind Berlin")).toContain("rights_changed");
  });
});

test("P23 R24 one access that we cannot even open stops nobody else; its own proof grows stale, so it is not green", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, annas);
  const hamburg = await t.profile("Northwind Hamburg");
  await t.world.db
    .updateTable("access")
    .set({ token_sealed: "v1.nobody.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
    .where("profile_id", "=", hamburg.id)
    .execute();
  for (let hours = 0; hours < 3; hours++) await t.pass(hour);
  expect(await t.profile("Northwind Hamburg")).toMatchObject({ status: "unverified", provedAt: hamburg.provedAt });
  for (const name of ["Northwind Berlin", "Northwind Köln"])
    expect(await t.profile(name)).toMatchObject({ status: "connected", provedAt: t.world.clock.now().toISOString() });
  expect(t.logged()).toContain("a look at an access failed on our side");
});
