import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import type { FoundProfile } from "../network.ts";
import { pinterest } from "./pinterest.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const ben = { email: "ben@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };

const rehearse = (pages = sample.pages ?? [], settings: Record<string, string> = {}) =>
  rehearseNetwork({
    network: pinterest,
    scenario: { ...sample, apps, pages },
    clientId,
    clientSecret,
    settings,
  });

const usable = (found: readonly FoundProfile[]) => found.filter(({ unusable }) => !unusable).map(({ name }) => name);
const named = (found: readonly FoundProfile[], name: string) => found.find((one) => one.name.endsWith(`/ ${name}`));

describe("boards of an account", () => {
  test("R81 all boards become profiles, fed by the one token of the account", async () => {
    const { connect, list } = await rehearse();
    expect(pinterest.profiles.follow).toBe("all");
    const found = await list(await connect(anna));
    expect(usable(found)).toEqual([
      "northwind_coffee / Winter drinks",
      "northwind_coffee / Latte art",
      "northwind_coffee / Our shops in Berlin and Oslo",
      "northwind_coffee / Coffee at home",
      "carla_ruiz / Summer Stage",
    ]);
    expect(found.every(({ token, kind }) => token === undefined && kind === "board")).toBe(true);
    expect(named(found, "Latte art")).toEqual({
      remoteId: "812336915651567102",
      name: "northwind_coffee / Latte art",
      handle: "northwind_coffee",
      kind: "board",
      avatarUrl: expect.stringMatching(/^https:\/\/i\.pinimg\.com\//),
      url: "https://www.pinterest.com/northwind_coffee/",
      roles: ["OWNER"],
      unusable: undefined,
    });
  });

  test("R81 a board that appears later is found by the next look, with nobody doing anything", async () => {
    const { connect, list, control } = await rehearse();
    const grant = await connect(anna);
    await control.add({ pages: [{ name: "Spring menu", id: "812336915651567199", people: { "anna-berg": "owner" } }] });
    expect(usable(await list(grant))).toContain("northwind_coffee / Spring menu");
  });

  test("R63 R81 a group board of somebody else comes too, with the role, under its owner's name", async () => {
    const { connect, list } = await rehearse();
    expect(named(await list(await connect(anna)), "Summer Stage")).toMatchObject({
      handle: "carla_ruiz",
      roles: ["COLLABORATOR"],
      url: "https://www.pinterest.com/carla_ruiz/",
      unusable: undefined,
    });
  });

  test("R82 the same group board seen by two accounts is one profile: same id, same name, two roles", async () => {
    const { connect, list } = await rehearse();
    const seenBy = async (who: typeof anna) => named(await list(await connect(who)), "Summer Stage");
    const [owned, shared] = [await seenBy(carla), await seenBy(anna)];
    expect({ ...shared, roles: owned?.roles }).toEqual(owned);
    expect([owned?.roles, shared?.roles]).toEqual([["OWNER"], ["COLLABORATOR"]]);
    expect(named(await list(await connect(ben)), "Coffee at home")?.remoteId).toBe("812336915651567104");
  });

  test("P35 an account without any board is told as an empty list, not as a failure", async () => {
    const { connect, list } = await rehearse([]);
    expect(await list(await connect(anna))).toEqual([]);
  });
});

describe("boards that are seen and cannot be used", () => {
  test("P30 P31 a protected board is listed with the reason and the next step", async () => {
    const { connect, list } = await rehearse();
    expect(named(await list(await connect(anna)), "Shop the look")?.unusable).toMatch(
      /protects.*Choose another board/s,
    );
  });

  test("P30 P31 a board for ads only is listed with the reason", async () => {
    const { connect, list } = await rehearse();
    expect(named(await list(await connect(carla)), "Night Market ads")?.unusable).toMatch(/ads only/);
  });

  test("P36 secret boards are not even seen unless the operator switched them on; then they are profiles", async () => {
    const closed = await rehearse();
    expect(named(await closed.list(await closed.connect(anna)), "Spring campaign (draft)")).toBeUndefined();
    const open = await rehearse(sample.pages, { secretBoards: "yes" });
    expect(named(await open.list(await open.connect(anna)), "Spring campaign (draft)")).toMatchObject({
      unusable: undefined,
    });
  });

  test("P31 P34 a secret board that is seen without all secret scopes is listed with the reason", async () => {
    const { connect, list } = await rehearse();
    const scopes = [...pinterest.oauth.scopes, "boards:read_secret"];
    const grant = await connect(anna, { scopes });
    expect(named(await list(grant), "Spring campaign (draft)")?.unusable).toMatch(/secret.*Make it public/s);
    const untold = await list({ ...grant, scopesGranted: undefined });
    expect(named(untold, "Spring campaign (draft)")?.unusable).toMatch(/secret/);
  });
});

describe("long lists and odd answers", () => {
  test("R35 seven hundred boards come in three calls; a page that is short or empty is not the last one", async () => {
    const own = { "anna-berg": "owner" };
    const { connect, list, traces } = await rehearse([
      { name: "Idea", count: 200, people: own },
      { name: "Secret idea", count: 300, people: own, notes: { privacy: "SECRET" } },
      { name: "Later idea", count: 200, people: own },
    ]);
    const grant = await connect(anna);
    const before = traces.length;
    const found = await list(grant);
    expect([found.length, traces.length - before]).toEqual([400, 3]);
    expect(new Set(found.map(({ remoteId }) => remoteId)).size).toBe(400);
  });

  test("ids beyond 2^53 keep every digit, also where they come as numbers", async () => {
    const { connect, list, meddle, call } = await rehearse();
    const grant = await connect(anna);
    const board = '"name":"A","owner":{"username":"x"},"privacy":"PUBLIC"';
    meddle(({ pathname }) => {
      if (pathname.endsWith("/boards")) return `{"items":[{"id":9007199254740993,${board}}],"bookmark":null}`;
      return pathname.endsWith("/boards/9007199254740993") ? `{"id":9007199254740993,${board}}` : undefined;
    });
    const [found] = await list(grant);
    expect(found?.remoteId).toBe("9007199254740993");
    const access = { remoteId: found?.remoteId ?? "", token: grant.tokens.accessToken };
    expect(await pinterest.probe.access(call, grant, access)).toMatchObject({ name: "x / A" });
  });

  test("P23 one odd entry costs nobody the others; what is not told stays unknown", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    const items = [null, { id: "x" }, { id: "7", name: "Bare", owner: 3, privacy: null, media: "none" }];
    meddle(({ pathname }) => (pathname.endsWith("/boards") ? { items, bookmark: "" } : undefined));
    expect(await list(grant)).toEqual([{ remoteId: "7", name: "Bare", kind: "board" }]);
  });

  test("an outage in the middle of a list is told, never taken for the end of it", async () => {
    const { connect, list, control } = await rehearse([{ name: "Idea", count: 300, people: { "anna-berg": "owner" } }]);
    const grant = await connect(anna);
    await control.addFault("outage", { path: "/v5/boards" });
    await expect(list(grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" } });
  });

  test("a list of another shape is a failure with evidence, no empty account", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    meddle(({ pathname }) => (pathname.endsWith("/boards") ? { boards: [] } : undefined));
    await expect(list(grant)).rejects.toMatchObject({
      diagnosis: { kind: "unrecognised" },
      evidence: { body: { boards: [] } },
    });
  });
});
