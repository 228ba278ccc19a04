import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl, type Scenario } from "#simulator/control.ts";
import type { Visit } from "#simulator/visitor.ts";
import { sealedTokensOf } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import type { Browser } from "#test/browser.ts";
import { sample as onYoutube } from "../youtube/simulated/sample.ts";
import { sample } from "./simulated/sample.ts";

const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };
const oneProject = { youtube: "700555-videos", "google-business": "700555-places" };
const ownProjects = { youtube: "700555-videos", "google-business": "700666-places" };

type Product = keyof typeof oneProject;
type App = NonNullable<Scenario["apps"]>[number];

/** One product with its sample at Google, and its app as the operator entered it. */
async function enter(t: TestWorld, id: Product, changes: Partial<App> = {}) {
  const control = createControl(t.simulatorUrl, id);
  const network = t.world.networks.find(id);
  if (!network) throw new Error(`${id} is not in the list`);
  const scenario = id === "youtube" ? onYoutube : sample;
  const [app] = scenario.apps ?? [];
  await control.load({ ...scenario, apps: [{ name: "Latchkey", ...app, ...changes }] });
  await enterApp(t.world, network, control);
  return control;
}

async function enterBoth(t: TestWorld, clients: typeof oneProject) {
  const idOf = (id: Product) => `${clients[id]}.apps.googleusercontent.com`;
  return {
    youtube: await enter(t, "youtube", { id: idOf("youtube") }),
    business: await enter(t, "google-business", { id: idOf("google-business") }),
  };
}

/** Goes through Google's consent and adds what can be used, or what is named. */
async function connect(t: TestWorld, wish: { network: Product; visit: Visit; names?: string[]; browser?: Browser }) {
  const { network, visit, names, browser = t.mira } = wish;
  const id = await browser.beginConnecting(visit, network);
  await t.settle();
  const { items } = await browser.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates?limit=200`);
  const picked = items.filter((one) => one.unusable === null && (names?.includes(one.name) ?? true));
  await browser.post(`/v1/connections/${id}/profiles`, { remoteIds: picked.map((one) => one.remoteId) });
  await t.settle();
  return items;
}

const detail = async (t: TestWorld, name: string) =>
  t.get<contract.ProfileDetail>(`/v1/profiles/${(await t.profile(name)).id}`);

async function disconnect(t: TestWorld, name: string, browser: Browser = t.mira): Promise<void> {
  const { id } = await t.profile(name);
  expect((await browser.fetch(`/v1/profiles/${id}`, { method: "DELETE" })).status).toBe(204);
  await t.settle();
}

const revocations = async (...controls: readonly ReturnType<typeof createControl>[]) =>
  (await Promise.all(controls.map((one) => one.countCalls({ path: "/revoke" })))).reduce((a, b) => a + b, 0);

describe("disconnecting, where YouTube and Business Profile are one Cloud project", () => {
  test("P48 a channel's last grant is destroyed here and not revoked while the same login keeps a location; then the last one ends it all", async () => {
    await using t = await testWorld();
    const { youtube, business } = await enterBoth(t, oneProject);
    await connect(t, { network: "youtube", visit: { ...anna, pages: ["Northwind Berlin"] } });
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Wien"] });

    expect((await detail(t, "Northwind Berlin")).disconnect).toEqual({
      otherProfilesOfTheseGrants: 0,
      revokesAtNetwork: false,
    });
    await disconnect(t, "Northwind Berlin");
    expect(await revocations(youtube, business)).toBe(0);
    expect(await sealedTokensOf(t, "Anna Berg")).toContain(null);
    await t.pass(2 * 86_400);
    expect(await t.profile("Northwind Coffee, Wien")).toMatchObject({ status: "connected" });

    expect((await detail(t, "Northwind Coffee, Wien")).disconnect.revokesAtNetwork).toBe(true);
    await disconnect(t, "Northwind Coffee, Wien");
    expect(await revocations(youtube, business)).toBe(1);
    for (const control of [youtube, business]) expect((await control.networkState()).authorizations).toEqual([]);
  });

  test("P48 the other way round, and in another workspace: what it keeps connected there goes on", async () => {
    await using t = await testWorld();
    const { youtube, business } = await enterBoth(t, oneProject);
    const olga = await t.outsider();
    await connect(t, { network: "youtube", visit: { ...anna, pages: ["Northwind Berlin"] }, browser: olga });
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Wien"] });
    expect((await detail(t, "Northwind Coffee, Wien")).disconnect.revokesAtNetwork).toBe(false);
    await disconnect(t, "Northwind Coffee, Wien");
    expect(await revocations(youtube, business)).toBe(0);
    await t.pass(2 * 86_400);
    expect((await olga.get<contract.Page<contract.Profile>>("/v1/profiles")).items).toMatchObject([
      { name: "Northwind Berlin", status: "connected" },
    ]);
  });

  test("P48 another person's consent holds nothing back", async () => {
    await using t = await testWorld();
    const { youtube, business } = await enterBoth(t, oneProject);
    await connect(t, { network: "youtube", visit: { ...anna, pages: ["Northwind Berlin"] } });
    await connect(t, { network: "google-business", visit: ben, names: ["Northwind Coffee, Oslo"] });
    expect((await detail(t, "Northwind Berlin")).disconnect.revokesAtNetwork).toBe(true);
    await disconnect(t, "Northwind Berlin");
    expect(await revocations(youtube, business)).toBe(1);
    await t.pass(2 * 86_400);
    expect(await t.profile("Northwind Coffee, Oslo")).toMatchObject({ status: "connected" });
  });

  test("P48 in two projects each is revoked by itself, and the other goes on", async () => {
    await using t = await testWorld();
    const { youtube, business } = await enterBoth(t, ownProjects);
    await connect(t, { network: "youtube", visit: { ...anna, pages: ["Northwind Berlin"] } });
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Wien"] });
    expect((await detail(t, "Northwind Berlin")).disconnect.revokesAtNetwork).toBe(true);
    await disconnect(t, "Northwind Berlin");
    expect([await revocations(youtube), await revocations(business)]).toEqual([1, 0]);
    await t.pass(2 * 86_400);
    expect(await t.profile("Northwind Coffee, Wien")).toMatchObject({ status: "connected" });
  });

  test("P48 a login with locations left is not given back, and the question says so before", async () => {
    await using t = await testWorld();
    const { business } = await enterBoth(t, oneProject);
    await connect(t, { network: "google-business", visit: anna });
    expect((await detail(t, "Northwind Coffee, Wien")).disconnect).toEqual({
      otherProfilesOfTheseGrants: 3,
      revokesAtNetwork: false,
    });
    await disconnect(t, "Northwind Coffee, Wien");
    expect(await revocations(business)).toBe(0);
  });
});

test("R77 what else ends with a permission is said before, where it is more than one connection", async () => {
  await using t = await testWorld();
  const { items } = await t.get<{ items: contract.Network[] }>("/v1/networks");
  const told = items.filter((one) => one.guide.whatRevokingEnds !== null).map((one) => one.id);
  expect(told.toSorted()).toEqual(["facebook", "google-business", "instagram", "youtube"]);
  expect(items.find((one) => one.id === "google-business")?.guide.whatRevokingEnds).toMatch(/same Cloud project/);
});

describe("Business Profile in the product", () => {
  test("R34 R35 P31 one consent, the locations to choose from, the one that cannot be used with its reason, one login behind all", async () => {
    await using t = await testWorld();
    await enter(t, "google-business");
    const found = await connect(t, { network: "google-business", visit: carla });
    expect(found.find((one) => one.name.includes("Night Market"))).toMatchObject({
      unusable: expect.stringMatching(/has not verified/),
    });
    const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles?network=google-business");
    expect(items.map(({ name, handle, status }) => `${name} · ${handle} · ${status}`).toSorted()).toEqual([
      "Northwind Latte Art Cup, Bremen · Am Wall 90, 28195 Bremen · connected",
      "Northwind Summer Stage, Leipzig · Feinkosthof 1, 04275 Leipzig · connected",
    ]);
  });

  test("R58 R60 a role that is gone costs its location alone, and comes back by itself once it is given again", async () => {
    await using t = await testWorld();
    const control = await enter(t, "google-business");
    await connect(t, { network: "google-business", visit: anna });
    await control.removeRole("northwind-wien", "anna-berg");
    await t.pass(86_400);
    await t.pass(3600);
    expect(await t.profile("Northwind Coffee, Wien")).toMatchObject({ status: "expired", cause: "role_lost" });
    expect(await t.profile("Northwind Coffee, Berlin")).toMatchObject({ status: "connected" });
    await control.setRole("northwind-wien", "anna-berg", "manager");
    await t.pass(2 * 86_400);
    expect(await t.profile("Northwind Coffee, Wien")).toMatchObject({ status: "connected" });
  });

  test("R75 two managers of a group stand in for each other: one removes the app, the locations live on", async () => {
    await using t = await testWorld();
    const control = await enter(t, "google-business");
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Berlin"] });
    await connect(t, { network: "google-business", visit: ben, names: ["Northwind Coffee, Berlin"] });
    await control.removeApp({ person: "anna-berg" });
    await t.pass(2 * 86_400);
    await t.pass(3600);
    expect(await t.profile("Northwind Coffee, Berlin")).toMatchObject({ status: "connected" });
  });

  test("P27 in Testing all locations of a login end on the seventh day as one incident, and the history names the pattern", async () => {
    await using t = await testWorld();
    await enter(t, "google-business", { mode: "development", testers: ["anna-berg"] });
    await connect(t, { network: "google-business", visit: anna });
    for (let days = 0; days < 8; days += 0.5) await t.pass(86_400 / 2);
    await t.pass(3600);
    const { items } = await t.get<contract.Page<contract.Profile>>(
      "/v1/profiles?network=google-business&status=expired",
    );
    expect(items.map(({ cause }) => cause)).toEqual(Array.from({ length: 4 }, () => "lifetime_reached"));
    const incidents = (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items;
    expect(incidents).toHaveLength(1);
    const history = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${items[0]?.id}/events?limit=200`);
    expect(history.items.find((one) => one.kind === "grant_died")?.evidence).toMatchObject({
      rule: "google-business/testing-7-days",
    });
  });

  test("R77 P28 access that was never granted is one alarm for the operator, and nobody is asked to renew", async () => {
    await using t = await testWorld();
    const control = await enter(t, "google-business");
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Wien"] });
    const { apps } = await control.networkState();
    const [app] = apps;
    await control.add({
      apps: [
        {
          name: "Latchkey",
          id: app?.id ?? "",
          secret: app?.secret ?? "",
          redirectUris: app?.redirectUris ?? [],
          configurations: [{ id: "never-granted", scopes: [] }],
        },
      ],
    });
    await t.pass(86_400);
    await t.pass(3600);
    expect((await t.profile("Northwind Coffee, Wien")).status).not.toBe("expired");
    const { alarms } = await t.get<contract.Network>("/v1/networks/google-business");
    expect(alarms).toMatchObject([{ kind: "app_rejected" }]);
  });

  test("a removed app is told by Google's signed event, at the hook of this network, and looked into at once", async () => {
    await using t = await testWorld();
    const control = await enter(t, "google-business");
    await connect(t, { network: "google-business", visit: anna, names: ["Northwind Coffee, Wien"] });
    const { callback } = await control.removeApp({ person: "anna-berg" });
    expect([callback?.url, callback?.status]).toEqual([
      expect.stringMatching(/\/v1\/networks\/google-business\/hooks\/risc$/),
      200,
    ]);
    await t.settle();
    await t.pass(3600 * 2);
    expect(await t.profile("Northwind Coffee, Wien")).toMatchObject({ status: "expired", cause: "session_ended" });
  });
});
