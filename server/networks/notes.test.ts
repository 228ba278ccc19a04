import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { testWorld } from "#test/world.ts";

test("R16 R77 of every network the API tells lifetimes, scopes, roles and limits, each with its source and the day it was read", async () => {
  await using t = await testWorld();
  const { items } = await t.get<{ items: contract.Network[] }>("/v1/networks");
  expect(items.length).toBeGreaterThanOrEqual(11);
  for (const { id } of items) {
    const notes = await t.get<contract.NetworkNotes>(`/v1/networks/${id}`);
    const facts: contract.Sourced[] = [
      notes.refreshing,
      ...notes.lifetimes,
      ...notes.versions,
      ...notes.limits,
      ...notes.scopes,
      ...notes.roles,
      ...Object.values(notes.capabilities).flatMap((needs) => ("absent" in needs ? [] : [needs])),
    ];
    const undated = facts.filter(
      (fact) => !/^2\d{3}-\d{2}-\d{2}$/.test(fact.readOn) || /read 2\d{3}-/.test(fact.source),
    );
    expect([id, undated]).toEqual([id, []]);
    expect([id, notes.limits.length > 0, notes.lifetimes.some((life) => life.ofLogin)]).toEqual([id, true, true]);
    const asked = Object.values(notes.capabilities).flatMap((needs) => ("absent" in needs ? [] : needs.scopes));
    expect(notes.scopes.map((one) => one.scope)).toEqual(expect.arrayContaining(asked));
  }
});

test("R16 R79 a role is told by the name that its network's own pages use, with what it is enough for", async () => {
  await using t = await testWorld();
  const linkedin = await t.get<contract.NetworkNotes>("/v1/networks/linkedin");
  expect(linkedin.roleNames).toMatchObject({ ADMINISTRATOR: "Super admin", CONTENT_ADMINISTRATOR: "Content admin" });
  expect(linkedin.roles.find((one) => one.role === "CONTENT_ADMINISTRATOR")).toMatchObject({
    name: "Content admin",
    capabilities: ["publish"],
  });
  expect(linkedin.capabilities.inbox).toMatchObject({
    absentFor: [
      { kind: "member", name: "personal profiles", why: expect.stringMatching(/LinkedIn keeps the comments/) },
    ],
  });
});

test("R77 a scope says what it is for, which capabilities need it and in which way in it is asked for; a limit can be counted with", async () => {
  await using t = await testWorld();
  const { scopes, limits, refreshing } = await t.get<contract.NetworkNotes>("/v1/networks/instagram");
  expect(scopes.find((one) => one.scope === "instagram_manage_comments")).toMatchObject({
    what: "Read, answer, hide and delete comments.",
    capabilities: ["inbox"],
    ways: ["page"],
  });
  expect(scopes.find((one) => one.scope === "ads_read")).toMatchObject({ capabilities: [], ways: ["page"] });
  expect(limits.find((one) => one.what === "Posts")?.figure).toEqual({
    count: 100,
    of: "posts",
    perSeconds: 86_400,
    per: "profile",
  });
  expect(refreshing).toMatchObject({ model: "extending", minimumAgeSeconds: 86_400 });
});
