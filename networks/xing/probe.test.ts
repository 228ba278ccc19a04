import { describe, expect, test } from "vitest";
import { canExpire } from "#core/diagnosis.ts";
import { networkCondition } from "#core/outage.ts";
import type { Scenario } from "#simulator/control.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { xing } from "./xing.ts";

const clientId = "0123456789abcdef0123";
const clientSecret = "0123456789abcdef0123456789abcdef01234567";
const handles = ["anna-berg", "ben-okoro", "carla-ruiz"];
const scenario: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }, { name: "Carla Ruiz" }],
  apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
};

interface Connected {
  readonly side: NetworkRehearsal;
  readonly grants: readonly LiveGrant[];
  readonly anna: LiveGrant;
}

async function connected(who: readonly string[] = ["anna-berg"]): Promise<Connected> {
  const side = await rehearseNetwork({ network: xing, scenario, clientId, clientSecret });
  const grants: LiveGrant[] = [];
  for (const handle of who)
    grants.push(await side.connect({ email: `${handle}@people.example`, password: "password" }));
  const [anna] = grants;
  if (!anna) throw new Error("nobody is connected");
  return { side, grants, anna };
}

const diagnosisOf = async (work: Promise<unknown>) => (await failureOf(work)).diagnosis;

describe("profiles", () => {
  test("one person is one profile, under the id by which everything else knows it", async () => {
    const { side, anna } = await connected();
    expect(await side.list(anna)).toEqual([
      {
        remoteId: anna.setter.remoteId,
        name: "Anna Berg",
        kind: "person",
        handle: "Anna_Berg",
        avatarUrl: expect.stringMatching(/^https:\/\/www\.xing\.com\/img\/users\/.+140x185/),
        url: "https://www.xing.com/profile/Anna_Berg",
      },
    ]);
  });

  test("neither birthday nor e-mail address is asked for", async () => {
    const { side, anna } = await connected();
    await side.list(anna);
    await xing.probe.grant(side.call, anna);
    const asked = (await side.control.log({ path: "/v1/users/me" })).map(({ params }) => params.fields);
    expect(new Set(asked)).toEqual(new Set(["id", "id,display_name,page_name,permalink,photo_urls"]));
  });

  test("a profile without name, picture and address is a profile all the same", async () => {
    const { side, anna } = await connected();
    side.meddle(() => ({ users: [{ id: "7_a", display_name: null, photo_urls: { large: 7 } }] }));
    expect(await side.list(anna)).toEqual([{ remoteId: "7_a", name: "7_a", kind: "person" }]);
  });

  test.each([[{}], [{ users: [] }], [{ users: [{ display_name: "Anna Berg" }] }], [[]], ["users"]])(
    "an answer of another shape is a failure with evidence, no crash: %j",
    async (body) => {
      const { side, anna } = await connected();
      side.meddle(() => body);
      expect(await failureOf(side.list(anna))).toMatchObject({
        diagnosis: { kind: "unrecognised" },
        evidence: { address: "api.xing.com/v1/users/me", status: 200 },
      });
    },
  );
});

describe("proof", () => {
  test("R15 R37 a grant is proved by its person's answer, an access with the present name and picture", async () => {
    const { side, anna } = await connected();
    const [profile] = await side.list(anna);
    await side.control.renamePerson("anna-berg", "Anna Berg-Olsen");
    expect(await xing.probe.grant(side.call, anna)).toEqual({});
    expect(await xing.probe.access(side.call, anna, side.access(anna, profile))).toEqual({
      name: "Anna Berg-Olsen",
      handle: "Anna_Berg-Olsen",
      avatarUrl: expect.any(String),
    });
  });

  test("R7 probes only read", async () => {
    const { side, anna } = await connected();
    const before = side.traces.length;
    await xing.probe.grant(side.call, anna);
    await xing.probe.access(side.call, anna, side.access(anna, (await side.list(anna))[0]));
    expect(new Set(side.traces.slice(before).map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("P13 a token that opens another person's profile proves nothing, and ends nothing", async () => {
    const { side, grants } = await connected(["anna-berg", "ben-okoro"]);
    const [anna, ben] = grants;
    if (!anna || !ben) throw new Error("two are needed");
    const swapped = { ...anna, tokens: ben.tokens };
    const profile = { remoteId: anna.setter.remoteId, token: ben.tokens.accessToken };
    for (const work of [
      () => xing.probe.grant(side.call, swapped),
      () => xing.probe.access(side.call, swapped, profile),
    ])
      expect(await diagnosisOf(work())).toMatchObject({ kind: "unrecognised" });
  });
});

describe("why it died", () => {
  const ends: readonly [string, (side: NetworkRehearsal) => Promise<unknown>][] = [
    ["R57 the password was changed", ({ control }) => control.changePassword("anna-berg")],
    ["the app was removed on xing.com", ({ control }) => control.removeApp({ person: "anna-berg" })],
    ["the token ran out", ({ control }) => control.expireTokens({ person: "anna-berg" })],
    ["the account was blocked", ({ control }) => control.blockPerson("anna-berg")],
  ];

  test.each(ends)("%s: XING says the same, so the sentence names all reasons; others live on", async (_what, act) => {
    const { side, grants, anna } = await connected(["anna-berg", "ben-okoro"]);
    const [profile] = await side.list(anna);
    await act(side);
    for (const work of [
      () => xing.probe.grant(side.call, anna),
      () => xing.probe.access(side.call, anna, side.access(anna, profile)),
      () => side.list(anna),
    ])
      expect(await diagnosisOf(work())).toMatchObject({
        rule: "xing/INVALID_OAUTH_TOKEN",
        kind: "grant-revoked",
        cause: "session_ended",
        reach: "grant",
        confidence: "likely",
        repair: { who: "token_setter", how: expect.stringMatching(/password was changed.*removed.*came to its end/) },
      });
    if (grants[1]) await xing.probe.grant(side.call, grants[1]);
  });

  test("a new login after a changed password brings it back, under the same person", async () => {
    const { side, anna } = await connected();
    const { password } = await side.control.changePassword("anna-berg");
    const again = await side.connect({ email: "anna-berg@people.example", password });
    expect(again.setter).toEqual(anna.setter);
    await xing.probe.grant(side.call, again);
  });

  test("a garbled token is told as one that is over", async () => {
    const { side, anna } = await connected();
    const garbled = withToken(anna, { accessToken: "no" });
    expect((await diagnosisOf(xing.probe.grant(side.call, garbled))).rule).toBe("xing/INVALID_OAUTH_TOKEN");
  });
});

describe("trouble of everybody", () => {
  const everybody = (side: NetworkRehearsal, grants: readonly LiveGrant[]) =>
    Promise.all(grants.map((grant) => diagnosisOf(xing.probe.grant(side.call, grant))));

  test("P28 R83 the key is withdrawn: one app is refused, nobody's consent is", async () => {
    const { side, grants } = await connected(handles);
    await side.control.updateApp({ disabled: true });
    for (const diagnosis of await everybody(side, grants))
      expect(diagnosis).toMatchObject({
        rule: "xing/INVALID_OAUTH_CONSUMER",
        kind: "app-rejected",
        reach: "app",
        repair: { who: "operator", how: expect.stringContaining("connecting again helps nobody") },
      });
  });

  test("P28 the secret is changed, or another key entered: the operator's to mend", async () => {
    const { side, grants, anna } = await connected(handles);
    await side.control.add({
      apps: [{ name: "New key", id: "new", secret: clientSecret, redirectUris: [redirectUri] }],
    });
    const call = { ...side.call, app: { ...side.call.app, clientId: "new" } };
    expect(await diagnosisOf(xing.probe.grant(call, anna))).toMatchObject({
      rule: "xing/CONSUMER_MISMATCH",
      reach: "app",
      repair: { who: "operator" },
    });
    await side.control.changeAppSecret({ app: "Latchkey" });
    for (const diagnosis of await everybody(side, grants))
      expect(diagnosis).toMatchObject({ rule: "xing/INVALID_OAUTH_SIGNATURE", reach: "app" });
  });

  const switchedOff: readonly [string, string, number][] = [
    ["404", "Not Found", 404],
    ["410", "Gone", 410],
    ["404 in JSON", '{"message":"no such route"}', 404],
    ["a redirect", "", 301],
    ["HTML with 200", "<!doctype html><h1>XING</h1>", 200],
    ["HTML with 403", "\n<html><h1>Access denied</h1>", 403],
  ];
  test.each(switchedOff)(
    "R83 P53 the interface is switched off (%s): the network is off, no profile is at fault",
    async (_what, body, status) => {
      const { side, grants } = await connected(handles);
      side.meddle(() => body, status);
      const seen = await everybody(side, grants);
      for (const diagnosis of seen)
        expect(diagnosis).toMatchObject({
          rule: "xing/switched-off",
          kind: "unreachable",
          reach: "network",
          cause: "network_unavailable",
          repair: { who: "operator", how: expect.stringContaining("switched its interface off") },
        });
      expect(seen.some(canExpire)).toBe(false);
      const signs = { lookedAt: 3, alive: 3, unreachable: seen.length, refused: 0, provedSince: 0 };
      const guard = { minimumGrants: 5, share: 0.5, minimumSilent: 1, silentShare: 0.5, provedToResume: 2 };
      expect(networkCondition(signs, guard)).toEqual({ state: "unavailable" });
    },
  );

  testTroubles(async () => {
    const { side, anna } = await connected();
    return { control: side.control, acts: [() => xing.probe.grant(side.call, anna)] };
  }, ["lost_answer"]);

  test("P4 asked too often, which is a 403 here: an hour's pause, no verdict", async () => {
    const { side, anna } = await connected();
    await side.control.rateLimit(true);
    const { kind, until } = await diagnosisOf(xing.probe.grant(side.call, anna));
    expect([kind, Math.round(((until?.getTime() ?? 0) - side.call.now().getTime()) / 60_000)]).toEqual([
      "rate-limited",
      60,
    ]);
  });

  test("403 is also a right that the key lacks: the operator's, not the person's", async () => {
    const { side, anna } = await connected();
    await side.control.updateApp({ approvedScopes: ["post"] });
    expect(await diagnosisOf(xing.probe.grant(side.call, anna))).toMatchObject({
      rule: "xing/ACCESS_DENIED",
      reach: "app",
      repair: { who: "operator" },
    });
  });

  test.each([
    ["two days slow", -2 * 86_400, "xing/TIMESTAMP_EXPIRED"],
    ["set back by an hour", -3600, "xing/INVALID_TIMESTAMP"],
  ])("a clock of ours that is %s is the operator's to set, nobody's consent is over", async (_what, seconds, rule) => {
    const { side, anna } = await connected();
    const call = { ...side.call, now: () => new Date(side.call.now().getTime() + seconds * 1000) };
    expect(await diagnosisOf(xing.probe.grant(call, anna))).toMatchObject({
      rule,
      kind: "app-rejected",
      repair: { who: "operator", how: expect.stringContaining("clock") },
    });
  });
});
