import { describe, expect, test } from "vitest";
import { facebook } from "#networks/facebook/facebook.ts";
import type * as contract from "#sdk/contract.ts";
import { beginRenewing } from "#test/acts.ts";
import { sharedWorld } from "#test/shared-world.ts";
import { annaAtX, chargesAtX, connectAtX, xApp, xWorld, type XWorld } from "#test/x-world.ts";
import { keepAppsOf } from "../assemble.ts";
import { withinBudget } from "./paid-reads.ts";

const day = 86_400;
const coffee = "Northwind Coffee";
const berlin = "Northwind Berlin";
const hamburg = "Northwind Hamburg";
const two = [coffee, berlin];

const xOf = (t: XWorld) => t.get<contract.Network>("/v1/networks/x");
const readsOf = async (t: XWorld) => {
  const { paidReads } = await xOf(t);
  if (!paidReads) throw new Error("X charges for reads");
  return paidReads;
};
const statuses = (t: XWorld, names: readonly string[] = two) =>
  Promise.all(names.map(async (name) => (await t.profile(name)).status));

async function checkNow(t: XWorld, name: string): Promise<{ status: number; body: unknown }> {
  const { id } = await t.profile(name);
  const answer = await t.mira.fetch(`/v1/profiles/${id}/probe`, { method: "POST" });
  return { status: answer.status, body: await answer.json() };
}

async function enter(t: XWorld, monthlyReads: string): Promise<{ status: number; body: unknown }> {
  const answer = await t.mira.fetch("/v1/networks/x/setup", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ values: { ...xApp, monthlyReads } }),
  });
  return { status: answer.status, body: await answer.json() };
}

const enteredBudget = async (t: XWorld) => {
  const [app] = (await t.mira.get<contract.NetworkSetup>("/v1/networks/x/setup")).apps;
  return app?.fields.find((field) => field.key === "monthlyReads");
};

describe("paid reads are counted as the network charges them", { timeout: 90_000 }, () => {
  test("R7 once for each account and UTC day, by every way of looking; refusals and refreshes cost nothing", async () => {
    await using t = await xWorld({ accounts: two });
    const bill = async () => (await chargesAtX(t, two)).reduce((sum, one) => sum + one, 0);
    expect(await readsOf(t)).toMatchObject({ month: "2026-11", used: 2, budget: null, cents: 2, state: "well" });
    expect(await bill()).toBe(2);
    await t.advance(60);
    for (const name of two) expect(await checkNow(t, name)).toMatchObject({ status: 200, body: { proved: true } });
    expect((await readsOf(t)).used).toBe(2);
    await t.pass(day);
    expect([(await readsOf(t)).used, await bill()]).toEqual([4, 4]);
    await t.xSide.blockPerson("anna-berg", "policy");
    for (const seconds of [day, 120]) await t.pass(seconds);
    await t.xSide.unblockPerson("anna-berg");
    await t.xSide.setUsage(100);
    await t.pass(day);
    expect([(await readsOf(t)).used, await bill()]).toEqual([4, 4]);
    await t.xSide.setUsage(null);
    // Two minutes past nine: ten to midnight and ten past it are two days.
    await t.pass(14.8 * 3600);
    for (const name of two) await checkNow(t, name);
    expect([(await readsOf(t)).used, await bill()]).toEqual([6, 6]);
    await t.advance(20 * 60);
    for (const name of two) await checkNow(t, name);
    expect([(await readsOf(t)).used, await bill()]).toEqual([8, 8]);
  });

  test("R7 a look is one call: it proves the login and the account, and so does the proof of a connection", async () => {
    await using t = await xWorld({ accounts: [coffee] });
    // The dance asks who it is, then the consent is proved.
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(2);
    const { id } = await t.profile(coffee);
    const calls = await t.get<contract.Page<contract.NetworkCall>>(`/v1/profiles/${id}/calls`);
    expect(calls.items.map((call) => call.address)).toEqual(["api.x.com/2/users/me"]);
    await t.xSide.clearLog();
    await t.pass(day);
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(1);
    await t.xSide.clearLog();
    await checkNow(t, coffee);
    expect(await t.xSide.countCalls()).toBe(1);
    expect((await t.profile(coffee)).provedAt).toBe(t.world.clock.now().toISOString());
  });

  test("many looks at once are counted once, and the month before is remembered", async () => {
    await using t = await xWorld({ accounts: [coffee] });
    await t.advance(day);
    await Promise.all(Array.from({ length: 6 }, () => checkNow(t, coffee)));
    expect((await readsOf(t)).used).toBe(2);
    await t.pass(9 * day);
    expect(await readsOf(t)).toMatchObject({ month: "2026-12", used: 1, lastMonth: { month: "2026-11", used: 2 } });
    await t.pass(100 * day);
    const [{ days } = { days: "" }] = await t.world.db
      .selectFrom("paid_read")
      .select((e) => e.fn.countAll<string>().as("days"))
      .execute();
    expect(Number(days)).toBeLessThan(3); // what is older than three months is forgotten
  });

  test("a network that charges nothing says so", async () => {
    await using t = await xWorld();
    expect(facebook.policy).not.toHaveProperty("paidReads");
    expect((await t.get<contract.Network>("/v1/networks/facebook")).paidReads).toBeNull();
  });
});

describe("the month's budget is respected", { timeout: 120_000 }, () => {
  test("R37 P28 used up, nothing is read until the next month; logins are kept alive, nobody becomes unproved, and it is said", async () => {
    await using t = await xWorld({ accounts: two, monthlyReads: 6 });
    for (const used of [4, 6, 6]) {
      await t.pass(day);
      expect((await readsOf(t)).used).toBe(used);
    }
    // 25 November: two days of looks were all there was.
    expect(await readsOf(t)).toMatchObject({ state: "used_up", budget: 6, accounts: 2, needed: 62 });
    await t.xSide.clearLog();
    for (let half = 0; half < 10; half++) {
      await t.pass(day / 2);
      expect(await statuses(t)).toEqual(["connected", "connected"]);
    }
    // 30 November, nine o'clock.
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(0);
    expect(await t.xSide.countCalls({ path: "/2/oauth2/token" })).toBeGreaterThanOrEqual(2 * 4);
    const profile = await t.profile(coffee);
    expect(profile).toMatchObject({
      statusText:
        "Connected; the login is kept alive. The account was not looked at since 24 November 2026: this month’s paid reads are used up, and X is asked again on 1 December 2026.",
      nextStep: null,
    });
    expect(profile.provedAt?.slice(0, 10)).toBe("2026-11-24");
    const detail = await t.get<contract.ProfileDetail>(`/v1/profiles/${profile.id}`);
    expect(detail.accesses.map((access) => access.nextLookAt?.slice(0, 10))).toEqual(["2026-12-01"]);

    await t.pass(14.9 * 3600);
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(0);
    await t.pass(3 * 3600);
    expect(await chargesAtX(t, two)).toEqual([4, 4]);
    expect(await readsOf(t)).toMatchObject({ month: "2026-12", used: 2, lastMonth: { used: 6 } });
    expect((await t.profile(coffee)).statusText).toBe("Connected and proved by a real call.");
    expect(await statuses(t)).toEqual(["connected", "connected"]);
  });

  test("R37 a clock that leaps over the end of the month asks each account once", async () => {
    await using t = await xWorld({ accounts: two, monthlyReads: 2 });
    await t.pass(day);
    expect((await readsOf(t)).used).toBe(2);
    await t.pass(40 * day);
    expect(await chargesAtX(t, two)).toEqual([2, 2]);
    expect(await readsOf(t)).toMatchObject({ month: "2027-01", used: 2, lastMonth: { month: "2026-12", used: 0 } });
    expect(await statuses(t)).toEqual(["connected", "connected"]);
  });

  test("R37 an app that is removed at the network is noticed within a day all the same, by the refresh", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 1 });
    await t.pass(day);
    await t.xSide.removeApp({ person: "anna-berg" });
    for (const seconds of [day, 120, 120]) await t.pass(seconds);
    expect(await t.profile(coffee)).toMatchObject({ status: "expired", cause: "session_ended" });
    expect((await readsOf(t)).used).toBe(1);
  });

  test("R37 a doubt is settled whatever the budget says", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 9 });
    await t.xSide.blockPerson("anna-berg", "policy");
    await t.pass(day);
    expect((await t.profile(coffee)).status).toBe("unverified");
    expect((await enter(t, "1")).status).toBe(200);
    await t.pass(120);
    expect(await t.profile(coffee)).toMatchObject({ status: "expired", cause: "profile_suspended" });
    expect((await readsOf(t)).used).toBe(1);
  });

  test("R37 R58 an account that X lets go on again is connected the next day, for one read beyond the budget", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 9 });
    await t.xSide.blockPerson("anna-berg", "policy");
    for (const seconds of [day, 120]) await t.pass(seconds);
    expect(await t.profile(coffee)).toMatchObject({ status: "expired", cause: "profile_suspended" });
    expect((await enter(t, "1")).status).toBe(200);
    await t.pass(day);
    expect((await t.profile(coffee)).status).toBe("expired");
    await t.xSide.unblockPerson("anna-berg");
    await t.pass(day);
    expect((await t.profile(coffee)).status).toBe("connected");
    for (const seconds of [day, day]) await t.pass(seconds);
    expect((await readsOf(t)).used).toBe(2);
    expect((await t.profile(coffee)).statusText).toContain("not looked at since 25 November 2026");
  });

  test("of many looks at once, in however many processes, none is one too many", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 5 });
    const app = await t.world.db.selectFrom("app").selectAll().where("network", "=", "x").executeTakeFirstOrThrow();
    const network = t.world.networks.find("x");
    if (!network) throw new Error("no X");
    const looked: string[] = [];
    const look = async (account: string, isCharged: boolean) =>
      withinBudget(t.world, { network, app: { id: app.id, credentials: app }, account }, async () => {
        looked.push(account);
        const charge = { app_id: app.id, day: "2026-11-22", account, charged: true };
        if (isCharged)
          await t.world.db
            .insertInto("paid_read")
            .values(charge)
            .onConflict((c) => c.columns(["app_id", "day", "account"]).doUpdateSet({ charged: true }))
            .execute();
      });
    // One is used by connecting; refusals give their room back.
    await Promise.all(["a", "b", "c"].map((account) => look(account, false)));
    expect(looked.toSorted()).toEqual(["a", "b", "c"]);
    expect((await readsOf(t)).used).toBe(1);
    looked.length = 0;
    await Promise.all(Array.from({ length: 12 }, (_, index) => look(`account ${index}`, true)));
    expect(looked).toHaveLength(4);
    expect((await readsOf(t)).used).toBe(5);
    // Whoever was read today is free for the rest of the day.
    const [again = ""] = looked.splice(0);
    await look(again, true);
    expect(looked).toEqual([again]);
  });
});

describe("what people do counts, and goes through", { timeout: 90_000 }, () => {
  test("R37 a connection and a renewal beyond the budget are proved, and counted", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 1 });
    await connectAtX(t, hamburg);
    expect(await t.profile(hamburg)).toMatchObject({ status: "connected" });
    expect(await readsOf(t)).toMatchObject({ used: 2, budget: 1 });
    await t.pass(2 * day);
    expect((await readsOf(t)).used).toBe(2);
    const flow = await beginRenewing(t, coffee, { ...annaAtX, pages: [coffee] });
    await t.settle();
    await t.mira.post(`/v1/connections/${flow}/confirm`, { way: "renew" });
    await t.settle();
    expect(await t.profile(coffee)).toMatchObject({
      status: "connected",
      statusText: "Connected and proved by a real call.",
      provedAt: t.world.clock.now().toISOString(),
    });
    expect((await readsOf(t)).used).toBe(3);
    expect((await t.profile(hamburg)).statusText).toContain("not looked at since 22 November 2026");
  });

  test("R37 “Check now” says that the budget is used up and what a look would cost, and notes no look", async () => {
    await using t = await xWorld({ accounts: [coffee], monthlyReads: 1 });
    // The read of the day is paid for: asking again costs nothing.
    await t.advance(60);
    expect(await checkNow(t, coffee)).toMatchObject({ status: 200, body: { proved: true } });
    await t.advance(day);
    await t.xSide.clearLog();
    expect(await checkNow(t, coffee)).toMatchObject({
      status: 409,
      body: {
        code: "budget_used_up",
        title: "The month’s paid reads are used up",
        detail:
          "X was not asked: 1 of 1 paid reads of this month are used, and one more would cost $0.01. The login is kept alive meanwhile, and X is asked about the account again on 1 December 2026, or as soon as the operator allows more reads. Renewing is possible all the same.",
      },
    });
    expect(await t.xSide.countCalls({ path: "/2/users/me" })).toBe(0);
    const { id } = await t.profile(coffee);
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events`);
    expect(items.filter((event) => event.kind === "checked_by_hand")).toHaveLength(1);
    // What is free was done, and what it tells is an answer.
    await t.xSide.removeApp({ person: "anna-berg" });
    await t.advance(day);
    await checkNow(t, coffee);
    await t.pass(120);
    expect(await t.profile(coffee)).toMatchObject({ status: "expired" });
  });

  test("a raised budget is looked with at once, a removed one is none", async () => {
    await using t = await xWorld({ accounts: two, monthlyReads: 2 });
    await t.pass(2 * day);
    expect(await readsOf(t)).toMatchObject({ used: 2, state: "used_up" });
    expect((await enter(t, "4")).status).toBe(200);
    await t.pass(5);
    expect(await readsOf(t)).toMatchObject({ used: 4, budget: 4 });
    expect((await t.profile(coffee)).statusText).toBe("Connected and proved by a real call.");
    await t.pass(day);
    expect((await readsOf(t)).used).toBe(4);
    expect((await enter(t, "")).status).toBe(200);
    await t.pass(5);
    expect(await readsOf(t)).toMatchObject({ used: 6, budget: null, state: "well" });
    expect((await xOf(t)).alarms).toEqual([]);
  });
});

describe("what the operator enters and hears", { timeout: 90_000 }, () => {
  const budgeted = sharedWorld(() => xWorld({ accounts: [coffee], monthlyReads: 31 }));

  test.each(["many", "-1", "1.5", "1e3", "0x1f", "1 000", "31 reads", "12345678901", "٣١"])(
    "“%s” is refused in one sentence and changes nothing",
    async (value) => {
      const t = await budgeted();
      expect(await enter(t, value)).toMatchObject({
        status: 400,
        body: {
          code: "invalid_input",
          detail: "Paid reads a month must be a whole number, such as 310, or left empty.",
          errors: [{ path: "values.monthlyReads" }],
        },
      });
      expect(await enteredBudget(t)).toMatchObject({ value: "31" });
      const env = { LATCHKEY_X_CLIENT_ID: xApp.clientId, LATCHKEY_X_CLIENT_SECRET: xApp.clientSecret };
      await expect(keepAppsOf(t.world, { ...env, LATCHKEY_X_MONTHLY_READS: value })).rejects.toThrow(
        "LATCHKEY_X_MONTHLY_READS must be a whole number, such as 310, or left empty",
      );
      expect(await enteredBudget(t)).toMatchObject({ value: "31" });
      expect((await readsOf(t)).budget).toBe(31);
    },
  );

  test("the environment can give it, and then it is changed there", async () => {
    await using t = await xWorld({ accounts: [coffee] });
    await keepAppsOf(t.world, {
      LATCHKEY_X_CLIENT_ID: xApp.clientId,
      LATCHKEY_X_CLIENT_SECRET: xApp.clientSecret,
      LATCHKEY_X_MONTHLY_READS: " 310 ",
    });
    expect(await readsOf(t)).toMatchObject({ used: 1, budget: 310 });
    expect(await enteredBudget(t)).toMatchObject({ variable: "LATCHKEY_X_MONTHLY_READS", value: "310" });
    expect((await enter(t, "9")).status).toBe(409);
  });

  test("P28 one alarm at four fifths, another when all are used, none for a budget that lasts", async () => {
    await using t = await xWorld({ accounts: two, monthlyReads: 10 });
    const alarms = async () => (await xOf(t)).alarms.map(({ kind, text }) => [kind, text]);
    await t.pass(2 * day);
    await t.pass(day / 2);
    await t.pass(day / 2);
    expect((await readsOf(t)).used).toBeLessThan(8);
    expect(await alarms()).toEqual([]);
    await t.pass(day);
    expect((await readsOf(t)).used).toBe(8);
    expect(await alarms()).toEqual([
      [
        "reads_low",
        "8 of 10 paid reads of X are used this month, and the rest will not last: then accounts are not looked at until 1 December 2026. For the 2 accounts of now 62 a month are enough.",
      ],
    ]);
    await t.pass(day);
    expect(await alarms()).toEqual([
      [
        "reads_used_up",
        "10 of 10 paid reads of X are used this month: accounts are kept alive and not looked at until 1 December 2026. For the 2 accounts of now 62 a month are enough.",
      ],
    ]);
    expect((await enter(t, "62")).status).toBe(200);
    expect(await alarms()).toEqual([]);
  });
});
