import { expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { threads } from "./threads.ts";

const hour = 3600;
const day = 86_400;
const berlin = "Northwind Berlin";
const oslo = "Northwind Oslo";

interface ThreadsWorld extends TestWorld {
  readonly threadsSide: Control;
}

async function connect(t: TestWorld, email: string, pages: string[]): Promise<void> {
  const flow = await t.mira.beginConnecting({ email, password: "coffee", pages }, "threads");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
}

/** Latchkey with Threads' sample; Anna has connected Berlin, Ben Oslo. */
async function threadsWorld(): Promise<ThreadsWorld> {
  const t = await testWorld({ networks: { ...networks, threads } });
  const threadsSide = createControl(t.simulatorUrl, "threads");
  await threadsSide.loadSample();
  await enterApp(t.world, threads, threadsSide);
  await connect(t, "anna@northwind.example", [berlin]);
  await connect(t, "ben@northwind.example", [oslo]);
  return Object.assign(t, { threadsSide });
}

/** Days as they pass while somebody minds the shop. */
async function live(t: TestWorld, days: number): Promise<void> {
  for (let passed = 0; passed < days; passed += stepDays) await t.pass(Math.min(stepDays, days - passed) * day);
}
const stepDays = 5;

const statuses = (t: TestWorld) => Promise.all([berlin, oslo].map(async (name) => (await t.profile(name)).status));

async function report(t: TestWorld, name: string, status: number): Promise<void> {
  const error = { code: 100, error_subcode: 33, type: "THApiException", message: "Unsupported post request." };
  const failure: contract.FailureReport = { call: "publish", status, body: { error } };
  await t.mira.post(`/v1/profiles/${(await t.profile(name)).id}/failures`, failure);
  await t.settle();
}

test("P7 a dead token answered with code 100 does not stay green: a report is looked into, and the look decides", async () => {
  await using t = await threadsWorld();
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  await report(t, berlin, 400);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
  await t.threadsSide.revokeTokens({ person: "anna-berg" });
  await report(t, berlin, 500);
  for (const seconds of [180, 180]) await t.pass(seconds);
  expect(await statuses(t)).toEqual(["expired", "connected"]);
  await connect(t, "anna@northwind.example", [berlin]);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
});

test("R77 HTTP 500 with code 10 takes a capability and nothing else; one login with everything switched on brings it back", async () => {
  await using t = await threadsWorld();
  await t.threadsSide.withdrawScope({ person: "anna-berg" }, "threads_manage_insights");
  await t.pass(2 * hour);
  expect(await t.profile(berlin)).toMatchObject({ status: "limited", cause: "scope_missing" });
  const { capabilities } = await t.get<contract.ProfileDetail>(`/v1/profiles/${(await t.profile(berlin)).id}`);
  expect(capabilities.map(({ capability, state }) => [capability, state])).toEqual([
    ["publish", "ready"],
    ["inbox", "ready"],
    ["analytics", "missing"],
  ]);
  await connect(t, "anna@northwind.example", [berlin]);
  expect(await statuses(t)).toEqual(["connected", "connected"]);
});

test(
  "P21 P29 400 days: a public profile lives, a private one is announced and ends on its ninetieth day, by name",
  { timeout: 120_000 },
  async () => {
    await using t = await threadsWorld();
    await connect(t, "ben@northwind.example", ["Northwind Cupping Club"]);
    const club = async () => {
      const { status, cause } = await t.profile("Northwind Cupping Club");
      return [status, cause];
    };
    await live(t, 70);
    expect(await club()).toEqual(["connected", null]);
    await live(t, 15);
    expect(await club()).toEqual(["expiring", "data_access_expired"]);
    await live(t, 7);
    expect(await club()).toEqual(["expired", "data_access_expired"]);
    await live(t, 308);
    expect(await statuses(t)).toEqual(["connected", "connected"]);
  },
);
