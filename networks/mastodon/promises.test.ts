import { describe, expect, test } from "vitest";
import { expectOnPage, networkWorld, notesOf } from "#test/network-world.ts";

const day = 86_400;
const stock = "northwind.social";
const other = "coffee.example";
const coffee = "Northwind Coffee";
const berlin = "Northwind Berlin";

describe("P7 a refusal that says nothing known", { timeout: 60_000 }, () => {
  test.each([
    [
      "a policy that may be about the post or about the account",
      { status: 403, body: { error: "This action is not allowed" } },
    ],
    ["a sentence in the server's own language", { status: 418, body: { error: "Das geht so nicht" } }],
  ])("%s: a probe decides, and only about the one who is dead", async (_what, answer) => {
    await using t = await networkWorld("mastodon");
    await t.connect("anna-berg", coffee, stock);
    await t.connect("ben-okoro", berlin, stock);
    await t.report(coffee, answer);
    await t.wait(120, 120);
    expect(await t.see(coffee)).toMatchObject({ status: "connected" });

    await t.side.removeApp({ person: "anna-berg" });
    // What a look finds needs no words either: the server answers in its language, and the status decides.
    await t.report(coffee, { status: 401, body: { error: "Das Zugriffs-Token wurde widerrufen" } });
    await t.wait(120, 120);
    expect(await t.see(coffee)).toMatchObject({ status: "expired", cause: "session_ended" });
    expect(await t.see(berlin)).toMatchObject({ status: "connected" });
  });
});

test(
  "P27 P21 no server has apps in testing: a login ended on its seventh day is said to have been ended; others live on for months",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("mastodon");
    await t.connect("anna-berg", coffee, stock);
    await t.connect("ben-okoro", "Northwind Hamburg", other);
    for (let days = 0; days < 6; days += 1) await t.wait(day);
    await t.side.revokeTokens({ person: "anna-berg" });
    await t.wait(day, 120, 120);
    const { status, cause, statusText, nextStep } = await t.see(coffee);
    expect([status, cause]).toEqual(["expired", "session_ended"]);
    expect(`${statusText} ${nextStep}`).not.toMatch(/testing|seven|7 days/i);
    for (let weeks = 0; weeks < 20; weeks += 1) await t.wait(7 * day);
    expect(await t.see("Northwind Hamburg")).toMatchObject({ status: "connected", cause: null, until: null });
  },
);

test(
  "R77 Mastodon's notes: any server, no end by time, nothing to refresh; what the page says names the server and its moderators",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("mastodon");
    const notes = await notesOf(t, "mastodon");
    expect(notes).toMatchObject({
      refreshing: { model: "none" },
      roles: [],
      configured: true,
      identifier: { label: "Server or handle" },
    });
    expect(notes.lifetimes).toEqual(
      expect.arrayContaining([expect.objectContaining({ what: "Access token", seconds: null })]),
    );
    expect(notes.scopes.map(({ scope }) => scope)).toContain("write:statuses");
    expect(notes.limits.map(({ limit }) => limit).join("\n")).toContain("300 in 5 minutes for each account");
    await expectOnPage(t, "mastodon", [
      ["What you need", "The name of the server that the account lives on"],
      ["Who can renew", "Anyone who can sign in to the account"],
      ["What ends when", "the server's moderators suspend the account"],
      ["What cannot be connected", "An account that has moved to another server"],
      ["Using another login", "Accounts at other servers are profiles of their own"],
    ]);
  },
);
