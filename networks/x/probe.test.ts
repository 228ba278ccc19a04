import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { sample } from "./simulated/sample.ts";
import { x } from "./x.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const day = 86_400;
const account = "1190348842300674049";

/** Anna has connected Northwind Coffee at nine, and a minute has passed: far from midnight and from the end of a quarter hour. */
async function connected() {
  const side = await rehearseNetwork({ network: x, scenario: { ...sample, apps }, clientId, clientSecret });
  const sinceNine = (side.call.now().getTime() / 1000 - 9 * 3600) % day;
  await side.leap(day - sinceNine);
  const grant = await side.connect(anna);
  await side.leap(60);
  return { side, grant };
}

const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => x.probe.grant(call, grant);
const proveAccount = ({ call }: NetworkRehearsal, grant: LiveGrant) =>
  x.probe.access(call, grant, { remoteId: account, token: grant.tokens.accessToken });
const charges = async ({ control }: NetworkRehearsal) =>
  (await control.findPage("northwind-coffee")).notes["charges"] ?? 0;

describe("a look costs money", () => {
  test("R7 R37 the only call is GET /2/users/me, with the least that is used", async () => {
    const { side, grant } = await connected();
    await side.control.clearLog();
    await proveGrant(side, grant);
    expect(await proveAccount(side, grant)).toEqual({
      name: "Northwind Coffee",
      handle: "NorthwindCoffee",
      avatarUrl: expect.any(String),
    });
    const calls = await side.control.log();
    expect(calls.map(({ method, path, params }) => [method, path, params])).toEqual(
      Array.from({ length: 2 }, () => ["GET", "/2/users/me", { "user.fields": "profile_image_url" }]),
    );
  });

  test("connecting, listing and all looks of one day are one charged read", async () => {
    const { side, grant } = await connected();
    await side.list(grant);
    for (let looks = 0; looks < 3; looks += 1) await proveAccount(side, grant);
    expect(await charges(side)).toBe(1);
  });

  test("listing asks nothing: the dance has read the account", async () => {
    const { side, grant } = await connected();
    await side.control.clearLog();
    expect(await side.list(grant)).toHaveLength(1);
    expect(await side.control.countCalls()).toBe(0);
  });

  test("402 the credits are used up: the app's matter, for the operator; the login is not doubted, refreshing goes on", async () => {
    const { side, grant } = await connected();
    await side.control.setUsage(100);
    const depleted = {
      diagnosis: { rule: "x/credits", kind: "app-rejected", reach: "app", repair: { who: "operator" } },
    };
    await expect(proveGrant(side, grant)).rejects.toMatchObject(depleted);
    await expect(proveAccount(side, grant)).rejects.toMatchObject(depleted);
    await side.refresh(grant);
    await side.control.setUsage(null);
    expect(await charges(side)).toBe(1);
  });
});

test("an error beside the account is about a part of it and no failure; an error alone is one, with 200 as well", async () => {
  const { side, grant } = await connected();
  const errors = [{ title: "Not Found Error", type: "https://api.x.com/2/problems/resource-not-found" }];
  const data = { id: account, name: "Northwind Coffee", username: "NorthwindCoffee" };
  side.meddle(() => ({ data, errors }));
  expect((await proveAccount(side, grant)).handle).toBe("NorthwindCoffee");
  expect([{ data, errors }, { errors }, { error: "invalid_request" }, { data }].map(x.carriesError)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("P13 the token of another account does not pass", async () => {
  const { side, grant } = await connected();
  const berlin = await side.connect({ ...anna, pages: ["Northwind Berlin"] });
  const swapped = withToken(grant, { accessToken: berlin.tokens.accessToken.reveal() });
  const unrecognised = { diagnosis: { kind: "unrecognised" } };
  await expect(proveGrant(side, swapped)).rejects.toMatchObject(unrecognised);
  await expect(proveAccount(side, swapped)).rejects.toMatchObject(unrecognised);
});

test("a changed name is noticed; who the account is stays the same", async () => {
  const { side, grant } = await connected();
  await side.control.renamePage("northwind-coffee", "Northwind Coffee Co");
  expect((await proveAccount(side, grant)).name).toBe("Northwind Coffee Co");
});

describe("the account's own trouble is not the login's", () => {
  test.each([
    [
      "suspended",
      "64",
      "profile_suspended",
      ({ control }: NetworkRehearsal) => control.blockPerson("anna-berg", "policy"),
    ],
    ["locked", "326", "person_blocked", ({ control }: NetworkRehearsal) => control.blockPerson("anna-berg")],
    [
      "deactivated",
      "user-gone",
      "profile_gone",
      ({ control }: NetworkRehearsal) => control.deletePage("northwind-coffee"),
    ],
  ] as const)(
    "R58 %s: the grant is proved by that very answer, the account tells what to do, and heals by itself",
    async (_what, rule, cause, change) => {
      const { side, grant } = await connected();
      await change(side);
      expect(await proveGrant(side, grant)).toEqual({});
      await expect(proveAccount(side, grant)).rejects.toMatchObject({
        diagnosis: { rule: `x/${rule}`, kind: "profile-lost", cause, reach: "access", repair: { who: "token_setter" } },
      });
      const fresh = await side.refresh(grant);
      await side.control.unblockPerson("anna-berg");
      await side.control.restorePage("northwind-coffee");
      expect((await proveAccount(side, fresh)).handle).toBe("NorthwindCoffee");
    },
  );

  test("a suspended account cannot be connected, and X's own page says so", async () => {
    const { side } = await connected();
    await expect(side.connect({ ...anna, pages: ["Northwind Archive"] })).rejects.toThrow(/offers no Page/);
    await side.control.blockPerson("anna-berg", "policy");
    await expect(side.connect(anna)).rejects.toThrow(/Your account is suspended/);
  });

  test("a locked one is unlocked on the way, and connected", async () => {
    const { side } = await connected();
    await side.control.blockPerson("anna-berg");
    const grant = await side.connect(anna);
    expect(grant.setter.handle).toBe("NorthwindCoffee");
  });
});

describe("the login ends", () => {
  test.each([
    ["the app was removed", ({ control }: NetworkRehearsal) => control.removeApp({ person: "anna-berg" })],
    ["the password was changed", ({ control }: NetworkRehearsal) => control.changePassword("anna-berg")],
    ["X ended it", ({ control }: NetworkRehearsal) => control.revokeTokens({ person: "anna-berg" })],
  ] as const)("P7 %s: 401 is not waited out, it asks for a refresh, and that decides", async (_what, change) => {
    const { side, grant } = await connected();
    await change(side);
    await expect(proveGrant(side, grant)).rejects.toMatchObject({
      diagnosis: { rule: "x/Unauthorized", kind: "token-expired", retry: "after-refresh", reach: "grant" },
    });
    await expect(side.refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "grant-revoked" } });
  });

  test("an access token that X ended before its time is replaced, and the login lives", async () => {
    const { side, grant } = await connected();
    await side.control.expireTokens({ person: "anna-berg", kind: "access" });
    await expect(proveGrant(side, grant)).rejects.toMatchObject({ diagnosis: { retry: "after-refresh" } });
    await proveAccount(side, await side.refresh(grant));
  });

  test("P36 a scope that is missing ends nothing", async () => {
    const { side, grant } = await connected();
    await side.control.withdrawScope({ person: "anna-berg" }, "users.read");
    await expect(proveGrant(side, grant)).rejects.toMatchObject({ diagnosis: { kind: "scope-missing" } });
  });
});

describe("P2 trouble on the wire says nothing about anybody's token", () => {
  testTroubles(async () => {
    const { side, grant } = await connected();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => proveAccount(side, grant)] };
  }, ["rate_limited"]);

  test("P14 the 76th look in a quarter of an hour waits until x-rate-limit-reset", async () => {
    const { side, grant } = await connected();
    const look = () => proveAccount(side, grant);
    const answered = await Promise.allSettled(Array.from({ length: 80 }, look));
    const refused = answered.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    const quarter = 15 * 60_000;
    const end = (Math.floor(side.call.now().getTime() / quarter) + 1) * quarter;
    expect(refused.at(-1)).toMatchObject({ diagnosis: { rule: "x/429", kind: "rate-limited", until: new Date(end) } });
  });
});
