import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import {
  anna,
  berlinId,
  connectedPage,
  linkedPage,
  metaApp,
  metaRegistration,
  proveAccess,
  rehearsePage,
} from "#test/instagram-rehearsal.ts";
import { redirectUri, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import type { FoundProfile } from "../network.ts";
import { pageScopes } from "./capabilities.ts";
import { instagram } from "./instagram.ts";

const day = 86_400;

describe("the dance through Facebook", () => {
  test("Facebook Login for Business: the configuration replaces the scopes, all permissions or none, accounts one by one", async () => {
    const configurations = [{ id: "42", scopes: [...pageScopes] }];
    const side = await rehearsePage({ apps: [{ ...metaRegistration, configurations }] }, { configId: "42" });
    const grant = await side.connect({
      ...anna,
      pages: ["Northwind Berlin", "@northwind.berlin"],
      untick: ["instagram_basic"],
    });
    expect(grant.scopesGranted).toEqual(expect.arrayContaining([...pageScopes]));
    expect((await side.list(grant)).filter(({ unusable }) => !unusable)).toMatchObject([{ remoteId: berlinId }]);
    const { params } = await side.visit({ ...anna, cancel: true });
    expect(instagram.oauth.refusal(params)).toMatchObject({ what: expect.stringMatching(/app_rejected|cancelled/) });
  });

  test("P13 a Page token is refused where the person's belongs, and the person's where the Page's belongs", async () => {
    const connection = await connectedPage();
    const { side, grant, found } = connection;
    const failure = await failureOf(proveAccess(connection, { ...found[0], ...noToken } as FoundProfile));
    expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", rule: "instagram/100-user-token" });
    const { params } = await side.visit(anna);
    side.meddle(({ pathname }) =>
      pathname.endsWith("/debug_token")
        ? { data: { type: "PAGE", app_id: metaApp.clientId, is_valid: true } }
        : undefined,
    );
    const finish = instagram.oauth.finish(side.call, { params, redirectUri, verifier: "" });
    expect((await failureOf(finish)).diagnosis.rule).toBe("instagram/token-type");
    expect(grant.tokens.refreshToken).toBeUndefined();
  });
  const noToken = { token: undefined };

  test("giving back ends the whole consent, also when the user token is over", async () => {
    for (const days of [0, 61]) {
      const connection = await connectedPage();
      const { side, grant, found } = connection;
      await side.leap(days * day);
      await instagram.oauth.revoke?.(side.call, grant);
      expect((await failureOf(proveAccess(connection, found[0]))).diagnosis.cause).toBe("revoked_by_person");
    }
  });

  test("P33 where the same app serves Facebook Pages too, giving Instagram back leaves those alone", async () => {
    const side = await rehearsePage();
    const start = { scopes: pageScopes };
    const grant = await side.connect(anna, start);
    const dialog = new URL("https://www.facebook.com/v26.0/dialog/oauth");
    dialog.search = new URLSearchParams({
      client_id: metaApp.clientId,
      redirect_uri: redirectUri,
      scope: "pages_manage_posts",
    }).toString();
    await side.visitor.consent(dialog.href, anna);
    await instagram.oauth.revoke?.(side.call, grant);
    const { scopesGranted = [] } = await instagram.probe.grant(side.call, grant);
    expect(scopesGranted).toEqual(
      expect.arrayContaining(["pages_manage_posts", "pages_show_list", "pages_read_engagement"]),
    );
    expect(scopesGranted.filter((scope) => scope.startsWith("instagram_"))).toEqual([]);
  });
});

describe("proof", () => {
  test("R15 R37 an account is proved with the Page's token, its link and the person's tasks, by reads alone (R7)", async () => {
    const connection = await connectedPage();
    expect(await proveAccess(connection, connection.found[0])).toMatchObject({
      name: "Berlin on Instagram",
      handle: "northwind.berlin",
      roles: expect.arrayContaining(["CREATE_CONTENT"]),
    });
    expect(new Set(connection.side.traces.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("R58 a role made smaller is noticed by its tasks", async () => {
    const connection = await connectedPage();
    await connection.side.control.setRole("northwind-berlin", "anna-berg", ["PROFILE_PLUS_ANALYZE"]);
    expect((await proveAccess(connection, connection.found[0])).roles).toEqual(["ANALYZE"]);
  });

  const relinked = (instagramNote: object | null) => (side: NetworkRehearsal) =>
    side.control.add({ pages: [linkedPage("Berlin", berlinId, { notes: { instagram: instagramNote } })] });
  test.each([
    ["the account was unlinked from its Page", relinked(null)],
    ["another account is linked to the Page now", relinked({ id: "17841400000000099", username: "other" })],
    ["the account became personal", relinked({ id: berlinId, accountType: "Personal" })],
  ])("P35 %s: this account alone, on a second look; the other lives, the grant too", async (_what, act) => {
    const connection = await connectedPage();
    const { side, grant, found } = connection;
    await act(side);
    expect((await failureOf(proveAccess(connection, found[0]))).diagnosis).toMatchObject({
      rule: "instagram/not-linked",
      cause: "profile_not_linked",
      reach: "access",
      confidence: "likely",
    });
    await proveAccess(connection, found[1]);
    await instagram.probe.grant(side.call, grant);
  });

  const accessEnds: readonly [string, (side: NetworkRehearsal) => Promise<unknown>, object][] = [
    [
      "R58 the role on the Page was taken away",
      ({ control }) => control.removeRole("northwind-berlin", "anna-berg"),
      { cause: "role_lost", repair: { who: "profile_admin" } },
    ],
    ["the Page was deleted", ({ control }) => control.deletePage("northwind-berlin"), { cause: "profile_gone" }],
    [
      "P5 the Page was left out of a later consent",
      ({ control }) => control.untickPage({ person: "anna-berg" }, "northwind-berlin"),
      { cause: "profile_not_granted", repair: { who: "token_setter" } },
    ],
  ];
  test.each(accessEnds)("%s: this account alone", async (_what, act, expected) => {
    const ticked = ["Northwind Berlin", "@northwind.berlin", "Northwind Hamburg", "@northwind.hamburg"];
    const connection = await connectedPage({}, { pages: ticked });
    await act(connection.side);
    const { diagnosis } = await failureOf(proveAccess(connection, connection.found[0]));
    expect(diagnosis).toMatchObject({
      ...expected,
      reach: "access",
      ...("repair" in expected ? { repair: expect.objectContaining(expected.repair) } : {}),
    });
    await proveAccess(connection, connection.found[1]);
  });

  test.each([
    [
      "R57 the password was changed",
      ({ control }: NetworkRehearsal) => control.changePassword("anna-berg"),
      "password_changed",
    ],
    [
      "the app was removed",
      ({ control }: NetworkRehearsal) => control.removeApp({ person: "anna-berg" }),
      "revoked_by_person",
    ],
    [
      "R59 a security check waits",
      ({ control }: NetworkRehearsal) => control.blockPerson("anna-berg"),
      "person_blocked",
    ],
  ])("%s: the grant says so, and so does every account", async (_what, act, cause) => {
    const connection = await connectedPage();
    const { side, grant, found } = connection;
    await act(side);
    for (const failure of await Promise.all(
      [
        instagram.probe.grant(side.call, grant),
        proveAccess(connection, found[0]),
        proveAccess(connection, found[1]),
      ].map(failureOf),
    ))
      expect(failure.diagnosis).toMatchObject({ cause, reach: "grant" });
  });

  test("ninety days without the person: Facebook's own word on it becomes the cause", async () => {
    const { side, grant } = await connectedPage();
    await side.control.expireDataAccess({ person: "anna-berg" });
    expect((await failureOf(instagram.probe.grant(side.call, grant))).diagnosis.cause).toBe("data_access_expired");
  });

  test("P21 400 days: nothing refreshes this way; the Facebook login ends on its sixtieth day, its accounts work on", async () => {
    const connection = await connectedPage();
    const { side, grant, found } = connection;
    expect(instagram.about.ways?.find(({ id }) => id === "page")?.refreshes).toBe(false);
    const unchanged = await side.refresh(grant);
    expect([unchanged.tokens, unchanged.accessExpiresAt]).toEqual([grant.tokens, grant.accessExpiresAt]);
    await side.leap(61 * day);
    expect((await failureOf(side.list(grant))).diagnosis).toMatchObject({ cause: "lifetime_reached", reach: "access" });
    await side.leap(339 * day);
    const proof = await instagram.probe.grant(side.call, grant);
    expect(proof.accessExpiresAt).toEqual(grant.accessExpiresAt);
    for (const profile of found)
      expect(
        await instagram.probe.access(side.call, { ...grant, ...proof }, side.access(grant, profile)),
      ).toMatchObject({
        handle: profile.handle,
        scopes: expect.arrayContaining(["instagram_content_publish"]),
      });
    const plan = planRefresh({ ...grant, hasRefreshToken: false }, instagram.policy.refresh, 0);
    expect("at" in plan).toBe(true); // the policy alone would plan one: that is why the way says no
  });

  test("P28 id and secret of the Meta app are proved by a call that changes nothing", async () => {
    const { side } = await connectedPage();
    await instagram.setup.prove?.(side.call);
    await side.control.changeAppSecret();
    expect((await failureOf(Promise.resolve(instagram.setup.prove?.(side.call)))).diagnosis).toMatchObject({
      rule: "instagram/app-token",
      repair: { who: "operator" },
    });
  });
});
