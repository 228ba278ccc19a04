import { describe, expect, test } from "vitest";
import { expectOnPage, networkWorld, notesOf } from "#test/network-world.ts";
import { sample } from "./simulated/sample.ts";

const day = 86_400;
const berlin = "Northwind Berlin";
const roastery = "Northwind Roastery";

/** Google's answers that name no reason of ours, as a dead token may get them too. */
const strange = [
  {
    status: 400,
    body: { error: { code: 400, status: "INVALID_ARGUMENT", message: "Request contains an invalid argument." } },
  },
  { status: 403, body: { error: { code: 403, errors: [{ domain: "global", reason: "insufficientAuthentication" }] } } },
  { status: 401, body: "Unauthorized" },
];

describe("P7 a refusal that says nothing known", { timeout: 60_000 }, () => {
  test.each(strange)("HTTP $status: a probe decides, and only about the one who is dead", async (answer) => {
    await using t = await networkWorld("youtube");
    await t.connect("anna-berg", berlin);
    await t.connect("ben-okoro", roastery);
    await t.report(berlin, answer);
    await t.wait(120, 120);
    expect(await t.see(berlin)).toMatchObject({ status: "connected" });

    await t.side.removeApp({ person: "anna-berg" });
    await t.report(berlin, answer);
    await t.wait(120, 120);
    expect(await t.see(berlin)).toMatchObject({ status: "expired" });
    expect(await t.see(roastery)).toMatchObject({ status: "connected" });
  });
});

test(
  "P27 an app in Testing: on the eighth day the login is over, and what is said names the pattern",
  { timeout: 60_000 },
  async () => {
    const apps = (sample.apps ?? []).map((app) => ({ ...app, mode: "development" as const, testers: ["anna-berg"] }));
    await using t = await networkWorld("youtube", { ...sample, apps });
    await t.connect("anna-berg", berlin);
    for (let days = 0; days < 6; days += 1) await t.wait(day);
    expect((await t.see(berlin)).status).not.toBe("expired");
    await t.wait(day + 120, 120, 3600, 120);
    expect(await t.see(berlin)).toMatchObject({ status: "expired", cause: "lifetime_reached" });
    const { id } = await t.see(berlin);
    const { items } = await t.get<{ items: { kind: string; evidence: unknown }[] }>(
      `/v1/profiles/${id}/events?limit=100`,
    );
    expect(items.map(({ evidence }) => JSON.stringify(evidence)).join("\n")).toContain("youtube/testing-7-days");
    const named = expect.stringMatching(/seven days after it was given.*“Testing”.*In production/);
    expect(await t.get(`/v1/profiles/${id}`)).toMatchObject({ advice: named });
    const { items: incidents } = await t.get<{ items: unknown[] }>("/v1/incidents?open=true");
    expect(incidents).toMatchObject([{ cause: "lifetime_reached", advice: named }]);
  },
);

test(
  "R77 YouTube's notes: seven days while the app is in Testing, half a year without use, one quota for everybody",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("youtube");
    const notes = await notesOf(t, "youtube");
    expect(notes).toMatchObject({ refreshing: { model: "renewable" }, roles: [] });
    expect(notes.lifetimes.map(({ what, seconds }) => [what, seconds])).toEqual(
      expect.arrayContaining([
        ["Access token", 3600],
        ["Login, while the app's publishing status is Testing", 7 * day],
        ["Login that nobody uses", 182 * day],
      ]),
    );
    expect(notes.scopes.map(({ scope }) => scope)).toContain("https://www.googleapis.com/auth/youtube.upload");
    expect(notes.limits.map(({ limit }) => limit).join("\n")).toContain("10,000 units a day for everybody together");
    await expectOnPage(t, "youtube", [
      ["What you need", "on Google's page you choose one channel each time"],
      ["What ends when", "After 100 further logins of the same account the oldest dies"],
      ["What ends when", "Login, while the app's publishing status is Testing"],
      ["What cannot be connected", "A Google account without a YouTube channel"],
      ["Who can renew", "anyone else who owns or manages the channel"],
    ]);
  },
);
