import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import type { Scenario } from "#simulator/control.ts";
import { googleBusiness } from "./google-business.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };
const manage = "https://www.googleapis.com/auth/business.manage";

const rehearse = (changes: Partial<Scenario> = {}) =>
  rehearseNetwork({ network: googleBusiness, scenario: { ...sample, apps, ...changes }, clientId, clientSecret });
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

describe("what a login reaches", () => {
  test("R63 the locations of its group and its own, each with key, city, address, role and place on the map", async () => {
    const { connect, list } = await rehearse();
    const found = await list(await connect(anna));
    expect(found.map(({ name, roles }) => [name, roles])).toEqual([
      ["Northwind Coffee, Berlin", ["OWNER"]],
      ["Northwind Coffee, Hamburg", ["OWNER"]],
      ["Northwind Coffee, München", ["OWNER"]],
      ["Northwind Coffee, Wien", ["PRIMARY_OWNER"]],
    ]);
    expect(found[0]).toEqual({
      remoteId: "locations/5550000000000000101",
      name: "Northwind Coffee, Berlin",
      handle: "Torstraße 12, 10119 Berlin",
      kind: "location",
      url: "https://maps.google.com/maps?cid=5550000000000000101",
      roles: ["OWNER"],
      unusable: undefined,
    });
  });

  test("R63 a manager of the same group has the same keys, with the other role; a title that names its city is left as it is", async () => {
    const { connect, list } = await rehearse();
    const [annas, bens] = [await list(await connect(anna)), await list(await connect(ben))];
    expect(bens.slice(0, 3).map((one) => one.remoteId)).toEqual(annas.slice(0, 3).map((one) => one.remoteId));
    expect(bens.map(({ name, roles }) => [name, roles?.[0]])).toEqual([
      ["Northwind Coffee, Berlin", "MANAGER"],
      ["Northwind Coffee, Hamburg", "MANAGER"],
      ["Northwind Coffee, München", "MANAGER"],
      ["Northwind Coffee, Oslo", "PRIMARY_OWNER"],
      ["Northwind Roastery Bergen", "OWNER"],
    ]);
  });

  test("P31 P35 a location that Google has not verified is listed with the reason, and nobody is asked about its people", async () => {
    const { connect, list, control } = await rehearse();
    const found = (await list(await connect(carla))).toSorted(byName);
    expect(found.map(({ name, unusable }) => [name, unusable])).toEqual([
      ["Northwind Latte Art Cup, Bremen", undefined],
      ["Northwind Night Market, Köln", expect.stringMatching(/has not verified this location.*business\.google\.com/)],
      ["Northwind Summer Stage, Leipzig", undefined],
    ]);
    expect(await control.countCalls({ path: "/admins" })).toBe(2);
  });

  test("P30 a duplicate says so; a location without posts is usable and of its own kind", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    const metadata = { hasVoiceOfMerchant: false, duplicateLocation: "locations/1" };
    meddle(({ pathname }) =>
      pathname.endsWith("/locations")
        ? {
            locations: [
              { name: "locations/7", title: "Twice", metadata },
              {
                name: "locations/8",
                title: "Hotel",
                metadata: { hasVoiceOfMerchant: true, canOperateLocalPost: false },
              },
              { name: "locations/9", title: "Plain" },
            ],
          }
        : undefined,
    );
    expect(await list(grant)).toMatchObject([
      { name: "Twice", unusable: expect.stringMatching(/duplicate of another/) },
      { name: "Hotel", kind: "location without posts", unusable: undefined },
      { name: "Plain", kind: "location", unusable: undefined, handle: undefined },
    ]);
  });

  test("P31 what hangs on no account that we see is found all the same, and listed once", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    meddle(({ pathname }) => (/accounts\/\d+\/locations$/.test(pathname) ? {} : undefined));
    const found = await list(grant);
    expect(found.map(({ roles }) => roles?.[0])).toEqual(["OWNER", "OWNER", "OWNER", "PRIMARY_OWNER"]);
    expect(new Set(found.map((one) => one.remoteId)).size).toBe(4);
  });

  test(
    "R35 P5 more than five hundred locations and thirty accounts come leaf by leaf, each once; roles are asked of a hundred",
    { timeout: 60_000 },
    async () => {
      const groups = Array.from({ length: 30 }, (_one, number) => ({
        name: `Group ${number}`,
        handle: `group-${number}`,
        people: ["anna-berg"],
      }));
      const { connect, list, control } = await rehearse({
        portfolios: groups,
        pages: [
          { name: "Kiosk", count: 520, people: { "anna-berg": "manager" } },
          {
            name: "Counter",
            count: 30,
            portfolio: "group-29",
            people: { "anna-berg": { tasks: "owner", via: "portfolio" } },
          },
        ],
      });
      const found = await list(await connect(anna));
      expect(new Set(found.map((one) => one.remoteId)).size).toBe(550);
      expect(found.length).toBe(550);
      expect(
        await control.countCalls({ path: "/v1/accounts", host: "mybusinessaccountmanagement.googleapis.com" }),
      ).toBe(2);
      expect(await control.countCalls({ path: "/admins" })).toBe(100);
      expect(found.filter(({ roles }) => roles?.[0] === "MANAGER")).toHaveLength(100);
      expect(found.filter(({ roles }) => roles?.[0] === "OWNER")).toHaveLength(30);
    },
  );

  test("a role that Google does not tell is unknown and costs nothing", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(carla);
    meddle(
      ({ pathname }) =>
        pathname.endsWith("/admins") ? { error: { code: 403, status: "PERMISSION_DENIED" } } : undefined,
      403,
    );
    const found = await list(grant);
    expect(found).toHaveLength(3);
    expect(found.map(({ roles }) => roles)).toEqual([undefined, undefined, undefined]);
  });
});

describe("when there is nothing to find", () => {
  test("P35 a person without a location is named, with what to do", async () => {
    const dora = {
      name: "Dora Lind",
      handle: "dora-lind",
      id: "119999999999999999999",
      email: "dora@x.example",
      password: "coffee",
    };
    const { connect, list } = await rehearse({ people: [...(sample.people ?? []), dora] });
    const grant = await connect({ email: dora.email, password: dora.password });
    expect(await list(grant)).toEqual([
      {
        remoteId: dora.id,
        name: "Dora Lind",
        handle: "dora@x.example",
        avatarUrl: expect.any(String),
        kind: "account",
        unusable: expect.stringMatching(/manages no location.*invite you/),
      },
    ]);
  });

  test("P35 with the box left empty the reason is the box, and nobody is asked in vain", async () => {
    const { connect, list, control } = await rehearse();
    const grant = await connect({ ...anna, untick: [manage] });
    expect(await list(grant)).toMatchObject([{ kind: "account", unusable: expect.stringMatching(/box.*left empty/) }]);
    expect(await control.countCalls({ path: "/v1/" })).toBe(0);
  });

  test("P2 P5 an outage in the middle is a failure, not a shorter list", async () => {
    const { connect, list, control } = await rehearse();
    const grant = await connect(anna);
    await control.addFault("outage", { path: "/accounts/-/locations" });
    await expect(list(grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });

  test("an account whose Workspace has Business Profile switched off is told that", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    meddle(
      ({ host }) =>
        host.startsWith("mybusiness") ? { error: { code: 403, message: "x", status: "PERMISSION_DENIED" } } : undefined,
      403,
    );
    await expect(list(grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/not-for-this-account", repair: { how: expect.stringMatching(/Workspace/) } },
    });
  });
});
