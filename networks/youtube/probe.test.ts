import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { sample } from "./simulated/sample.ts";
import { youtube } from "./youtube.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const berlin = "UCn0rthw1ndBerl1nSh0p0Bb";
const hamburg = "UCn0rthw1ndHamburgSh0pCc";

const rehearse = () => rehearseNetwork({ network: youtube, scenario: { ...sample, apps }, clientId, clientSecret });
const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => youtube.probe.grant(call, grant);
const proveChannel = ({ call }: NetworkRehearsal, grant: LiveGrant, remoteId = berlin) =>
  youtube.probe.access(call, grant, { remoteId, token: grant.tokens.accessToken });

/** Anna has connected her channel Berlin. */
async function connected() {
  const side = await rehearse();
  return { side, grant: await side.connect({ ...anna, pages: ["Northwind Berlin"] }) };
}

describe("proof", () => {
  test("R15 R37 the grant is proved without a unit of quota, the channel with one", async () => {
    const { side, grant } = await connected();
    const before = side.traces.length;
    expect(await proveGrant(side, grant)).toEqual({ scopesGranted: youtube.oauth.scopes });
    expect(await proveChannel(side, grant)).toEqual({
      name: "Northwind Berlin",
      handle: "@northwindberlin",
      avatarUrl: expect.stringMatching(/^https:\/\/yt3\.ggpht\.com\//),
    });
    expect(side.traces.slice(before).map(({ method, address }) => [method, address])).toEqual([
      ["GET", "oauth2.googleapis.com/tokeninfo"],
      ["GET", "www.googleapis.com/youtube/v3/channels"],
    ]);
  });

  test("a channel's new name is noticed; so is a scope that was taken back", async () => {
    const { side, grant } = await connected();
    await side.control.renamePage("northwind-berlin", "Northwind Mitte");
    expect(await proveChannel(side, grant)).toMatchObject({ name: "Northwind Mitte" });
    const [, , , upload = ""] = youtube.oauth.scopes;
    await side.control.withdrawScope({ person: "anna-berg" }, upload);
    expect((await proveGrant(side, grant)).scopesGranted).not.toContain(upload);
  });

  test("P13 a token of another app, of another login or of another channel proves nothing", async () => {
    const { side, grant } = await connected();
    const app = { ...side.call.app, clientId: "999-other.apps.googleusercontent.com" };
    await expect(youtube.probe.grant({ ...side.call, app }, grant)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/other_app", kind: "app-rejected" },
    });
    const bens = await side.connect({ email: "ben@northwind.example", password: "coffee" });
    await expect(proveGrant(side, { ...grant, tokens: bens.tokens })).rejects.toMatchObject({
      diagnosis: { rule: "youtube/other_login", kind: "unrecognised" },
    });
    await expect(proveChannel(side, grant, hamburg)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/other_chan", cause: "profile_not_granted", reach: "access" },
    });
  });
});

describe("what a probe finds", () => {
  test("a token that is spent asks for one refresh", async () => {
    const { side, grant } = await connected();
    await side.leap(3600);
    const spent = { diagnosis: { kind: "token-expired", retry: "after-refresh", confidence: "likely" } };
    await expect(proveGrant(side, grant)).rejects.toMatchObject(spent);
    await expect(proveChannel(side, grant)).rejects.toMatchObject(spent);
    await proveChannel(side, await side.refresh(grant));
  });

  test("a manager who was removed, a channel that was deleted, an account that was suspended: three causes", async () => {
    const { side, grant } = await connected();
    await side.control.removeRole("northwind-berlin", "anna-berg");
    await expect(proveChannel(side, grant)).rejects.toMatchObject({
      diagnosis: { kind: "profile-lost", cause: "role_lost", reach: "access", repair: { who: "profile_admin" } },
    });
    await side.control.setRole("northwind-berlin", "anna-berg", "owner");
    await side.control.deletePage("northwind-berlin");
    await expect(proveChannel(side, grant)).rejects.toMatchObject({
      diagnosis: { kind: "profile-lost", cause: "profile_gone", reach: "access" },
    });
    await side.control.restorePage("northwind-berlin");
    await side.control.blockPerson("anna-berg", "policy");
    await expect(proveChannel(side, grant)).rejects.toMatchObject({
      diagnosis: { kind: "profile-lost", cause: "profile_suspended", reach: "grant" },
    });
    await side.control.unblockPerson("anna-berg");
    await proveChannel(side, grant);
  });

  test("an account that answers with no channel has lost it", async () => {
    const { side, grant } = await connected();
    side.meddle(() => ({ kind: "youtube#channelListResponse", pageInfo: { totalResults: 0 } }));
    await expect(proveChannel(side, grant)).rejects.toMatchObject({
      diagnosis: { rule: "youtube/no_channel", kind: "profile-lost", cause: "profile_gone" },
    });
  });

  test("a channel that was never set up is not called connected", async () => {
    const { side } = await connected();
    const carla = { email: "carla@agency.example", password: "coffee", pages: ["Northwind Night Market"] };
    const grant = await side.connect(carla);
    await expect(proveChannel(side, grant, "UCn0rthw1ndN1ghtMarketHh")).rejects.toMatchObject({
      diagnosis: { rule: "youtube/not_set_up", cause: "profile_deactivated" },
    });
  });

  test("P2 a used-up quota is a 403 and no verdict: it ends at midnight in California", async () => {
    const { side, grant } = await connected();
    await side.control.setUsage(100);
    await expect(proveChannel(side, grant)).rejects.toMatchObject({
      diagnosis: { kind: "rate-limited", reach: "app", until: expect.any(Date) },
      evidence: { status: 403 },
    });
    await proveGrant(side, grant);
    await side.control.setUsage(null);
    await side.control.rateLimit(true, { waitMinutes: 300, times: 1 });
    await expect(proveChannel(side, grant)).rejects.toMatchObject({ diagnosis: { rule: "youtube/quotaExceeded" } });
    await side.control.rateLimit(true, { times: 1 });
    await expect(proveChannel(side, grant)).rejects.toMatchObject({ diagnosis: { rule: "youtube/rateLimitExceeded" } });
  });

  testTroubles(async () => {
    const { side, grant } = await connected();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => proveChannel(side, grant)] };
  });

  test("R2 no token gets into the evidence", async () => {
    const { side, grant } = await connected();
    const failure: unknown = await proveGrant(side, withToken(grant, { accessToken: "ya29.deadbeef" })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ evidence: { address: "oauth2.googleapis.com/tokeninfo" } });
    expect(JSON.stringify(failure)).not.toMatch(/ya29|GOCSPX/);
  });
});
