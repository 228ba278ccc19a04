import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { expectOnPage, networkWorld, notesOf } from "#test/network-world.ts";
import { sample } from "./simulated/sample.ts";

const day = 86_400;
const berlin = "Northwind Berlin";
const week = Array.from({ length: 7 }, () => day);

/** The app as it is before Threads has approved it: whoever is no tester is not let in. */
const unapproved = {
  ...sample,
  apps: (sample.apps ?? []).map((app) => ({ ...app, mode: "development" as const, testers: ["anna-berg"] })),
};

test(
  "P27 an app that Threads has not approved: its testers' logins live past the week like all others, whoever is no tester is not let in",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("threads", unapproved);
    await t.connect("anna-berg", berlin);
    for (const pause of [...week, day, ...week.map((seconds) => 9 * seconds)]) {
      await t.wait(pause);
      expect(await t.see(berlin)).toMatchObject({ status: "connected", cause: null });
    }
    // Threads shows a number and leads nobody back: what waits here says how to go on, and nothing is attached.
    const ben = await t.side.findPerson("ben-okoro");
    const started = await t.mira.post<contract.Started>("/v1/connections", { network: "threads" });
    await expect(t.mira.walk(started.url, ben)).rejects.toThrow("1349245");
    expect(await t.mira.connection(started.connectionId ?? "")).toMatchObject({ status: "waiting", found: 0 });
    const { guide } = await notesOf(t, "threads");
    expect(guide.needs.at(-1)).toMatch(/close that page, come back here by yourself.*1349245.*accept the invitation/);
    const { steps } = await t.mira.get<contract.NetworkSetup>("/v1/networks/threads/setup");
    expect(steps.join("\n")).toMatch(/Until the app is approved, add each profile .* Threads tester/);
  },
);

test(
  "P27 a login that somebody ends on its seventh day is said to have been ended, not to have been an app's in testing",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("threads");
    await t.connect("anna-berg", berlin);
    await t.wait(...week.slice(1), day - 60);
    await t.side.revokeTokens({ person: "anna-berg" });
    await t.wait(2 * 3600, 180, 180);
    const { status, cause, statusText, nextStep } = await t.see(berlin);
    expect([status, cause]).toEqual(["expired", "session_ended"]);
    expect(`${statusText} ${nextStep}`).not.toMatch(/testing|seven|7 days/i);
  },
);

test(
  "R77 Threads' notes: sixty days that are extended, ninety for a private profile, no roles, no way back from its error pages",
  { timeout: 60_000 },
  async () => {
    await using t = await networkWorld("threads");
    const notes = await notesOf(t, "threads");
    expect(notes).toMatchObject({ refreshing: { model: "extending", minimumAgeSeconds: day }, roles: [] });
    expect(notes.lifetimes.map(({ seconds }) => (seconds ?? 0) / day)).toEqual([60, 90, 90]);
    expect(notes.scopes.map(({ scope }) => scope)).toContain("threads_manage_replies");
    await expectOnPage(t, "threads", [
      ["What you need", "Threads takes whoever is"],
      ["Who can renew", "Threads has no roles"],
      ["What ends when", "only what a private profile allows ends after 90 days"],
      ["What cannot be connected", "Private messages cannot be connected"],
    ]);
  },
);
