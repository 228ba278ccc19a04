import { describe, expect, test } from "vitest";
import { capabilityStates, heldScopes } from "#core/capability.ts";
import { Secret } from "#core/secret.ts";
import type { FaultKind } from "#simulator/control.ts";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant, NetworkFailure } from "../network.ts";
import { anna, annasHamburg, client, smallWorld } from "./simulated/small-world.ts";
import type { Switch } from "./simulated/switches.ts";
import { tiktok } from "./tiktok.ts";

const pair = { person: "anna-berg" };

interface Connected {
  readonly side: NetworkRehearsal;
  readonly grant: LiveGrant;
}

async function connected(switches: readonly Switch[] = [], untick: string[] = []): Promise<Connected> {
  const side = await rehearseNetwork({ network: tiktok, scenario: smallWorld(redirectUri, switches), ...client });
  return { side, grant: await side.connect({ ...anna, untick }) };
}

const proveGrant = ({ side, grant }: Connected) => tiktok.probe.grant(side.call, grant);
const proveAccess = ({ side, grant }: Connected) =>
  tiktok.probe.access(side.call, grant, { remoteId: grant.setter.remoteId, token: grant.tokens.accessToken });

const failureOf = (act: Promise<unknown>): Promise<NetworkFailure> =>
  act.then(
    () => Promise.reject(new Error("A NetworkFailure was expected.")),
    (failure: NetworkFailure) => failure,
  );

describe("what a grant reaches", () => {
  test("R34 one grant is one account, with everything that shows which", async () => {
    const { side, grant } = await connected();
    expect(await side.list(grant)).toEqual([
      {
        remoteId: grant.setter.remoteId,
        name: "Northwind Berlin",
        kind: "account",
        handle: "northwind.berlin",
        avatarUrl: expect.stringContaining("x-signature="),
        url: "https://www.tiktok.com/@northwind.berlin",
        unusable: undefined,
      },
    ]);
  });

  test("P30 P35 an account on which nothing was allowed is listed with the reason", async () => {
    const { side, grant } = await connected([], ["video.publish", "video.list", "user.info.stats"]);
    const [found] = await side.list(grant);
    expect(found?.unusable).toBe(
      "At TikTok neither publishing nor statistics were allowed for this account. Connect it again and leave the switches on.",
    );
  });

  test("R31 an account with half of the switches is usable, and named as far as it may be", async () => {
    const { side, grant } = await connected([], ["video.publish", "user.info.profile"]);
    const [found] = await side.list(grant);
    expect(found).toMatchObject({ name: "Northwind Berlin", handle: undefined, url: undefined, unusable: undefined });
  });
});

describe("proof", () => {
  test("R15 R37 a grant is proved by its account, an access by a read with every scope that work needs", async () => {
    const given = await connected();
    expect(await proveGrant(given)).toEqual({});
    const before = given.side.traces.length;
    expect(await proveAccess(given)).toEqual({
      name: "Northwind Berlin",
      handle: "northwind.berlin",
      avatarUrl: expect.any(String),
      scopes: tiktok.oauth.scopes,
    });
    expect(given.side.traces.slice(before).map(({ address }) => address.replace("open.tiktokapis.com", ""))).toEqual([
      "/v2/user/info/",
      "/v2/post/publish/creator_info/query/",
      "/v2/user/info/",
      "/v2/video/list/",
    ]);
  });

  test("R7 probes only ask: nothing is begun, nothing is revoked", async () => {
    const given = await connected();
    await proveGrant(given);
    await proveAccess(given);
    expect(given.side.traces.filter(({ address }) => /init|revoke/.test(address))).toEqual([]);
  });

  test("a name changed at TikTok, and a picture whose address has ended, arrive with the next probe", async () => {
    const given = await connected();
    await given.side.control.renamePage("northwind-berlin", "Northwind Mitte");
    expect((await proveAccess(given)).name).toBe("Northwind Mitte");
    const url = (await proveAccess(given)).avatarUrl?.replace("https://", `${given.side.simulatorUrl}/`) ?? "";
    expect((await fetch(url)).status).toBe(200);
    await given.side.leap(3 * 86_400);
    expect((await fetch(url)).status).toBe(403);
    const later = { ...given, grant: await given.side.refresh(given.grant) };
    const fresh = (await proveAccess(later)).avatarUrl?.replace("https://", `${given.side.simulatorUrl}/`) ?? "";
    expect((await fetch(fresh)).status).toBe(200);
  });

  test.each([
    ["video.publish", "publish"],
    ["video.list", "analytics"],
    ["user.info.stats", "analytics"],
  ] as const)("P34 R32 %s taken back later: the account lives, and %s is named as lost", async (scope, capability) => {
    const given = await connected();
    await given.side.control.withdrawScope(pair, scope);
    await proveGrant(given);
    const proof = await proveAccess(given);
    expect(proof.scopes).not.toContain(scope);
    const held = { scopes: heldScopes(given.grant.scopesGranted, proof.scopes), roles: proof.roles };
    expect(capabilityStates(tiktok.capabilities, held)[capability]).toEqual({
      state: "missing",
      scopes: [scope],
      roles: [],
    });
    expect((await given.side.refresh(given.grant)).scopesGranted).not.toContain(scope);
  });

  test("P34 without the profile scope the account is still found and proved, only its user name is not", async () => {
    const given = await connected();
    await given.side.control.withdrawScope(pair, "user.info.profile");
    const proof = await proveAccess(given);
    expect(proof).toMatchObject({ name: "Northwind Berlin", handle: undefined });
    expect(proof.scopes).toEqual(tiktok.oauth.scopes.filter((one) => one !== "user.info.profile"));
    expect(await given.side.list(given.grant)).toMatchObject([{ name: "Northwind Berlin" }]);
  });

  test("a scope that was given back is believed again", async () => {
    const given = await connected();
    await given.side.control.withdrawScope(pair, "video.publish");
    expect((await proveAccess(given)).scopes).not.toContain("video.publish");
    const grant = await given.side.connect(anna);
    expect((await proveAccess({ ...given, grant })).scopes).toContain("video.publish");
  });

  test("scopes that nobody told stay unknown", async () => {
    const { side, grant } = await connected();
    expect((await proveAccess({ side, grant: { ...grant, scopesGranted: undefined } })).scopes).toBeUndefined();
  });

  test("P5 P13 a token with another account behind it proves nothing", async () => {
    const { side, grant } = await connected();
    const hamburg = await side.connect(annasHamburg);
    const mixed = withToken(grant, { accessToken: hamburg.tokens.accessToken.reveal() });
    for (const failure of [
      await failureOf(proveGrant({ side, grant: mixed })),
      await failureOf(proveAccess({ side, grant: mixed })),
    ]) {
      expect(failure.diagnosis).toMatchObject({ kind: "profile-lost", cause: "profile_not_granted" });
      expect(failure.evidence.body).toMatchObject({ error: { code: "other-id" } });
    }
  });
});

describe("why it died", () => {
  const deaths: readonly [string, (side: NetworkRehearsal) => Promise<unknown>][] = [
    ["the app was removed", ({ control }) => control.removeApp(pair)],
    ["the account was taken out of the consent", ({ control }) => control.untickPage(pair, "northwind-berlin")],
    ["the account was deleted", ({ control }) => control.deletePage("northwind-berlin")],
    ["tokens were declared void", ({ control }) => control.revokeTokens()],
    ["a security check waits", ({ control }) => control.blockPerson("anna-berg")],
  ];

  test.each(deaths)(
    "%s: the token is refused, then the refresh; the person is asked on a second look",
    async (_what, act) => {
      const given = await connected();
      await act(given.side);
      for (const failure of [await failureOf(proveGrant(given)), await failureOf(proveAccess(given))])
        expect(failure.diagnosis).toMatchObject({
          kind: "token-expired",
          retry: "after-refresh",
          confidence: "likely",
        });
      expect((await failureOf(given.side.refresh(given.grant))).diagnosis).toMatchObject({
        kind: "grant-revoked",
        confidence: "likely",
        repair: { who: "token_setter" },
      });
    },
  );

  test("R57 a changed password ends nothing here, as far as is known; where it does, it looks like any other end", async () => {
    const lives = await connected();
    await lives.side.control.changePassword("anna-berg");
    await proveGrant(lives);
    await proveGrant({ ...lives, grant: await lives.side.refresh(lives.grant) });
    const dies = await connected(["password-ends-tokens"]);
    await dies.side.control.changePassword("anna-berg");
    expect((await failureOf(proveGrant(dies))).diagnosis.rule).toBe("tiktok/access_token_invalid");
  });

  test("a ban from posting is the account's: it is said before the hour of a post, and the grant lives", async () => {
    const given = await connected();
    await given.side.control.blockPerson("anna-berg", "policy");
    await proveGrant(given);
    expect((await failureOf(proveAccess(given))).diagnosis).toMatchObject({
      kind: "profile-lost",
      cause: "profile_suspended",
      reach: "access",
      repair: { who: "token_setter" },
    });
  });

  const capped: readonly Switch[][] = [["user-cap"], ["user-cap", "errors-with-200"]];
  test.each(capped.map((switches) => ({ switches })))(
    "P28 the app's quota of users is spent ($switches): no account is blamed, none is called lost",
    async ({ switches }) => {
      const given = await connected(switches);
      await proveGrant(given);
      expect((await proveAccess(given)).scopes).toEqual(tiktok.oauth.scopes);
      const init = given.side.call.send("publish", {
        url: "https://open.tiktokapis.com/v2/post/publish/video/init/",
        bearer: given.grant.tokens.accessToken,
        json: { post_info: {}, source_info: {} },
      });
      expect((await failureOf(init)).diagnosis).toMatchObject({ reach: "app", repair: { who: "operator" } });
    },
  );

  test("P28 an app that was not audited is the operator's matter when a post is refused for it", async () => {
    const { side, grant } = await connected(["unaudited"]);
    const init = side.call.send("publish", {
      url: "https://open.tiktokapis.com/v2/post/publish/video/init/",
      bearer: grant.tokens.accessToken,
      json: { post_info: {}, source_info: {} },
    });
    const { diagnosis, evidence } = await failureOf(init);
    expect(diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
    expect(evidence.body).toMatchObject({ error: { code: "unaudited_client_can_only_post_to_private_accounts" } });
  });

  test("P28 a switched-off app: the token is refused, and the refresh says whose matter it is", async () => {
    const given = await connected();
    await given.side.control.updateApp({ disabled: true });
    expect((await failureOf(proveGrant(given))).diagnosis.retry).toBe("after-refresh");
    expect((await failureOf(given.side.refresh(given.grant))).diagnosis.kind).toBe("app-rejected");
  });

  testTroubles(async () => {
    const given = await connected();
    return { control: given.side.control, acts: [() => proveGrant(given), () => proveAccess(given)] };
  });

  test.each([
    ["creator_info", "rate_limited"],
    ["creator_info", "outage"],
    ["video/list", "error_500"],
    ["video/list", "html"],
  ] as const)("the account is proved although %s meets %s", async (path, fault) => {
    const given = await connected();
    await given.side.control.addFault(fault, { path });
    expect((await proveAccess(given)).scopes).toEqual(tiktok.oauth.scopes);
  });

  test("a token that dies between two calls of one probe is not called proved", async () => {
    const given = await connected();
    given.side.meddle(
      ({ pathname }) =>
        pathname.includes("creator_info") ? { data: {}, error: { code: "access_token_invalid" } } : undefined,
      401,
    );
    expect((await failureOf(proveAccess(given))).diagnosis.kind).toBe("token-expired");
  });

  test("calls that come too often wait for a minute", async () => {
    const given = await connected();
    await given.side.control.rateLimit(true);
    const { diagnosis, evidence } = await failureOf(proveGrant(given));
    expect(diagnosis).toMatchObject({ kind: "rate-limited", until: new Date(evidence.at.getTime() + 60_000) });
  });

  const lies: readonly FaultKind[] = [
    "revoked",
    "password_changed",
    "person_blocked",
    "person_unconfirmed",
    "signed_out",
    "page_unticked",
    "page_deleted",
    "token_expired",
  ];
  test.each(lies)("TikTok does not tell %s apart: the token is refused, no more", async (lie) => {
    const given = await connected();
    await given.side.control.addFault(lie);
    expect((await failureOf(proveGrant(given))).diagnosis.rule).toBe("tiktok/access_token_invalid");
  });

  test("no token and a made-up one are refused alike", async () => {
    const { side, grant } = await connected();
    const wrong = { ...grant, tokens: { ...grant.tokens, accessToken: Secret.of("act.made-up") } };
    expect((await failureOf(proveGrant({ side, grant: wrong }))).diagnosis.rule).toBe("tiktok/access_token_invalid");
  });
});
