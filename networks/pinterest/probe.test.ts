import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { pinterest } from "./pinterest.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };

const rehearse = () => rehearseNetwork({ network: pinterest, scenario: { ...sample, apps }, clientId, clientSecret });

const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => pinterest.probe.grant(call, grant);
const access = (grant: LiveGrant, remoteId: string) => ({ remoteId, token: grant.tokens.accessToken });
const proveBoard = ({ call }: NetworkRehearsal, grant: LiveGrant, remoteId: string) =>
  pinterest.probe.access(call, grant, access(grant, remoteId));

const winterDrinks = "812336915651567101";
const latteArt = "812336915651567102";
const summerStage = "771902796820736301";

/** Anna has connected her account. */
async function connected() {
  const side = await rehearse();
  return { side, grant: await side.connect(anna) };
}

describe("proof", () => {
  test("R15 R37 the account is proved by one read, each board by one of its own", async () => {
    const { side, grant } = await connected();
    const before = side.traces.length;
    expect(await proveGrant(side, grant)).toEqual({});
    expect(await proveBoard(side, grant, latteArt)).toEqual({
      name: "northwind_coffee / Latte art",
      handle: "northwind_coffee",
      avatarUrl: expect.any(String),
      roles: ["OWNER"],
    });
    expect(side.traces.slice(before).map(({ method, address }) => [method, address])).toEqual([
      ["GET", "api.pinterest.com/v5/user_account"],
      ["GET", `api.pinterest.com/v5/boards/${latteArt}`],
    ]);
  });

  test("R82 a group board is proved with the role on it; whoever looks, it has the same name", async () => {
    const { side, grant } = await connected();
    const shared = await proveBoard(side, grant, summerStage);
    const owned = await proveBoard(side, await side.connect(carla), summerStage);
    expect([shared.roles, owned.roles]).toEqual([["COLLABORATOR"], ["OWNER"]]);
    expect(shared.name).toBe(owned.name);
  });

  test("a board's new name is noticed", async () => {
    const { side, grant } = await connected();
    await side.control.renamePage("latte-art", "Latte art & more");
    expect((await proveBoard(side, grant, latteArt)).name).toBe("northwind_coffee / Latte art & more");
  });

  test("P13 the token of another account, or another board, does not pass", async () => {
    const { side, grant } = await connected();
    const other = await side.connect(carla);
    const swapped = withToken(grant, { accessToken: other.tokens.accessToken.reveal() });
    await expect(proveGrant(side, swapped)).rejects.toMatchObject({ diagnosis: { kind: "unrecognised" } });
    side.meddle(({ pathname }) => (pathname.includes("/boards/") ? { id: "7", name: "Another" } : undefined));
    await expect(proveBoard(side, grant, latteArt)).rejects.toMatchObject({ diagnosis: { kind: "unrecognised" } });
  });
});

describe("one board breaks alone", () => {
  async function onlyBreaks(change: (side: NetworkRehearsal) => Promise<unknown>, board: string, diagnosis: object) {
    const { side, grant } = await connected();
    await change(side);
    await expect(proveBoard(side, grant, board)).rejects.toMatchObject({
      diagnosis: { ...diagnosis, reach: "access" },
    });
    await proveGrant(side, grant);
    await proveBoard(side, grant, winterDrinks);
  }

  test("R82 P5 a board that was deleted is gone, the others live", () =>
    onlyBreaks(({ control }) => control.deletePage("latte-art"), latteArt, {
      rule: "pinterest/40",
      kind: "profile-lost",
      cause: "profile_gone",
      retry: "daily",
    }));

  test("R58 R82 a collaborator who was taken off a group board has lost the role there; its owner repairs it", () =>
    onlyBreaks(({ control }) => control.removeRole("summer-stage", "anna-berg"), summerStage, {
      rule: "pinterest/29",
      kind: "profile-lost",
      cause: "role_lost",
      repair: { who: "profile_admin", how: expect.stringMatching(/invites this account again/) },
    }));

  test("R82 a board that was made secret is refused alone, and the sentence names that way back too", () =>
    onlyBreaks(
      ({ control }) =>
        control.add({
          pages: [{ name: "Latte art", id: latteArt, people: { "anna-berg": "owner" }, notes: { privacy: "SECRET" } }],
        }),
      latteArt,
      { kind: "profile-lost", repair: { how: expect.stringMatching(/made secret.*makes it public/) } },
    ));

  test.each([
    ["P30 a board that became one for ads only", { is_ads_only: true }, "no-pins", "profile_admin"],
    ["P30 a board that Pinterest protects by now", { privacy: "PROTECTED" }, "no-pins", "profile_admin"],
    ["P34 a secret board that can be seen and not written on", { privacy: "SECRET" }, "secret", "token_setter"],
  ])("%s is not called connected for being readable", async (_what, members, rule, who) => {
    const { side, grant } = await connected();
    side.meddle(({ pathname }) =>
      pathname.endsWith(latteArt) ? { id: latteArt, name: "Latte art", ...members } : undefined,
    );
    await expect(proveBoard(side, grant, latteArt)).rejects.toMatchObject({
      diagnosis: { rule: `pinterest/${rule}`, cause: "profile_not_granted", reach: "access", repair: { who } },
      evidence: { body: { error: { code: rule }, answer: { id: latteArt } } },
    });
    await proveBoard(side, grant, winterDrinks);
  });

  test("R82 a restored board is proved again, with nobody connecting anything", async () => {
    const { side, grant } = await connected();
    await side.control.deletePage("latte-art");
    await expect(proveBoard(side, grant, latteArt)).rejects.toMatchObject({ diagnosis: { cause: "profile_gone" } });
    await side.control.restorePage("latte-art");
    expect((await proveBoard(side, grant, latteArt)).name).toBe("northwind_coffee / Latte art");
  });
});

describe("the account breaks, and all its boards with it", () => {
  const ends: readonly [string, (side: NetworkRehearsal) => Promise<unknown>][] = [
    ["the password was changed", ({ control }) => control.changePassword("anna-berg")],
    ["the app was removed", ({ control }) => control.removeApp({ person: "anna-berg" })],
    ["the token was found in public", ({ control }) => control.revokeTokens({ person: "anna-berg" })],
    ["Pinterest put the account into safe mode", ({ control }) => control.blockPerson("anna-berg")],
    ["the user name was changed", renameBusiness],
  ];

  test.each(ends)("R81 %s: one cause of the grant, never one for each board", async (_what, change) => {
    const { side, grant } = await connected();
    await change(side);
    const ended = { diagnosis: { rule: "pinterest/2", reach: "grant", retry: "after-refresh" } };
    await expect(proveGrant(side, grant)).rejects.toMatchObject(ended);
    await expect(proveBoard(side, grant, latteArt)).rejects.toMatchObject(ended);
    await expect(side.refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "grant-revoked", reach: "grant" } });
  });

  /** The user name of a business account follows from its name. */
  async function renameBusiness({ control }: NetworkRehearsal) {
    const { portfolios } = await control.networkState();
    const coffee = portfolios.find(({ name }) => name === "Northwind Coffee");
    await control.add({ portfolios: [{ name: "Nordwind", id: coffee?.id ?? "", people: ["anna-berg"] }] });
  }

  test("a suspended account is told as that", async () => {
    const { side, grant } = await connected();
    await side.control.blockPerson("anna-berg", "policy");
    await expect(proveGrant(side, grant)).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/30", cause: "profile_suspended", reach: "grant" },
    });
  });

  test("P36 a scope that is missing is asked for again; it ends nothing", async () => {
    const { side, grant } = await connected();
    await side.control.withdrawScope({ person: "anna-berg" }, "boards:read");
    await expect(proveBoard(side, grant, latteArt)).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/3-scope", kind: "scope-missing", scopes: ["boards:read"] },
    });
  });
});

describe("P2 trouble on the wire says nothing about anybody's token", () => {
  testTroubles(async () => {
    const { side, grant } = await connected();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => proveBoard(side, grant, latteArt)] };
  }, ["rate_limited"]);

  test("P14 a rate limit waits as long as Pinterest asks", async () => {
    const { side, grant } = await connected();
    await side.control.rateLimit(true, { waitMinutes: 3 });
    const failure: unknown = await proveGrant(side, grant).catch((error: unknown) => error);
    expect(failure).toMatchObject({ diagnosis: { rule: "pinterest/429-8", until: expect.any(Date) } });
    const { diagnosis, evidence } = failure as { diagnosis: { until: Date }; evidence: { at: Date } };
    expect(diagnosis.until.getTime() - evidence.at.getTime()).toBe(180_000);
  });
});
