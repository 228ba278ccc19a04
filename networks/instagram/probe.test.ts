import { describe, expect, test } from "vitest";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { berlinAccount, connectedLogin, proveAccess, proveGrant } from "#test/instagram-rehearsal.ts";
import { withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import { loginScopes } from "./capabilities.ts";
import { instagram } from "./instagram.ts";

const day = 86_400;

describe("proof", () => {
  test("R15 R37 the account and every permission that has a read are proved, by reads alone (R7)", async () => {
    const connection = await connectedLogin();
    const { side } = connection;
    const before = side.traces.length;
    expect(await proveAccess(connection)).toMatchObject({ name: "Northwind Berlin", scopes: loginScopes });
    expect(
      new Set(
        side.traces
          .slice(before)
          .filter(({ act }) => act === "probe")
          .map(({ method }) => method),
      ),
    ).toEqual(new Set(["GET"]));
  });

  test.each([
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
  ])("P34 %s withdrawn later is noticed by the read that needs it; the account lives", async (scope) => {
    const connection = await connectedLogin();
    const { side } = connection;
    await side.control.withdrawScope({ person: "anna-berg" }, scope);
    expect((await proveAccess(connection)).scopes).toEqual(loginScopes.filter((one) => one !== scope));
  });

  test("a read that fails for another reason leaves what was known as it was", async () => {
    const connection = await connectedLogin();
    const { side } = connection;
    side.meddle(({ pathname }) => (pathname.endsWith("/insights") ? { error: { code: 2 } } : undefined), 503);
    expect((await proveAccess(connection)).scopes).toBeUndefined();
    const fewViewers = { error: { code: 10, message: "(#10) Not enough viewers for the media to show insights" } };
    side.meddle(({ pathname }) => (pathname.endsWith("/insights") ? fewViewers : undefined), 400);
    expect((await proveAccess(connection)).scopes).toEqual(loginScopes);
  });

  test("a token of Facebook's at Instagram's host is a mix-up, never a death; our own token refused there is one", async () => {
    const { side, grant } = await connectedLogin();
    const mixUp = {
      act: "publish" as const,
      status: 400,
      headers: {},
      body: { error: { code: 190, message: "Invalid OAuth access token - Cannot parse access token" } },
      at: side.call.now(),
    };
    expect(instagram.diagnose(mixUp)).toMatchObject({ rule: "instagram/190-wrong-host", kind: "unrecognised" });
    expect(
      (await failureOf(proveGrant(side, withToken(grant, { accessToken: "EAAGfacebook" })))).diagnosis,
    ).toMatchObject({
      rule: "instagram/unreadable",
      cause: "session_ended",
      confidence: "likely",
    });
  });

  const deaths: readonly [string, (side: NetworkRehearsal) => Promise<unknown>, object][] = [
    [
      "R57 the password was changed",
      ({ control }) => control.changePassword("anna-berg"),
      { cause: "password_changed", confidence: "certain" },
    ],
    [
      "the app was removed",
      ({ control }) => control.removeApp({ person: "anna-berg" }),
      { cause: "revoked_by_person", confidence: "certain" },
    ],
    [
      "R59 a security check waits",
      ({ control }) => control.blockPerson("anna-berg", "checkpoint"),
      { cause: "person_blocked", confidence: "likely" },
    ],
    [
      "R59 the account is not confirmed",
      ({ control }) => control.blockPerson("anna-berg", "unconfirmed"),
      { cause: "person_blocked" },
    ],
    ["everybody was logged out", ({ control }) => control.signOut("anna-berg"), { cause: "session_ended" }],
    ["the token was revoked", ({ control }) => control.revokeTokens(), { cause: "session_ended" }],
    ["the account was deleted", ({ control }) => control.deletePage("northwind-berlin"), { cause: "profile_gone" }],
    [
      "the account was taken out of the consent",
      ({ control }) => control.untickPage({ person: "anna-berg" }, "northwind-berlin"),
      { cause: "revoked_by_person" },
    ],
    [
      "somebody else has the account now",
      ({ control }) => control.removeRole("northwind-berlin", "anna-berg"),
      { cause: "password_changed" },
    ],
  ];
  test.each(deaths)("%s: the grant says so, and so does a refresh", async (_what, act, expected) => {
    const { side, grant } = await connectedLogin();
    await side.leap(2 * day);
    await act(side);
    for (const failure of [await failureOf(proveGrant(side, grant)), await failureOf(side.refresh(grant))])
      expect(failure.diagnosis).toMatchObject(expected);
  });

  test("an account that Instagram holds back is told by the read that acting needs, and its holder is sent to the app", async () => {
    const connection = await connectedLogin();
    const { side, grant } = connection;
    await side.control.blockPerson("anna-berg", "policy");
    await proveGrant(side, grant);
    expect((await failureOf(proveAccess(connection))).diagnosis).toMatchObject({
      rule: "instagram/25-2207050",
      cause: "profile_suspended",
      repair: { who: "profile_admin", how: expect.stringMatching(/Instagram app/) },
    });
  });

  test("P35 an account that became personal says so in every look", async () => {
    const { side, grant } = await connectedLogin();
    await side.control.add({ pages: [berlinAccount({ accountType: "Personal" })] });
    expect((await failureOf(proveGrant(side, grant))).diagnosis.rule).toBe("instagram/10-not-professional");
  });

  test("P28 Meta disabled the app: the operator mends it, no person is blamed", async () => {
    const { side, grant } = await connectedLogin();
    await side.control.updateApp({ disabled: true });
    for (const failure of await Promise.all(
      [proveGrant(side, grant), side.refresh(grant), side.list(grant)].map(failureOf),
    ))
      expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
  });

  testTroubles(async () => {
    const { side, grant } = await connectedLogin();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => side.refresh(grant)] };
  });

  test("an account that is asked too often waits as many minutes as Instagram says", async () => {
    const { side, grant } = await connectedLogin();
    await side.control.rateLimit(true, { waitMinutes: 17 });
    const { diagnosis, evidence } = await failureOf(proveGrant(side, grant));
    expect(diagnosis.until).toEqual(new Date(evidence.at.getTime() + 17 * 60_000));
  });
});
