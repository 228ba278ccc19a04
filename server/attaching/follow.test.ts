import { describe, expect, test } from "vitest";
import { pinterest } from "#networks/pinterest/pinterest.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "../demo/samples.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const daySeconds = 86_400;

interface Account {
  readonly control: Control;
  /** Connects Anna's account; `leaves` names boards that are not picked. */
  connect(leaves?: string): Promise<void>;
  /** Her boards, by the last part of their name. */
  boards(): Promise<Map<string, contract.Profile>>;
}

async function annasAccount(t: TestWorld): Promise<Account> {
  const control = createControl(t.simulatorUrl, "pinterest");
  await control.loadSample();
  await enterApp(t.world, pinterest, control);
  const { email, password } = await control.findPerson("anna-berg");
  const short = (name: string): string => name.split(" / ").at(-1) ?? name;
  return {
    control,
    connect: async (leaves) => {
      const id = await t.mira.beginConnecting({ email, password }, "pinterest");
      await t.settle();
      const path = `/v1/connections/${id}/candidates?limit=200`;
      const { items } = await t.mira.get<contract.Page<contract.Candidate>>(path);
      const picked = items.filter((one) => one.unusable === null && short(one.name) !== leaves);
      await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: picked.map((one) => one.remoteId) });
      await t.settle();
    },
    boards: async () => {
      const path = "/v1/profiles?network=pinterest&status=connected,limited,expired,unverified,disconnected&limit=100";
      const { items } = await t.get<contract.Page<contract.Profile>>(path);
      return new Map(items.map((one) => [short(one.name), one]));
    },
  };
}

describe("Pinterest, where everything is followed", () => {
  test("R81 all boards of an account become profiles that one token feeds; a new board adds itself within a day", async () => {
    await using t = await testWorld();
    const account = await annasAccount(t);
    await account.connect();
    const before = await account.boards();
    expect([...before.values()].every((one) => one.status === "connected")).toBe(true);
    expect(before.has("Latte art")).toBe(true);
    expect((await t.get<contract.Page<contract.Grant>>("/v1/grants")).items).toMatchObject([{ profiles: before.size }]);

    await account.control.add({ pages: [{ name: "Advent calendar", people: { "anna-berg": "owner" } }] });
    await t.pass(1.2 * daySeconds);
    const added = (await account.boards()).get("Advent calendar");
    expect(added).toMatchObject({ status: "connected" });
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/events?profile=${added?.id}`);
    expect(items.map((event) => event.text).join("\n")).toContain("was added by itself");
    await t.pass(3 * daySeconds);
    expect((await account.boards()).size).toBe(before.size + 1);
  });

  test("R81 P48 what was left out or disconnected does not come back by itself; picked again, it does", async () => {
    await using t = await testWorld();
    const account = await annasAccount(t);
    await account.connect("Latte art");
    const winter = (await account.boards()).get("Winter drinks");
    await t.mira.fetch(`/v1/profiles/${winter?.id}`, { method: "DELETE" });
    await t.pass(2.5 * daySeconds);
    const boards = await account.boards();
    expect([boards.has("Latte art"), boards.get("Winter drinks")?.status]).toEqual([false, "disconnected"]);

    const { email, password } = await account.control.findPerson("anna-berg");
    const id = await t.mira.beginConnecting({ email, password }, "pinterest");
    await t.settle();
    const path = `/v1/connections/${id}/candidates?limit=200`;
    const offered = (await t.mira.get<contract.Page<contract.Candidate>>(path)).items;
    const leftOut = offered.filter((one) => one.leftOut).map((one) => one.name.split(" / ").at(-1));
    expect(new Set(leftOut)).toEqual(new Set(["Latte art", "Winter drinks"]));
    await account.connect();
    const again = await account.boards();
    expect(again.get("Latte art")).toMatchObject({ status: "connected" });
    expect(again.get("Winter drinks")).toMatchObject({ status: "connected", id: winter?.id });
  });

  test("R82 P5 one board is deleted and one is disconnected: the others stay green, and nobody is asked to renew", async () => {
    await using t = await testWorld();
    const account = await annasAccount(t);
    await account.connect();
    await account.control.deletePage("Latte art");
    await t.mira.fetch(`/v1/profiles/${(await account.boards()).get("Coffee at home")?.id}`, { method: "DELETE" });
    await t.pass(daySeconds);
    await t.pass(daySeconds);
    const boards = await account.boards();
    expect(boards.get("Latte art")).toMatchObject({ status: "expired", cause: "profile_gone" });
    expect(boards.get("Coffee at home")).toMatchObject({ status: "disconnected" });
    const others = [...boards].filter(([name]) => name !== "Latte art" && name !== "Coffee at home");
    expect(others.every(([, one]) => one.status === "connected")).toBe(true);
    const { items } = await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
    expect(items).toMatchObject([{ reach: "access", cause: "profile_gone", profileCount: 1 }]);
  });

  test("R81 R57 the account's access ends: one incident for all its boards, and one renewal heals them and finds what is new", async () => {
    await using t = await testWorld();
    const account = await annasAccount(t);
    await account.connect();
    const { size } = await account.boards();
    const { email } = await account.control.findPerson("anna-berg");
    const { password } = await account.control.changePassword("anna-berg");
    await account.control.add({ pages: [{ name: "Meanwhile", people: { "anna-berg": "owner" } }] });
    await t.pass(daySeconds);
    await t.pass(daySeconds);
    const { items } = await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
    expect(items).toMatchObject([{ reach: "grant", profileCount: size }]);

    const target = (await account.boards()).get("Winter drinks");
    const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: target?.id });
    await t.mira.walk(started.url, { email, password });
    await t.settle();
    await t.mira.post(`/v1/connections/${started.connectionId}/confirm`, { way: "renew" });
    await t.settle();
    const boards = await account.boards();
    expect([...boards.values()].every((one) => one.status === "connected")).toBe(true);
    expect(boards.size).toBe(size + 1);
    expect(boards.has("Meanwhile")).toBe(true);
  });
});
