import { describe, expect, test } from "vitest";
import { capabilityStates, heldScopes, ofKind } from "#core/capability.ts";
import type { Scenario } from "#simulator/control.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import type { FoundProfile, LiveGrant } from "../network.ts";
import { canonicalRoles } from "./capabilities.ts";
import { linkedin } from "./linkedin.ts";
import { sample } from "./simulated/sample.ts";

const secret = "WPL_AP1.n0rthw1ndC0ffee0.bGlua2Vk";
const clientId = "86n0rthw1ndc0f";
const people = { anna: "anna@northwind.example", ben: "ben@northwind.example", carla: "carla@agency.example" };
const as = (person: keyof typeof people) => ({ email: people[person], password: "coffee" });

const rehearse = (pages: Scenario["pages"] = sample.pages ?? []) =>
  rehearseNetwork({
    network: linkedin,
    scenario: {
      ...sample,
      apps: [{ name: "Latchkey", id: clientId, secret, redirectUris: [redirectUri] }],
      pages,
    },
    clientId,
    clientSecret: secret,
  });

async function found(person: keyof typeof people, pages?: Scenario["pages"]): Promise<readonly FoundProfile[]> {
  const side = await rehearse(pages);
  return side.list(await side.connect(as(person)));
}
const byName = (all: readonly FoundProfile[], name: string) => all.find((one) => one.name === name);

describe("what one login reaches", () => {
  test("R77 P33 the member and all pages at once, each under its URN", async () => {
    const all = await found("anna");
    expect(all.map(({ name, kind }) => `${kind} ${name}`).toSorted()).toEqual([
      "member Anna Berg",
      "organization Northwind Barista School",
      "organization Northwind Berlin",
      "organization Northwind Coffee",
      "organization Northwind Wholesale",
    ]);
    for (const { kind, remoteId } of all)
      expect(remoteId).toMatch(kind === "member" ? /^urn:li:person:\w+$/ : /^urn:li:organization:\d+$/);
  });

  test("a page comes with its short name, its address and its logo", async () => {
    expect(byName(await found("anna"), "Northwind Berlin")).toMatchObject({
      handle: "northwind-berlin",
      url: "https://www.linkedin.com/company/northwind-berlin",
      avatarUrl: expect.stringMatching(/^https:\/\/media\.licdn\.com\/.+/),
      unusable: undefined,
    });
  });

  test("R63 several roles on one page are one profile, with all of them", async () => {
    const all = (await found("ben")).filter(({ name }) => name === "Northwind Roastery");
    expect(all.map(({ roles }) => roles)).toEqual([["ADMINISTRATOR", "LEAD_GEN_FORMS_MANAGER"]]);
  });

  test("R63 both spellings of content admin are the same role", async () => {
    expect(byName(await found("anna"), "Northwind Barista School")?.roles).toEqual(["CONTENT_ADMINISTRATOR"]);
    expect(byName(await found("ben"), "Northwind Coffee")?.roles).toEqual(["CONTENT_ADMINISTRATOR"]);
    expect(canonicalRoles(["CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "ANALYST"])).toEqual([
      "CONTENT_ADMINISTRATOR",
      "ANALYST",
    ]);
  });

  test.each(["organization", "organizationTarget", "organizationalTarget"])(
    "P5 a row that names its page under “%s” is read",
    async (aclKey) => {
      const pages = [{ name: "Northwind Kiosk", people: { "anna-berg": "super_admin" }, notes: { aclKey } }];
      expect((await found("anna", pages)).map(({ name }) => name)).toEqual(["Anna Berg", "Northwind Kiosk"]);
    },
  );

  test("a brand keeps the type of its URN", async () => {
    const pages = [{ name: "Northwind Decaf", people: { "anna-berg": "super_admin" }, notes: { brand: true } }];
    expect(byName(await found("anna", pages), "Northwind Decaf")?.remoteId).toMatch(/^urn:li:organizationBrand:\d+$/);
  });
});

describe("R79 P31 P35 what is seen and cannot be used says why, and who changes it", () => {
  test.each([
    ["analyst", "Analyst"],
    ["curator", "Curator"],
    ["sponsored_content_poster", "Sponsored content poster"],
    ["recruiting_poster", "Recruiting poster"],
    ["lead_gen_manager", "Lead gen forms manager"],
  ])("a page on which the member is %s", async (role, words) => {
    const page = (await found("anna", [{ name: "Northwind Kiosk", people: { "anna-berg": role } }]))[1];
    expect(page?.name).toBe("Northwind Kiosk");
    expect(page?.unusable).toBe(
      `Company pages need the role Super admin or Content admin, and yours is ${words}. A super admin of the page raises it, at LinkedIn under Admin tools, Manage admins; then connect the page.`,
    );
  });

  test("a role that is asked for and not approved", async () => {
    const page = byName(await found("ben"), "Northwind Franchise Guild");
    expect(page?.unusable).toMatch(/request for the role Super admin .* still open\. A super admin must approve it/);
    expect(page?.roles).toEqual([]);
  });

  test("only approved rows count: a higher role that is requested, rejected or revoked changes nothing", async () => {
    const tasks = ["REQUESTED:ADMINISTRATOR", "REVOKED:CONTENT_ADMINISTRATOR", "ANALYST"];
    const [, page] = await found("anna", [{ name: "Northwind Kiosk", people: { "anna-berg": tasks } }]);
    expect(page).toMatchObject({ roles: ["ANALYST"], unusable: expect.stringContaining("yours is Analyst") });
    const gone = { name: "Northwind Lab", people: { "anna-berg": ["REVOKED:ADMINISTRATOR", "REJECTED:CURATOR"] } };
    expect(await found("anna", [gone])).toHaveLength(1);
  });

  test.each(["super_admin", "content_admin", "content_admin_short"])("%s is enough", async (role) => {
    const [, page] = await found("anna", [{ name: "Northwind Kiosk", people: { "anna-berg": role } }]);
    expect(page?.unusable).toBeUndefined();
  });
});

describe("many pages", () => {
  test("rows are read leaf by leaf, and a page whose rows lie on two leaves stays one", async () => {
    const roles = ["ADMINISTRATOR", "LEAD_GEN_FORMS_MANAGER", "ANALYST"];
    const pages = [{ name: "Northwind Store", count: 120, people: { "anna-berg": roles } }];
    const side = await rehearse(pages);
    const all = await side.list(await side.connect(as("anna")));
    expect(all).toHaveLength(121);
    expect(new Set(all.map(({ remoteId }) => remoteId)).size).toBe(121);
    for (const { roles: held, kind, name, unusable } of all)
      if (kind === "organization")
        expect([held, name, unusable]).toEqual([roles, expect.stringMatching(/^Northwind Store/), undefined]);
    const calls = (part: string) => side.traces.filter(({ address }) => address.includes(part)).length;
    expect([calls("/rest/organizationAcls"), calls("/v2/organizations/"), calls("/organizationsLookup")]).toEqual([
      4, 40, 2,
    ]);
  });

  test("a full leaf without a link to the next is not taken for the last", async () => {
    const side = await rehearse([{ name: "Northwind Store", count: 150, people: { "anna-berg": "analyst" } }]);
    const grant = await side.connect(as("anna"));
    const page = (id: number) => ({ role: "ANALYST", state: "APPROVED", organization: `urn:li:organization:${id}` });
    const leaf = (from: number, count: number) => Array.from({ length: count }, (_, place) => page(from + place));
    side.meddle((url) => {
      if (!url.pathname.endsWith("/organizationAcls")) return undefined;
      return { paging: { links: [] }, elements: url.searchParams.get("start") === "0" ? leaf(1, 100) : leaf(101, 7) };
    });
    expect(await side.list(grant)).toHaveLength(108);
  });

  test("a short leaf that links to a next one is not taken for the last either", async () => {
    const side = await rehearse([]);
    const grant = await side.connect(as("anna"));
    side.meddle((url) => {
      if (!url.pathname.endsWith("/organizationAcls")) return undefined;
      const isFirst = url.searchParams.get("start") === "0";
      const row = { role: "ANALYST", state: "APPROVED", organization: `urn:li:organization:${isFirst ? 1 : 2}` };
      return { paging: { links: isFirst ? [{ rel: "next" }] : [] }, elements: [row] };
    });
    expect(await side.list(grant)).toHaveLength(3);
  });

  test("lists and projections travel as Rest.li reads them, with their brackets", async () => {
    const side = await rehearse();
    const grant = await side.connect(as("anna"));
    const queries: string[] = [];
    side.meddle(({ search }) => void queries.push(search));
    await side.list(grant);
    expect(queries).toContainEqual(expect.stringMatching(/^\?ids=List\(\d+\)$/));
    expect(queries).toContain("?projection=(id,localizedName,vanityName,logoV2(original~:playableStreams))");
  });
});

describe("when LinkedIn keeps something back", () => {
  test("pages that may not be described go by their number, and all are listed", async () => {
    const side = await rehearse();
    const grant = await side.connect(as("anna"));
    const denied = { status: 403, serviceErrorCode: 100, code: "ACCESS_DENIED", message: "Not enough permissions" };
    side.meddle(({ pathname }) => (/organizations(Lookup)?\b/.test(pathname) ? denied : undefined), 403);
    const all = await side.list(grant);
    expect(all.slice(1).map(({ name }) => name)).toEqual(Array(4).fill(expect.stringMatching(/^Company page \d+$/)));
  });

  test("one odd row spoils none of the others", async () => {
    const side = await rehearse();
    const grant = await side.connect(as("anna"));
    const good = { role: "ADMINISTRATOR", state: "APPROVED", organization: "urn:li:organization:7" };
    side.meddle(({ pathname }) => {
      if (pathname.endsWith("/organizationAcls"))
        return { elements: [null, { role: 5 }, { ...good, organization: 3 }, good] };
      return pathname.startsWith("/v2/organizations/") ? { localizedName: "Northwind Coffee", logoV2: 5 } : undefined;
    });
    expect((await side.list(grant)).map(({ remoteId }) => remoteId).slice(1)).toEqual(["urn:li:organization:7"]);
  });

  test("P2 trouble while listing is told as trouble, not as “no pages”", async () => {
    const side = await rehearse();
    const grant = await side.connect(as("anna"));
    await side.control.addFault("error_500", { path: "/organizationAcls" });
    expect((await failureOf(side.list(grant))).diagnosis.kind).toBe("unreachable");
  });

  test("P6 65601 in the first minute is waited out here too, so that a fresh login is not told to come again", async () => {
    const side = await rehearse();
    const grant = await side.connect(as("anna"));
    await side.control.addFault("revoked", { path: "/organizationAcls", times: 1 });
    expect(await side.list(grant)).toHaveLength(5);
  });
});

describe("R16 what each kind of profile can do", () => {
  async function states(person: keyof typeof people, name: string, role?: string) {
    const side = await rehearse();
    if (role)
      await side.control.setRole(name, `${person}-${{ anna: "berg", ben: "okoro", carla: "ruiz" }[person]}`, role);
    const grant: LiveGrant = await side.connect(as(person));
    const one = byName(await side.list(grant), name);
    const scopes = heldScopes(grant.scopesGranted, one?.scopes);
    return capabilityStates(ofKind(linkedin.capabilities, one?.kind ?? ""), { scopes, roles: one?.roles });
  }

  test("a member publishes; inbox and figures are absent with the reason, not missing", async () => {
    const absent = { state: "absent", reason: expect.stringMatching(/\.$/) };
    expect(await states("anna", "Anna Berg")).toEqual({
      publish: { state: "ready" },
      inbox: absent,
      analytics: absent,
    });
  });

  test("a super admin of a page can do everything", async () => {
    const ready = { state: "ready" };
    expect(await states("anna", "Northwind Coffee")).toEqual({ publish: ready, inbox: ready, analytics: ready });
  });

  test("R58 R63 a content admin publishes; what needs more names the roles", async () => {
    expect(await states("ben", "Northwind Coffee")).toMatchObject({
      publish: { state: "ready" },
      inbox: { state: "missing", scopes: [], roles: expect.arrayContaining(["ADMINISTRATOR"]) },
      analytics: { state: "missing", scopes: [], roles: ["ADMINISTRATOR"] },
    });
  });

  test("R63 the member's own right to post never stands in for a role on a page", async () => {
    expect((await states("anna", "Northwind Coffee", "analyst")).publish).toEqual({
      state: "missing",
      scopes: [],
      roles: ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"],
    });
  });
});
