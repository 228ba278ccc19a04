import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { facebook } from "#networks/facebook/facebook.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import type { Visit } from "#simulator/visitor.ts";
import { beginRenewing, connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { keptTokens, ledger, sealedTokensOf, secretsLeftBehind } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { openTokens } from "../grants/tokens.ts";
import { grantBinding } from "../store/grants.ts";

const annasNew: Partial<Visit> = { ...anna, password: "new password" };

/** Anna's Berlin and Hamburg, Ben's Oslo; then Anna changes her password, and it is noticed. */
async function afterPasswordChange(): Promise<TestWorld> {
  const t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  await connectPages(t, ben, ["Northwind Oslo"]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(3700);
  return t;
}

async function renewing(t: TestWorld, name: string, visit: Partial<Visit>, wish: Partial<contract.RenewalStart> = {}) {
  const id = await beginRenewing(t, name, visit, wish);
  await t.settle();
  return { id, flow: await t.mira.connection(id) };
}

async function confirm(t: TestWorld, id: string, way: contract.ConfirmRenewal["way"]): Promise<contract.Connection> {
  await t.mira.post(`/v1/connections/${id}/confirm`, { way });
  await t.settle();
  return t.mira.connection(id);
}

async function refusal(t: TestWorld, path: string, body: unknown): Promise<{ status: number; code: string }> {
  const answer = await t.mira.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { code } = (await answer.json()) as contract.Problem;
  return { status: answer.status, code };
}

describe("one renewal", () => {
  test("R40 R44 R48 P43 one request leads to the consent page, and every route to a renewal ends in the same state", async () => {
    await using t = await afterPasswordChange();
    const berlin = await t.profile("Northwind Berlin");
    const [access] = (await t.get<contract.ProfileDetail>(`/v1/profiles/${berlin.id}`)).accesses;
    const link = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id, as: "link" });
    const token = link.url.split("/").at(-1);
    const routes = [
      () => t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id }),
      () => t.mira.post<contract.Started>("/v1/renewals", { grantId: access?.grantId }),
      () => t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id, as: "redirect", rerequest: true }),
      () => t.mira.post<contract.Started>(`/v1/renewal-links/${token}/start`),
    ];
    const ends: unknown[] = [];
    for (const begin of routes) {
      const started = await begin();
      const dialog = (await t.mira.fetch(started.url)).headers.get("location") ?? "";
      expect(dialog).toMatch(/\/www\.facebook\.com\/v[\d.]+\/dialog\/oauth\?/);
      await t.mira.walk(started.url, annasNew);
      await t.settle();
      const { status, comparison, expected, person } = await t.mira.connection(started.connectionId ?? "");
      ends.push({ status, comparison, person, expected: expected?.person });
    }
    expect(ends[0]).toMatchObject({ status: "comparing", comparison: { heals: [{}, {}], drops: [] } });
    expect(ends).toEqual(routes.map(() => ends[0]));
  });

  test("R60 R38 P39 P40 P44 it heals every Page of that person in place, and touches nobody else's tokens", async () => {
    await using t = await afterPasswordChange();
    const bensBefore = await sealedTokensOf(t, "Ben Okoro");
    const before = await ledger(t);
    const kept = { capabilities_enabled: ["publish", "inbox"] as ("publish" | "inbox")[] };
    await t.world.db.updateTable("profile").set(kept).where("name", "=", "Northwind Hamburg").execute();
    const hamburg = await t.profile("Northwind Hamburg");
    const events = (id: string) => t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events?limit=200`);
    const history = (await events(hamburg.id)).items.map((one) => one.id);
    expect(history.length).toBeGreaterThan(2);

    const { id } = await renewing(t, "Northwind Berlin", annasNew);
    const done = await confirm(t, id, "renew");
    expect(done).toMatchObject({ status: "done", results: [{ proved: true }, { proved: true }] });
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected", cause: null });
    expect(await t.profile("Northwind Hamburg")).toMatchObject({ id: hamburg.id, status: "connected" });
    expect((await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items).toEqual([]);

    const after = await ledger(t);
    const ids = (rows: { id: string; created_at: Date }[]) => rows.map((row) => [row.id, row.created_at]);
    expect(ids(after.profiles)).toEqual(ids(before.profiles));
    expect(ids(after.grants)).toEqual(ids(before.grants));
    expect(ids(after.accesses)).toEqual(ids(before.accesses));
    expect(after.profiles.find((row) => row.id === hamburg.id)).toMatchObject(kept);
    expect(await sealedTokensOf(t, "Ben Okoro")).toEqual(bensBefore);
    const now = (await events(hamburg.id)).items.map((one) => one.id);
    expect(now.slice(-history.length)).toEqual(history);
    expect(now.length).toBeGreaterThan(history.length);
  });

  test("R37 the old token stays untouched and in use until the new one is proved", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const { id: profileId } = await t.profile("Northwind Berlin");
    const lent = () => t.get<contract.TokenAnswer>(`/v1/profiles/${profileId}/token?capability=publish`);
    const { token } = await lent();
    const { id, flow } = await renewing(t, "Northwind Berlin", anna);
    expect(flow).toMatchObject({
      status: "comparing",
      comparison: { keeps: [{ name: "Northwind Berlin" }], heals: [] },
    });
    const before = await ledger(t);
    await t.control.addFault("error_500", { page: "Northwind Berlin" });
    const failed = await confirm(t, id, "renew");
    expect(failed).toMatchObject({
      status: "failed",
      message: expect.stringMatching(
        /did not accept the new login.*Nothing was changed; what was connected before still is/,
      ),
    });
    expect(await ledger(t)).toEqual(before);
    expect((await lent()).token).toBe(token);
    expect(await secretsLeftBehind(t)).toEqual([]);

    await t.control.clearFaults();
    const second = await renewing(t, "Northwind Berlin", anna);
    expect(await confirm(t, second.id, "renew")).toMatchObject({ status: "done" });
    expect((await lent()).token).not.toBe(token);
  });

  test("a double click on Save renews once, and a second tab can be saved after the first", async () => {
    await using t = await afterPasswordChange();
    const first = await renewing(t, "Northwind Berlin", annasNew);
    const second = await renewing(t, "Northwind Berlin", annasNew);
    const save = (id: string) => t.mira.post<contract.Connection>(`/v1/connections/${id}/confirm`, { way: "renew" });
    const clicks = await Promise.all([save(first.id), save(first.id)]);
    expect(clicks.map((one) => one.status)).toEqual(["proving", "proving"]);
    await t.settle();
    expect((await save(first.id)).status).toBe("done");
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200");
    expect(items.filter((one) => one.kind === "grant_renewed")).toHaveLength(1);

    await save(second.id);
    await t.settle();
    expect((await t.mira.connection(second.id)).status).toBe("done");
    expect(await t.profile("Northwind Hamburg")).toMatchObject({ status: "connected" });
    const { grants, accesses } = await ledger(t);
    expect([grants.length, accesses.length]).toEqual([2, 3]);
  });

  test("P37 renewing one Page never changes another person's: the target is bound into the state", async () => {
    await using t = await afterPasswordChange();
    const before = await ledger(t);
    const ofAnna = (rows: Awaited<ReturnType<typeof ledger>>) => ({
      profiles: rows.profiles.filter((row) => row.name !== "Northwind Oslo"),
      grants: rows.grants.filter((row) => row.setter_name === "Anna Berg"),
    });
    // Two tabs: the first for Berlin stands at Facebook while the second renews Oslo.
    const berlin = await t.profile("Northwind Berlin");
    const tab = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
    await t.mira.fetch(tab.url);
    const { id } = await renewing(t, "Northwind Oslo", ben);
    expect(await confirm(t, id, "renew")).toMatchObject({ status: "done", results: [{ name: "Northwind Oslo" }] });
    expect(ofAnna(await ledger(t))).toEqual(ofAnna(before));
    await t.mira.walk(tab.url, annasNew);
    await t.settle();
    expect(await t.mira.connection(tab.connectionId ?? "")).toMatchObject({
      status: "comparing",
      expected: { person: { name: "Anna Berg" }, profile: { name: "Northwind Berlin" } },
    });
  });
});

describe("the wrong account", () => {
  test("R65 R71 P38 it is refused with both names, nothing is changed, and the ways on are offered", async () => {
    await using t = await afterPasswordChange();
    const before = await ledger(t);
    const { id, flow } = await renewing(t, "Northwind Hamburg", ben);
    expect(flow).toMatchObject({
      status: "mismatch",
      person: { name: "Ben Okoro" },
      expected: { person: { name: "Anna Berg" }, profile: { name: "Northwind Hamburg" } },
      mismatch: { ways: ["other_login", "new_profile"] },
    });
    expect(flow.mismatch?.text).toMatch(/^You authorised as Ben Okoro; Anna Berg was expected\. .*Northwind Hamburg/);
    expect(await ledger(t)).toEqual(before);
    expect(await refusal(t, `/v1/connections/${id}/confirm`, { way: "renew" })).toEqual({
      status: 409,
      code: "conflict",
    });
    expect(await refusal(t, `/v1/connections/${id}/confirm`, { way: "additional_access" })).toEqual({
      status: 409,
      code: "conflict",
    });
    expect(await refusal(t, `/v1/connections/${id}/profiles`, { remoteIds: ["1"] })).toMatchObject({ status: 400 });
    await t.settle();
    expect(await ledger(t)).toEqual(before);
  });

  test("R70 R71 first way on: another login, for which Facebook is asked to check who is there", async () => {
    await using t = await afterPasswordChange();
    const { id } = await renewing(t, "Northwind Hamburg", ben);
    const again = await t.mira.post<contract.Started>(`/v1/connections/${id}/restart`, { switchAccount: true });
    const dialog = (await t.mira.fetch(again.url)).headers.get("location") ?? "";
    expect(new URL(dialog).searchParams.get("auth_type")).toContain("reauthenticate");
    // Who reads the page for five minutes before going on is still asked in the same way.
    await t.advance(300);
    const later = (await t.mira.fetch(again.url)).headers.get("location") ?? "";
    expect(new URL(later).searchParams.get("auth_type")).toContain("reauthenticate");
    expect(await t.mira.connection(id)).toMatchObject({ status: "cancelled" });
    await t.mira.walk(again.url, annasNew);
    await t.settle();
    expect(await t.mira.connection(again.connectionId ?? "")).toMatchObject({
      status: "comparing",
      expected: { person: { name: "Anna Berg" }, profile: { name: "Northwind Hamburg" } },
    });
    const { items } = await t.get<{ items: contract.Network[] }>("/v1/networks");
    const told = items.find((one) => one.id === "facebook");
    expect(told).toMatchObject({ accountSwitch: "none" });
    expect(told?.guide.otherAccount).toMatch(/private window/);
  });

  test("R65 second way on: that person's Pages are added as new ones, the expected one stays as it was", async () => {
    await using t = await afterPasswordChange();
    const annas = await sealedTokensOf(t, "Anna Berg");
    const { id } = await renewing(t, "Northwind Hamburg", ben);
    const picking = await t.mira.post<contract.Connection>(`/v1/connections/${id}/confirm`, { way: "new_profile" });
    expect(picking).toMatchObject({
      status: "picking",
      comparison: { keeps: [{ name: "Northwind Oslo" }], drops: [] },
    });
    const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates`);
    const bergen = items.find((one) => one.name === "Northwind Bergen");
    expect(bergen).toMatchObject({ alreadyConnected: false, unusable: null });
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: [bergen?.remoteId] });
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({ status: "done", results: [{ name: "Northwind Bergen" }] });
    expect(await t.profile("Northwind Bergen")).toMatchObject({ status: "connected" });
    expect(await t.profile("Northwind Hamburg")).toMatchObject({ status: "expired", cause: "password_changed" });
    expect(await sealedTokensOf(t, "Anna Berg")).toEqual(annas);
  });

  test("R65 R75 third way on: a login that reaches the Page as well is kept beside the first one", async () => {
    await using t = await afterPasswordChange();
    const annas = await sealedTokensOf(t, "Anna Berg");
    const { id, flow } = await renewing(t, "Northwind Berlin", ben);
    expect(flow).toMatchObject({
      status: "mismatch",
      mismatch: {
        text: "You authorised as Ben Okoro; Anna Berg was expected. Ben Okoro can manage “Northwind Berlin” as well.",
        ways: ["other_login", "new_profile", "additional_access"],
      },
    });
    expect(await confirm(t, id, "additional_access")).toMatchObject({ status: "done", results: [{ proved: true }] });
    const berlin = await t.profile("Northwind Berlin");
    expect(berlin).toMatchObject({ status: "connected" });
    const { accesses } = await t.get<contract.ProfileDetail>(`/v1/profiles/${berlin.id}`);
    expect(Object.fromEntries(accesses.map((one) => [one.setter.name, one.state]))).toMatchObject({
      "Ben Okoro": "live",
    });
    expect(accesses).toHaveLength(2);
    expect(await sealedTokensOf(t, "Anna Berg")).toEqual(annas);
    expect(await t.get(`/v1/profiles/${berlin.id}/token?capability=publish`)).toMatchObject({ setter: "Ben Okoro" });

    // Begun anew for Ben's login, it stays Ben's, although Anna's is the one that is dead.
    const grantId = accesses.find((one) => one.setter.name === "Ben Okoro")?.grantId;
    await t.mira.fetch(`/v1/profiles/${(await t.profile("Northwind Oslo")).id}`, { method: "DELETE" });
    const started = await t.mira.post<contract.Started>("/v1/renewals", { grantId });
    const again = await t.mira.post<contract.Started>(`/v1/connections/${started.connectionId}/restart`, {});
    expect((await t.mira.connection(again.connectionId ?? "")).expected).toMatchObject({
      person: { name: "Ben Okoro" },
    });
  });
});

describe("what a consent leaves out", () => {
  test("P33 P32 fewer Pages: those that would be lost are named before saving, and marked after it", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"]);
    const before = await ledger(t);
    const { id, flow } = await renewing(t, "Northwind Berlin", { ...anna, edit: true, pages: ["Northwind Berlin"] });
    expect(flow).toMatchObject({
      status: "comparing",
      comparison: {
        keeps: [{ name: "Northwind Berlin" }],
        drops: [{ name: "Northwind Hamburg" }, { name: "Northwind Köln" }],
        heals: [],
      },
    });
    expect(await ledger(t)).toEqual(before);
    expect(await confirm(t, id, "renew")).toMatchObject({ status: "done", results: [{ name: "Northwind Berlin" }] });
    for (const name of ["Northwind Hamburg", "Northwind Köln"])
      expect(await t.profile(name)).toMatchObject({ status: "expired", cause: "profile_not_granted" });
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
    await t.pass(2 * 86_400);
    expect(await t.profile("Northwind Köln")).toMatchObject({ status: "expired", cause: "profile_not_granted" });

    // Asked again explicitly, the choice of Pages can be mended, and what was dropped comes back in place.
    const koeln = await t.profile("Northwind Köln");
    const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: koeln.id });
    const dialog = (await t.mira.fetch(started.url)).headers.get("location") ?? "";
    expect(new URL(dialog).searchParams.get("auth_type")).toBe("rerequest");
    await t.mira.walk(started.url, { ...anna, edit: true, pages: "all" });
    await t.settle();
    expect(await confirm(t, started.connectionId ?? "", "renew")).toMatchObject({ status: "done" });
    expect(await t.profile("Northwind Köln")).toMatchObject({ id: koeln.id, status: "connected" });
    expect(await t.profile("Northwind Hamburg")).toMatchObject({ status: "connected" });
  });

  test("P33 what was lost before for another cause is neither named as a loss nor given another cause", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    await t.control.removeRole("Northwind Hamburg", "anna-berg");
    await t.pass(3700);
    await t.pass(3700);
    const lost = await t.profile("Northwind Hamburg");
    expect(lost).toMatchObject({ status: "expired", cause: "role_lost" });
    const { id, flow } = await renewing(t, "Northwind Berlin", anna);
    expect(flow).toMatchObject({
      status: "comparing",
      comparison: { drops: [], keeps: [{ name: "Northwind Berlin" }] },
    });
    expect(await confirm(t, id, "renew")).toMatchObject({ status: "done" });
    expect(await t.profile("Northwind Hamburg")).toMatchObject({
      status: "expired",
      cause: "role_lost",
      since: lost.since,
    });
  });

  test("R31 R32 P34 unticked permissions are named as lost capabilities before saving, and mark the profile after it", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const { id, flow } = await renewing(t, "Northwind Berlin", { ...anna, edit: true, untick: ["read_insights"] });
    expect(flow).toMatchObject({
      status: "comparing",
      scopes: { declined: ["read_insights"], lostCapabilities: ["analytics"] },
      comparison: { lostCapabilities: ["analytics"], regainedCapabilities: [] },
    });
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
    await confirm(t, id, "renew");
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "limited", lostCapabilities: ["analytics"] });
  });

  test("P18 P19 what the network does not tell again is kept: refresh token, handle, picture, roles; an impossible end is not", async () => {
    const network = tellsLessEachTime();
    await using t = await testWorld({ networks: { facebook: network } });
    await connectPages(t, anna, ["Northwind Berlin"]);
    const before = await ledger(t);
    expect(before.profiles[0]?.handle).toBe("northwind.berlin");
    const { id } = await renewing(t, "Northwind Berlin", anna);
    expect(await confirm(t, id, "renew")).toMatchObject({ status: "done" });
    const { profiles, grants, accesses } = await ledger(t);
    const { handle, avatar_url, url } = before.profiles[0] ?? {};
    expect(profiles[0]).toMatchObject({ handle, avatar_url, url });
    expect(accesses[0]?.roles).toEqual(before.accesses[0]?.roles);
    const [grant] = grants;
    const tokens = openTokens(t.world, grant?.tokens_sealed ?? "", grantBinding(grant?.id ?? ""));
    expect(tokens.refreshToken?.reveal()).toBe("named once");
    expect(grant?.tokens_sealed).not.toBe(before.grants[0]?.tokens_sealed);
    expect(grant?.ends_at).toBeNull();
    expect(await keptTokens(t)).toContain("named once");
  });
});

/** Facebook as if it named a refresh token at the first consent only (as Google does), and less about Pages at the second. */
function tellsLessEachTime(): Network {
  let consents = 0;
  return {
    ...facebook,
    oauth: {
      ...facebook.oauth,
      async finish(call, back) {
        const consent = await facebook.oauth.finish(call, back);
        consents += 1;
        const refreshToken = consents === 1 ? Secret.of("named once") : undefined;
        const tokens = { ...consent.answer.tokens, refreshToken };
        return { ...consent, answer: { ...consent.answer, tokens, endsAt: new Date("2058-01-01T00:00:00Z") } };
      },
    },
    profiles: {
      async *list(call, grant) {
        for await (const found of facebook.profiles.list(call, grant)) {
          const { remoteId, name, kind, token } = found;
          yield consents === 1 ? found : { remoteId, name, kind, token, tokenExpiresAt: null };
        }
      },
    },
    probe: {
      ...facebook.probe,
      access: async (call, grant, access) => ({ name: (await facebook.probe.access(call, grant, access)).name }),
    },
  };
}

describe("meanwhile disconnected", () => {
  test("P48 a renewal under way never brings back what was disconnected", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    const berlin = await t.profile("Northwind Berlin");
    const hamburg = await t.profile("Northwind Hamburg");
    const waiting = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
    const comparing = await renewing(t, "Northwind Berlin", anna);
    const proving = await renewing(t, "Northwind Berlin", anna);
    const other = await renewing(t, "Northwind Hamburg", anna);
    for (const { id } of [proving, other]) await t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" });
    expect((await t.mira.fetch(`/v1/profiles/${berlin.id}`, { method: "DELETE" })).status).toBe(204);

    expect(await refusal(t, `/v1/connections/${comparing.id}/confirm`, { way: "renew" })).toEqual({
      status: 404,
      code: "not_found",
    });
    await t.settle();
    expect(await t.mira.connection(proving.id)).toMatchObject({
      status: "failed",
      message: "The profile was disconnected meanwhile. Nothing was changed.",
    });
    await t.mira.walk(waiting.url, anna);
    await t.settle();
    expect(await t.mira.connection(waiting.connectionId ?? "")).toMatchObject({
      status: "failed",
      message: "The profile was disconnected meanwhile. Nothing was changed.",
    });
    expect(await t.mira.connection(other.id)).toMatchObject({ status: "done" });
    expect(await t.profile("Northwind Berlin")).toMatchObject({ id: berlin.id, status: "disconnected" });
    expect(await t.profile("Northwind Hamburg")).toMatchObject({ id: hamburg.id, status: "connected" });
  });
});
