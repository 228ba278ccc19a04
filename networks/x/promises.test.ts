import { expect, test } from "vitest";
import { expectOnPage, networkWorld, notesOf } from "#test/network-world.ts";

const day = 86_400;
const coffee = "Northwind Coffee";
const theirs = "Northwind Roastery";

/** What X says of a parameter that it does not like, and of some dead tokens as well. */
const strange = {
  status: 400,
  body: {
    title: "Invalid Request",
    detail: "One or more parameters to your request was invalid.",
    type: "about:blank",
  },
};

test(
  "P7 an answer that may hide a dead token is looked into: alive it stays connected, dead it is found out; others are untouched",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("x");
    await t.connect("anna-berg", coffee);
    await t.connect("ben-okoro", theirs);
    expect(await t.report(coffee, strange)).toMatchObject({ kind: "unrecognised" });
    await t.wait(120, 120);
    expect(await t.see(coffee)).toMatchObject({ status: "connected" });

    await t.side.removeApp({ person: "anna-berg" });
    await t.report(coffee, strange);
    // The refresh is refused in the unusual dress: HTTP 400 with `invalid_request` instead of `invalid_grant`.
    const refused = (await t.side.log({ path: "/2/oauth2/token" })).filter(({ status }) => status === 400);
    expect(refused.map(({ code }) => code)).toContain("invalid_request");
    await t.wait(120, 120);
    expect(await t.see(coffee)).toMatchObject({ status: "expired" });
    expect(await t.see(theirs)).toMatchObject({ status: "connected" });
  },
);

test("P7 P28 the same refusal because of our app ends nobody's login", { timeout: 60_000 }, async () => {
  await using t = await networkWorld("x");
  await t.connect("anna-berg", coffee);
  await t.side.changeAppSecret();
  await t.wait(day, 120, 120);
  expect(await t.see(coffee)).toMatchObject({ status: "waiting", cause: "app_rejected" });
});

test(
  "P27 X knows no app in testing: a login ended on its seventh day is said to have been ended",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("x");
    await t.connect("anna-berg", coffee);
    await t.connect("ben-okoro", theirs);
    for (let days = 0; days < 6; days += 1) await t.wait(day);
    await t.side.removeApp({ person: "anna-berg" });
    await t.wait(day, 120, 120);
    const { status, cause, statusText, nextStep } = await t.see(coffee);
    expect([status, cause]).not.toContain("lifetime_reached");
    expect(status).toBe("expired");
    expect(`${statusText} ${nextStep}`).not.toMatch(/testing|seven|7 days/i);
    expect(await t.see(theirs)).toMatchObject({ status: "connected", cause: null });
  },
);

test(
  "R77 X's notes: one-time refresh tokens, no end told, thirty seconds to come back, reads that cost",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("x");
    const notes = await notesOf(t, "x");
    expect(notes).toMatchObject({ refreshing: { model: "rotating" }, roles: [] });
    expect(notes.lifetimes.map(({ seconds }) => seconds)).toEqual([7200, null, 30]);
    expect(notes.scopes.map(({ scope }) => scope)).toContain("offline.access");
    expect(notes.limits.map(({ limit }) => limit).join("\n")).toMatch(/\$0\.010.*\(402\)/);
    await expectOnPage(t, "x", [
      ["What you need", "30 seconds"],
      ["Who can renew", "X knows no roles here"],
      ["What ends when", "a login that nobody uses is said to last about six months"],
      ["What cannot be connected", "Direct messages are not read or answered here"],
    ]);
  },
);
