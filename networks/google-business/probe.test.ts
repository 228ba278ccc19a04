import { describe, expect, test } from "vitest";
import { canExpire, isTemporary } from "#core/diagnosis.ts";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import { NetworkFailure, type LiveGrant } from "../network.ts";
import { googleBusiness } from "./google-business.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const berlin = "locations/5550000000000000101";

const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => googleBusiness.probe.grant(call, grant);
const provePlace = ({ call }: NetworkRehearsal, grant: LiveGrant, remoteId = berlin) =>
  googleBusiness.probe.access(call, grant, { remoteId, token: grant.tokens.accessToken });

async function connected() {
  const side = await rehearseNetwork({
    network: googleBusiness,
    scenario: { ...sample, apps },
    clientId,
    clientSecret,
  });
  return { side, grant: await side.connect(anna) };
}

describe("proof", () => {
  test("R15 R37 the grant is proved without a call of the quota, a location by the read of it; its role comes with it", async () => {
    const { side, grant } = await connected();
    const before = side.traces.length;
    expect(await proveGrant(side, grant)).toEqual({ scopesGranted: googleBusiness.oauth.scopes });
    expect(await provePlace(side, grant)).toEqual({
      name: "Northwind Coffee, Berlin",
      handle: "Torstraße 12, 10119 Berlin",
      roles: ["OWNER"],
    });
    expect(side.traces.slice(before).map(({ method, address }) => [method, address])).toEqual([
      ["GET", "oauth2.googleapis.com/tokeninfo"],
      ["GET", `mybusinessbusinessinformation.googleapis.com/v1/${berlin}`],
      ["GET", "mybusinessaccountmanagement.googleapis.com/v1/accounts"],
      ["GET", `mybusinessaccountmanagement.googleapis.com/v1/${berlin}/admins`],
    ]);
  });

  test("a new name is noticed; so is a permission that was taken back", async () => {
    const { side, grant } = await connected();
    await side.control.renamePage("northwind-berlin", "Northwind Mitte");
    expect(await provePlace(side, grant)).toMatchObject({ name: "Northwind Mitte, Berlin" });
    const manage = googleBusiness.oauth.scopes.at(-1) ?? "";
    await side.control.withdrawScope({ person: "anna-berg" }, manage);
    expect((await proveGrant(side, grant)).scopesGranted).not.toContain(manage);
    await expect(provePlace(side, grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/scope", kind: "scope-missing", reach: "grant", scopes: [manage] },
    });
  });

  test("P13 a token of another app or of another login proves nothing, nor does an answer about another location", async () => {
    const { side, grant } = await connected();
    const app = { ...side.call.app, clientId: "999-other.apps.googleusercontent.com" };
    await expect(googleBusiness.probe.grant({ ...side.call, app }, grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/other_app", kind: "app-rejected" },
    });
    const bens = await side.connect({ email: "ben@northwind.example", password: "coffee" });
    await expect(proveGrant(side, { ...grant, tokens: bens.tokens })).rejects.toMatchObject({
      diagnosis: { rule: "google-business/other_login", kind: "unrecognised" },
    });
    side.meddle(() => ({ name: "locations/1", title: "Elsewhere" }));
    await expect(provePlace(side, grant)).rejects.toMatchObject({
      diagnosis: { rule: "google-business/other_place", kind: "unrecognised" },
    });
  });
});

describe("R63 the role", () => {
  test("of a group it is the person's own in the group; of a place of their own the one there; a change is noticed", async () => {
    const { side, grant } = await connected();
    const wien = "locations/5550000000000000104";
    const bens = await side.connect({ email: "ben@northwind.example", password: "coffee" });
    expect((await provePlace(side, bens)).roles).toEqual(["MANAGER"]);
    expect((await provePlace(side, grant, wien)).roles).toEqual(["PRIMARY_OWNER"]);
    await side.control.setRole("northwind-wien", "anna-berg", "site_manager");
    expect((await provePlace(side, grant, wien)).roles).toEqual(["SITE_MANAGER"]);
    const group = { account: "accounts/104412345678901234567", role: "PRIMARY_OWNER" };
    side.meddle(({ pathname }) => (pathname.endsWith("/admins") ? { admins: [group] } : undefined));
    expect((await provePlace(side, bens)).roles).toEqual(["MANAGER"]);
    const invited = { ...group, pendingInvitation: true };
    side.meddle(({ pathname }) => (pathname.endsWith("/admins") ? { admins: [invited] } : undefined));
    expect((await provePlace(side, bens)).roles).toBeUndefined();
  });

  test.each([403, 404, 429])(
    "that Google does not tell (%i) is untold, and the location is proved all the same",
    async (status) => {
      const { side, grant } = await connected();
      side.meddle(
        ({ host }) => (host.startsWith("mybusinessaccount") ? { error: { code: status } } : undefined),
        status,
      );
      expect(await provePlace(side, grant)).toMatchObject({ name: "Northwind Coffee, Berlin", roles: undefined });
    },
  );
});

describe("what a probe finds", () => {
  test("a token that is spent asks for one refresh", async () => {
    const { side, grant } = await connected();
    await side.leap(3600);
    const spent = { diagnosis: { kind: "token-expired", retry: "after-refresh", confidence: "likely" } };
    await expect(proveGrant(side, grant)).rejects.toMatchObject(spent);
    await expect(provePlace(side, grant)).rejects.toMatchObject(spent);
    await provePlace(side, await side.refresh(grant));
  });

  test("R58 R63 a role that was taken away and a location that is gone look alike: one cause, one sentence with both, and one location only", async () => {
    const { side, grant } = await connected();
    const lost = (status: number) => ({
      diagnosis: {
        rule: "google-business/not-reached",
        kind: "profile-lost",
        cause: "role_lost",
        reach: "access",
        retry: "daily",
        confidence: "likely",
        repair: { who: "profile_admin", how: expect.stringMatching(/role was taken away, or the location is gone/) },
      },
      evidence: { status },
    });
    await side.control.removeRole("northwind-berlin", "anna-berg");
    await expect(provePlace(side, grant)).rejects.toMatchObject(lost(403));
    await side.control.deletePage("northwind-berlin");
    await expect(provePlace(side, grant)).rejects.toMatchObject(lost(404));
    await provePlace(side, grant, "locations/5550000000000000102");
    await side.control.restorePage("northwind-berlin");
    await side.control.setRole("northwind-berlin", "anna-berg", "manager");
    await provePlace(side, grant);
  });

  test("a location that Google suspended is not called connected, and its owner is told where", async () => {
    const { side, grant } = await connected();
    side.meddle(() => ({ name: berlin, title: "x", metadata: { hasVoiceOfMerchant: false } }));
    await expect(provePlace(side, grant)).rejects.toMatchObject({
      diagnosis: {
        rule: "google-business/no_voice",
        kind: "profile-lost",
        cause: "profile_deactivated",
        repair: { who: "profile_admin", how: expect.stringMatching(/business\.google\.com/) },
      },
    });
    side.meddle(() => ({ name: berlin, title: "x", metadata: {} }));
    await provePlace(side, grant);
  });

  test("P2 a minute that is used up waits a minute and is no verdict", async () => {
    const { side, grant } = await connected();
    await side.control.setUsage(100);
    const failure: unknown = await provePlace(side, grant).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      diagnosis: { rule: "google-business/too-fast", kind: "rate-limited", reach: "app" },
      evidence: { status: 429 },
    });
    const { diagnosis, evidence } = failure as NetworkFailure;
    expect(diagnosis.until?.getTime()).toBe(evidence.at.getTime() + 60_000);
    await side.control.setUsage(null);
    await provePlace(side, grant);
  });

  testTroubles(async () => {
    const { side, grant } = await connected();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => provePlace(side, grant)] };
  });

  test.each([
    [400, "FAILED_PRECONDITION", undefined],
    [403, "PERMISSION_DENIED", "A_REASON_OF_TOMORROW"],
    [409, "ABORTED", undefined],
    [418, "NEW", undefined],
  ])(
    "P7 %s %s %s is not waited out as if it were temporary, and ends nothing either: it is doubted and kept",
    async (code, status, reason) => {
      const { side, grant } = await connected();
      const details = reason === undefined ? [] : [{ "@type": "x", reason, domain: "googleapis.com" }];
      side.meddle(() => ({ error: { code, message: "x", status, details } }), code);
      const failure: unknown = await provePlace(side, grant).catch((error: unknown) => error);
      if (!(failure instanceof NetworkFailure)) throw new Error("Google's refusal was taken for a proof");
      const { diagnosis, evidence } = failure;
      expect([diagnosis.kind, isTemporary(diagnosis), canExpire(diagnosis)]).toEqual(["unrecognised", false, false]);
      expect(evidence.body).toMatchObject({ error: { status } });
    },
  );

  test("R2 no token gets into the evidence", async () => {
    const { side, grant } = await connected();
    const dead = withToken(grant, { accessToken: "ya29.deadbeef" });
    for (const look of [() => proveGrant(side, dead), () => provePlace(side, dead)]) {
      const failure: unknown = await look().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NetworkFailure);
      expect(JSON.stringify(failure)).not.toMatch(/ya29|GOCSPX/);
    }
  });
});
