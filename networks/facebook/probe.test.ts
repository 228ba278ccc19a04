import { describe, expect, test } from "vitest";
import { anna, asAccess, connected, failureOf, type Rehearsal } from "#test/facebook-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { FoundProfile, LiveGrant } from "../network.ts";
import { facebook } from "./facebook.ts";

const proveGrant = ({ call }: Rehearsal, grant: LiveGrant) => facebook.probe.grant(call, grant);
const proveAccess = ({ call }: Rehearsal, grant: LiveGrant, page: FoundProfile | undefined) =>
  facebook.probe.access(call, grant, asAccess(page));

describe("proof", () => {
  test("R15 R37 a grant is proved with dates and permissions, an access with its Page and the person's tasks", async () => {
    const { facebookSide, grant, berlin } = await connected();
    expect(await proveGrant(facebookSide, grant)).toMatchObject({
      scopesGranted: expect.arrayContaining(["pages_manage_posts"]),
      scopesDeclined: [],
      accessExpiresAt: expect.any(Date),
      dataAccessEndsAt: expect.any(Date),
    });
    expect(await proveAccess(facebookSide, grant, berlin)).toMatchObject({
      name: "Northwind Berlin",
      roles: expect.arrayContaining(["CREATE_CONTENT"]),
    });
  });

  test("it goes on working when the app demands a proof of its secret with every call", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.control.updateApp({ requireProof: true });
    await proveGrant(facebookSide, grant);
    await proveAccess(facebookSide, grant, berlin);
    expect(await facebookSide.list(grant)).toHaveLength(2);
  });

  test("R7 probes only read", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await proveGrant(facebookSide, grant);
    await proveAccess(facebookSide, grant, berlin);
    expect(new Set(facebookSide.traces.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("P34 a permission withdrawn later is noticed; the Page lives", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.control.withdrawScope(anna, "pages_manage_posts");
    expect(await proveGrant(facebookSide, grant)).toMatchObject({
      scopesGranted: expect.not.arrayContaining(["pages_manage_posts"]),
      scopesDeclined: ["pages_manage_posts"],
    });
    await proveAccess(facebookSide, grant, berlin);
  });

  test("R58 a role made smaller is noticed by its tasks", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.control.setRole("northwind-berlin", "anna-berg", ["PROFILE_PLUS_ANALYZE"]);
    expect((await proveAccess(facebookSide, grant, berlin)).roles).toEqual(["ANALYZE"]);
  });

  test("P13 a user token in the place of a Page token does not pass", async () => {
    const { facebookSide, grant, berlin } = await connected();
    const access = { remoteId: berlin?.remoteId ?? "", token: grant.tokens.accessToken };
    expect((await failureOf(facebook.probe.access(facebookSide.call, grant, access))).diagnosis.rule).toBe(
      "facebook/token-type",
    );
  });
});

describe("two clocks: the user token ends, Page tokens live on", () => {
  test("P1 after its sixty days the grant is still proved, its token's end is told, and every Page works", async () => {
    const { facebookSide, grant, berlin, hamburg } = await connected();
    await facebookSide.leap(61);
    const proof = await proveGrant(facebookSide, grant);
    expect(proof.accessExpiresAt).toEqual(grant.accessExpiresAt);
    expect(proof.scopesGranted).toContain("pages_manage_posts");
    for (const page of [berlin, hamburg])
      expect(await proveAccess(facebookSide, { ...grant, ...proof }, page)).toMatchObject({
        name: page?.name,
        scopes: expect.arrayContaining(["pages_manage_posts"]),
      });
  });

  test("R57 a password changed after that still ends every Page, with its cause", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.leap(61);
    await facebookSide.control.changePassword("anna-berg");
    expect((await failureOf(proveAccess(facebookSide, grant, berlin))).diagnosis).toMatchObject({
      cause: "password_changed",
      reach: "grant",
      confidence: "certain",
    });
  });

  test("looking for Pages needs the user token: then the person is asked to sign in", async () => {
    const { facebookSide, grant } = await connected();
    await facebookSide.leap(61);
    expect((await failureOf(facebookSide.list(grant))).diagnosis).toMatchObject({
      cause: "lifetime_reached",
      reach: "access",
    });
  });

  test("a Page is proved although its user token ended a moment ago and nobody knows yet", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.control.expireTokens({ person: "anna-berg", kind: "user" });
    expect(await proveAccess(facebookSide, grant, berlin)).toEqual({
      name: "Northwind Berlin",
      avatarUrl: expect.any(String),
    });
  });

  test("ninety days without the person: Facebook's own word on it becomes the cause", async () => {
    const { facebookSide, grant } = await connected();
    await facebookSide.control.expireDataAccess(anna);
    expect((await failureOf(proveGrant(facebookSide, grant))).diagnosis).toMatchObject({
      cause: "data_access_expired",
      reach: "grant",
      confidence: "likely",
    });
  });

  test("a vague refusal of a Page after these ninety days is explained by them; a clear one keeps its own cause", async () => {
    const { facebookSide, grant, berlin } = await connected();
    const paused = { ...grant, dataAccessEndsAt: new Date(facebookSide.call.now().getTime() - 1) };
    facebookSide.meddle(
      ({ pathname }) =>
        pathname.endsWith("/me")
          ? { error: { code: 10, message: "(#10) Application does not have permission for this action" } }
          : undefined,
      400,
    );
    expect((await failureOf(proveAccess(facebookSide, grant, berlin))).diagnosis.cause).toBe("scope_missing");
    expect((await failureOf(proveAccess(facebookSide, paused, berlin))).diagnosis.cause).toBe("data_access_expired");
    facebookSide.meddle(() => undefined);
    await facebookSide.control.changePassword("anna-berg");
    expect((await failureOf(proveAccess(facebookSide, paused, berlin))).diagnosis.cause).toBe("password_changed");
  });
});

describe("why it died", () => {
  const grantEnds: readonly [string, (side: Rehearsal) => Promise<unknown>, object][] = [
    [
      "R57 the password was changed",
      ({ control }) => control.changePassword("anna-berg"),
      { cause: "password_changed", confidence: "certain" },
    ],
    [
      "the app was removed",
      ({ control }) => control.removeApp(anna),
      { cause: "revoked_by_person", confidence: "certain" },
    ],
    [
      "R59 a security check waits",
      ({ control }) => control.blockPerson("anna-berg", "checkpoint"),
      { cause: "person_blocked", confidence: "certain" },
    ],
    [
      "R59 the account is not confirmed",
      ({ control }) => control.blockPerson("anna-berg", "unconfirmed"),
      { cause: "person_blocked", confidence: "certain" },
    ],
  ];

  test.each(grantEnds)("%s: the grant says so, and so does every Page", async (_what, act, expected) => {
    const { facebookSide, grant, berlin, hamburg } = await connected();
    await act(facebookSide);
    const failures = await Promise.all(
      [
        proveGrant(facebookSide, grant),
        proveAccess(facebookSide, grant, berlin),
        proveAccess(facebookSide, grant, hamburg),
      ].map(failureOf),
    );
    expect(failures[0]?.diagnosis).toMatchObject({ ...expected, reach: "grant", repair: { who: "token_setter" } });
    for (const { diagnosis } of failures)
      expect([diagnosis.cause, diagnosis.reach]).toEqual([failures[0]?.diagnosis.cause, "grant"]);
  });

  const accessEnds: readonly [string, (side: Rehearsal) => Promise<unknown>, object][] = [
    [
      "R58 the role was taken away",
      ({ control }) => control.removeRole("northwind-berlin", "anna-berg"),
      { cause: "role_lost", repair: { who: "profile_admin" } },
    ],
    [
      "the Page was deleted",
      ({ control }) => control.deletePage("northwind-berlin"),
      { cause: "profile_gone", repair: { who: "profile_admin" } },
    ],
    [
      "the Page was left out of a later consent",
      ({ control }) => control.untickPage(anna, "northwind-berlin"),
      { cause: "profile_not_granted", repair: { who: "token_setter" } },
    ],
  ];

  test.each(accessEnds)(
    "%s: this Page alone, on a second look; the other lives, the grant too",
    async (_what, act, expected) => {
      const { facebookSide, grant, berlin, hamburg } = await connected();
      await act(facebookSide);
      const { diagnosis } = await failureOf(proveAccess(facebookSide, grant, berlin));
      expect(diagnosis).toMatchObject({
        ...expected,
        reach: "access",
        confidence: "likely",
        repair: expect.objectContaining((expected as { repair: object }).repair),
      });
      await proveAccess(facebookSide, grant, hamburg);
      await proveGrant(facebookSide, grant);
    },
  );

  test.each([
    ["P28 the app secret was changed", ({ control }: Rehearsal) => control.changeAppSecret()],
    ["P28 Meta disabled the app", ({ control }: Rehearsal) => control.updateApp({ disabled: true })],
  ])("%s: the operator mends it, no person is blamed and nothing dies", async (_what, act) => {
    const { facebookSide, grant, berlin } = await connected();
    await act(facebookSide);
    const failures = await Promise.all(
      [proveGrant(facebookSide, grant), proveAccess(facebookSide, grant, berlin), facebookSide.list(grant)].map(
        failureOf,
      ),
    );
    for (const { diagnosis } of failures)
      expect(diagnosis).toMatchObject({ kind: "app-rejected", cause: "app_rejected", repair: { who: "operator" } });
  });

  testTroubles(async () => {
    const { facebookSide, grant, berlin } = await connected();
    const acts = [() => proveGrant(facebookSide, grant), () => proveAccess(facebookSide, grant, berlin)];
    return { control: facebookSide.control, acts };
  });

  test("a Page that is asked too often waits as many minutes as Facebook says", async () => {
    const { facebookSide, grant, berlin } = await connected();
    await facebookSide.control.rateLimit(true, { waitMinutes: 17 });
    const { diagnosis, evidence } = await failureOf(proveAccess(facebookSide, grant, berlin));
    expect(diagnosis).toMatchObject({ kind: "rate-limited", reach: "access" });
    expect(diagnosis.until).toEqual(new Date(evidence.at.getTime() + 17 * 60_000));
  });
});
