import { describe, expect, test } from "vitest";
import { canExpire } from "#core/diagnosis.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { FoundProfile, LiveGrant } from "../network.ts";
import { linkedin } from "./linkedin.ts";
import { sample } from "./simulated/sample.ts";

const secret = "WPL_AP1.n0rthw1ndC0ffee0.bGlua2Vk";
const clientId = "86n0rthw1ndc0f";
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };
const who = { person: "anna-berg" };
const coffee = "Northwind Coffee";

interface Connected {
  readonly side: NetworkRehearsal;
  readonly grant: LiveGrant;
  readonly member: FoundProfile | undefined;
  readonly page: FoundProfile | undefined;
}

/** Anna's login, older than the minute in which LinkedIn may not know it. */
async function connected(): Promise<Connected> {
  const app = { name: "Latchkey", id: clientId, secret, redirectUris: [redirectUri] };
  const scenario = { ...sample, apps: [app, { ...app, name: "Another app", id: "86another" }] };
  const side = await rehearseNetwork({ network: linkedin, scenario, clientId, clientSecret: secret });
  const grant = await side.connect(anna);
  const all = await side.list(grant);
  await side.leap(61);
  return { side, grant, member: all[0], page: all.find(({ name }) => name === coffee) };
}

const proveGrant = ({ side, grant }: Connected) => linkedin.probe.grant(side.call, grant);
const proveAccess = ({ side, grant }: Connected, profile: FoundProfile | undefined) =>
  linkedin.probe.access(side.call, grant, side.access(grant, profile));

describe("proof", () => {
  test("R15 R37 a grant is proved with its scopes and its end, a member by name, a page by the member's roles", async () => {
    const world = await connected();
    const proof = await proveGrant(world);
    expect(proof.scopesGranted).toContain("w_organization_social");
    expect(
      Math.abs((proof.accessExpiresAt?.getTime() ?? 0) - (world.grant.accessExpiresAt?.getTime() ?? 0)),
    ).toBeLessThan(5000);
    expect(proof).not.toHaveProperty("endsAt");
    expect(await proveAccess(world, world.member)).toMatchObject({ name: "Anna Berg" });
    expect(await proveAccess(world, world.page)).toEqual({ roles: ["ADMINISTRATOR"] });
  });

  test("R7 probes only read: no call to LinkedIn's interface writes, and introspection asks", async () => {
    const world = await connected();
    const before = world.side.traces.length;
    await proveGrant(world);
    await proveAccess(world, world.member);
    await proveAccess(world, world.page);
    const made = world.side.traces.slice(before).map(({ method, address }) => `${method} ${address}`);
    expect(made).toEqual([
      "POST www.linkedin.com/oauth/v2/introspectToken",
      "GET api.linkedin.com/v2/userinfo",
      "GET api.linkedin.com/v2/userinfo",
      "GET api.linkedin.com/rest/organizationAcls",
    ]);
  });

  test("where LinkedIn cannot introspect, the call with the token decides", async () => {
    const world = await connected();
    world.side.meddle(
      ({ pathname }) => (pathname.endsWith("/introspectToken") ? { error: "invalid_request" } : undefined),
      400,
    );
    expect(await proveGrant(world)).toEqual({});
  });

  test("P34 a scope withdrawn later is noticed", async () => {
    const world = await connected();
    await world.side.control.withdrawScope({ ...who, app: "Latchkey" }, "w_member_social");
    expect((await proveGrant(world)).scopesGranted).not.toContain("w_member_social");
  });
});

describe("roles", () => {
  test("R58 R63 a role made smaller is noticed; the access lives, limited", async () => {
    const world = await connected();
    await world.side.control.setRole(coffee, "anna-berg", "analyst");
    expect(await proveAccess(world, world.page)).toEqual({ roles: ["ANALYST"] });
  });

  test("R58 P5 a role taken away ends this page alone, and a super admin repairs it, not a new login", async () => {
    const world = await connected();
    await world.side.control.removeRole(coffee, "anna-berg");
    const { diagnosis } = await failureOf(proveAccess(world, world.page));
    expect(diagnosis).toMatchObject({
      rule: "linkedin/role",
      kind: "profile-lost",
      cause: "role_lost",
      reach: "access",
      repair: { who: "profile_admin", how: expect.stringContaining("a new login of the same person does not help") },
    });
    await proveGrant(world);
    await proveAccess(world, world.member);
  });

  test("a role that LinkedIn lists as revoked or requested is no role", async () => {
    for (const tasks of [["REVOKED:ADMINISTRATOR"], ["REQUESTED:ADMINISTRATOR"]]) {
      const world = await connected();
      await world.side.control.setRole(coffee, "anna-berg", tasks);
      expect((await failureOf(proveAccess(world, world.page))).diagnosis.cause).toBe("role_lost");
    }
  });

  test("P5 a page that is gone is told from a role that is lost", async () => {
    const world = await connected();
    await world.side.control.deletePage(coffee);
    expect((await failureOf(proveAccess(world, world.page))).diagnosis).toMatchObject({
      kind: "profile-lost",
      cause: "profile_gone",
      reach: "access",
    });
  });

  test("P2 trouble while looking for the reason is no verdict", async () => {
    const world = await connected();
    await world.side.control.removeRole(coffee, "anna-berg");
    await world.side.control.addFault("error_500", { path: "/rest/organizations/" });
    expect(canExpire((await failureOf(proveAccess(world, world.page))).diagnosis)).toBe(false);
  });
});

describe("how a login ends", () => {
  test.each([
    ["the app removed", ({ side }: Connected) => side.control.removeApp({ ...who, app: "Latchkey" })],
    ["R57 a changed password", ({ side }: Connected) => side.control.changePassword("anna-berg")],
    ["a restricted member", ({ side }: Connected) => side.control.blockPerson("anna-berg", "policy")],
    ["sessions ended", ({ side }: Connected) => side.control.signOut("anna-berg")],
    ["tokens voided by LinkedIn", ({ side }: Connected) => side.control.revokeTokens({ person: "anna-berg" })],
  ])("%s: LinkedIn says revoked, for sure, and the person renews", async (_what, happen) => {
    const world = await connected();
    await happen(world);
    expect((await failureOf(proveGrant(world))).diagnosis).toMatchObject({
      kind: "grant-revoked",
      reach: "grant",
      confidence: "certain",
      repair: { who: "token_setter" },
    });
    expect((await failureOf(proveAccess(world, world.page))).diagnosis).toMatchObject({ rule: "linkedin/65601" });
  });

  test("an access token that is over asks for a refresh, which repairs it", async () => {
    const world = await connected();
    await world.side.leap(60 * 86_400);
    expect((await failureOf(proveGrant(world))).diagnosis).toMatchObject({
      kind: "token-expired",
      retry: "after-refresh",
    });
    await proveGrant({ ...world, grant: await world.side.refresh(world.grant) });
  });

  test("P6 65601 within a minute of issue is no death, though it lasts; a minute later it is", async () => {
    const world = await connected();
    const young = await world.side.connect(anna);
    await world.side.control.addFault("revoked", { path: "/v2/userinfo" });
    const early = await failureOf(linkedin.probe.grant(world.side.call, young));
    expect(early.diagnosis).toMatchObject({ rule: "linkedin/65601-young", kind: "unreachable", retry: "backoff" });
    await world.side.leap(61);
    const late = await failureOf(linkedin.probe.grant(world.side.call, young));
    expect(late.diagnosis).toMatchObject({ rule: "linkedin/65601", kind: "grant-revoked", confidence: "likely" });
  });

  test("P6 a refreshed token is as young as a new one", async () => {
    const world = await connected();
    const fresh = await world.side.refresh(world.grant);
    await world.side.control.addFault("revoked", { path: "/v2/userinfo", times: 1 });
    await linkedin.probe.grant(world.side.call, fresh);
  });

  testTroubles(async () => {
    const world = await connected();
    const acts = [
      () => proveGrant(world),
      () => proveAccess(world, world.member),
      () => proveAccess(world, world.page),
    ];
    return { control: world.side.control, acts };
  }, ["rate_limited"]);
});

describe("P13 the wrong token in the right place", () => {
  test("another member's token does not pass: it would publish in the wrong name", async () => {
    const world = await connected();
    const other = await world.side.connect(carla);
    const swapped = { ...world, grant: { ...world.grant, tokens: other.tokens } };
    expect((await failureOf(proveGrant(swapped))).diagnosis.rule).toBe("linkedin/token-type");
    expect((await failureOf(proveAccess(swapped, world.member))).diagnosis.rule).toBe("linkedin/token-type");
  });

  test("the app's own token does not pass", async () => {
    const world = await connected();
    world.side.meddle(({ pathname }) =>
      pathname.endsWith("/introspectToken") ? { active: true, status: "active", auth_type: "2L" } : undefined,
    );
    expect((await failureOf(proveGrant(world))).diagnosis).toMatchObject({ rule: "linkedin/token-type" });
  });

  test("a token of another app is only said to be inactive, so it is looked at twice", async () => {
    const world = await connected();
    const call = { ...world.side.call, app: { ...world.side.call.app, clientId: "86another" } };
    expect((await failureOf(linkedin.probe.grant(call, world.grant))).diagnosis).toMatchObject({
      rule: "linkedin/inactive",
      confidence: "likely",
    });
  });

  test("a refresh token in the place of an access token is invalid", async () => {
    const world = await connected();
    const grant = withToken(world.grant, { accessToken: world.grant.tokens.refreshToken?.reveal() ?? "" });
    expect((await failureOf(linkedin.probe.grant(world.side.call, grant))).diagnosis.rule).toBe("linkedin/65600");
  });

  test("R2 evidence of a refusal holds LinkedIn's code and no token", async () => {
    const world = await connected();
    await world.side.control.addFault("revoked", { path: "/v2/userinfo" });
    const { evidence } = await failureOf(proveGrant(world));
    expect(evidence.body).toMatchObject({ serviceErrorCode: 65601, code: "REVOKED_ACCESS_TOKEN" });
    expect(JSON.stringify(evidence)).not.toContain(world.grant.tokens.accessToken.reveal());
  });
});
