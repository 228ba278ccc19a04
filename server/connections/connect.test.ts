import { get } from "node:http";
import { describe, expect, test } from "vitest";
import { facebook } from "#networks/facebook/facebook.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { keptTokens, ledger, secretsLeftBehind } from "#test/ledger.ts";
import { northwind, testWorld, type TestWorld } from "#test/world.ts";

type Candidates = contract.Page<contract.Candidate>;

const candidatesOf = (t: TestWorld, id: string, query = ""): Promise<Candidates> =>
  t.mira.get(`/v1/connections/${id}/candidates?limit=200${query}`);

async function idsOf(t: TestWorld, id: string, names: readonly string[]): Promise<string[]> {
  const { items } = await candidatesOf(t, id);
  return items.filter((one) => names.includes(one.name)).map((one) => one.remoteId);
}

/** The live updates of a browser, as text. */
function listenLive(t: TestWorld): { stop(): string } {
  const cookie = [...t.mira.cookies].map((pair) => pair.join("=")).join("; ");
  let text = "";
  const request = get(`${t.url}/v1/stream`, { agent: false, headers: { cookie } }, (answer) => {
    answer.setEncoding("utf8").on("data", (part: string) => void (text += part));
  }).on("error", () => undefined);
  return { stop: () => (request.destroy(), text) };
}

describe("picking", () => {
  test("R34 R39 P45 nothing is attached before Add: a half-finished connect stands nowhere as connected", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({
      purpose: "connect",
      status: "picking",
      person: { name: "Anna Berg" },
      found: 3,
      usable: 3,
      results: [],
    });
    expect((await t.get<contract.Page<contract.Profile>>("/v1/profiles")).items).toEqual([]);
    expect((await t.get<contract.Page<contract.Grant>>("/v1/grants")).items).toEqual([]);
    expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });

    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: await idsOf(t, id, ["Northwind Berlin"]) });
    await t.settle();
    const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles");
    expect(items.map((one) => one.name)).toEqual(["Northwind Berlin"]);
    const outsider = await t.outsider();
    expect((await outsider.get<contract.Page<contract.Profile>>("/v1/profiles")).items).toEqual([]);
    expect((await outsider.fetch(`/v1/profiles/${items[0]?.id}`)).status).toBe(404);
  });

  test("R35 R36 six hundred Pages can be paged through, searched, and added in one go", async () => {
    await using t = await testWorld({
      scenario: {
        people: [{ name: "Anna Berg" }],
        pages: [{ name: "Northwind Shop", count: 600, people: { "anna-berg": "full_control" } }],
      },
    });
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({ status: "picking", found: 600, usable: 600 });

    const all: contract.Candidate[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: Candidates = await candidatesOf(t, id, cursor && `&cursor=${cursor}`);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(all.map((one) => one.remoteId)).size).toBe(600);
    expect(all).toHaveLength(600);

    const search = async (q: string) =>
      (await candidatesOf(t, id, `&q=${encodeURIComponent(q)}`)).items.map((one) => one.name);
    expect(await search("SHOP 59")).toEqual([
      "Northwind Shop 59",
      ...Array.from({ length: 10 }, (_none, n) => `Northwind Shop 59${n}`),
    ]);
    expect(await search("%")).toEqual([]);
    expect(await search("_")).toEqual([]);
    expect(await search("\\")).toEqual([]);
    expect(await search(all[7]?.remoteId ?? "")).toEqual([all[7]?.name]);

    const found = (await candidatesOf(t, id, "&q=shop%201")).items.map((one) => one.remoteId);
    expect(found).toHaveLength(111);
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: [...found, ...found.slice(0, 5)] });
    await t.settle();
    const done = await t.mira.connection(id);
    expect(done.status).toBe("done");
    expect(done.results).toHaveLength(111);
    expect(done.results.every((one) => one.proved)).toBe(true);
    expect((await t.get<contract.Summary>("/v1/summary")).counts).toMatchObject({ all: 111, problems: 0 });
    const { items: again } = await candidatesOf(t, id, "&q=shop%2059");
    expect(again.map((one) => one.alreadyConnected)).toEqual(again.map(() => false));
  });

  test("P30 P31 P35 what cannot be used is listed with its reason, and refused on Add", async () => {
    await using t = await testWorld({
      scenario: {
        people: [{ name: "Anna Berg" }],
        portfolios: [{ name: "Northwind Group", people: ["anna-berg"] }],
        pages: [
          { name: "Northwind Berlin", people: { "anna-berg": "full_control" } },
          { name: "Northwind Ads", people: { "anna-berg": ["ADVERTISE"] } },
          {
            name: "Northwind Vault",
            portfolio: "northwind-group",
            people: { "anna-berg": { tasks: [], via: "portfolio" } },
          },
        ],
      },
    });
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    const { items } = await candidatesOf(t, id);
    const reasons = Object.fromEntries(items.map((one) => [one.name, one.unusable]));
    expect(reasons["Northwind Berlin"]).toBeNull();
    expect(reasons["Northwind Ads"]).toMatch(/neither publish .* nor answer .* nor see its insights/);
    expect(reasons["Northwind Vault"]).toMatch(/neither publish/);
    expect(await t.mira.connection(id)).toMatchObject({ found: 3, usable: 1 });

    const before = await ledger(t);
    const remoteIds = await idsOf(t, id, ["Northwind Berlin", "Northwind Ads"]);
    const answer = await t.mira.fetch(`/v1/connections/${id}/profiles`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ remoteIds }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "invalid_input",
      detail: expect.stringMatching(/“Northwind Ads” cannot be connected: This login may neither/),
    });
    await t.settle();
    expect(await ledger(t)).toEqual(before);
    expect((await t.mira.connection(id)).status).toBe("picking");
  });

  test("P33 R71 adding with a consent that leaves earlier Pages out names them before anything is saved", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    const id = await t.mira.beginConnecting({ ...anna, edit: true, pages: ["Northwind Köln"] });
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({
      status: "picking",
      comparison: {
        keeps: [],
        drops: [{ name: "Northwind Berlin" }, { name: "Northwind Hamburg" }],
        newlyReachable: 1,
      },
    });
  });

  test("R36 a second click on Add changes nothing; another tab with other picks is told that it came too late", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    const picks = await idsOf(t, id, ["Northwind Berlin", "Northwind Köln"]);
    const add = (remoteIds: string[]) =>
      t.mira.fetch(`/v1/connections/${id}/profiles`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ remoteIds }),
      });
    const both = await Promise.all([add(picks), add(picks.toReversed())]);
    expect(both.map((one) => one.status)).toEqual([200, 200]);
    expect((await add(picks.slice(0, 1))).status).toBe(409);
    await t.settle();
    expect((await add(picks)).status).toBe(200);
    await t.settle();
    const { profiles, grants, accesses } = await ledger(t);
    expect([profiles.length, grants.length, accesses.length]).toEqual([2, 1, 2]);
  });
});

describe("proof", () => {
  test("R37 R38 P44 green comes only from a real call that succeeded, and says when", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: await idsOf(t, id, ["Northwind Berlin"]) });
    expect(await t.mira.connection(id)).toMatchObject({ status: "proving" });
    expect((await t.get<contract.Page<contract.Profile>>("/v1/profiles")).items).toEqual([]);

    await t.control.clearLog();
    await t.advance(60);
    await t.settle();
    const { id: page } = await t.control.findPage("Northwind Berlin");
    const [asked] = await t.control.log({ page, path: "/me", method: "GET" });
    expect(asked).toMatchObject({ status: 200, at: t.world.clock.now().toISOString() });
    expect((await t.control.log()).filter((call) => call.method !== "GET")).toEqual([]);
    const berlin = await t.profile("Northwind Berlin");
    expect(berlin).toMatchObject({ status: "connected", provedAt: t.world.clock.now().toISOString() });
  });

  test("R38 P44 a consent whose proof fails connects nothing, and says so", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    const remoteIds = await idsOf(t, id, ["Northwind Berlin"]);
    await t.control.addFault("error_500");
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/^Facebook did not accept the new login when we tried it\..*Nothing was changed/),
    });
    expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });
    expect(await secretsLeftBehind(t)).toEqual([]);
  });
});

describe("permissions", () => {
  test("R31 R32 P34 P32 what was unticked is named with what it costs; asked again with rerequest, it heals", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting({ ...anna, untick: ["read_insights", "pages_messaging"] });
    await t.settle();
    const picking = await t.mira.connection(id);
    expect(picking.scopes?.declined.toSorted()).toEqual(["pages_messaging", "read_insights"]);
    expect(picking.scopes?.lostCapabilities).toEqual(["inbox", "analytics"]);
    await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: await idsOf(t, id, ["Northwind Berlin"]) });
    await t.settle();
    const limited = await t.profile("Northwind Berlin");
    expect(limited).toMatchObject({
      status: "limited",
      cause: "scope_missing",
      lostCapabilities: ["inbox", "analytics"],
    });
    expect(limited.nextStep).not.toBeNull();
    const detail = await t.get<contract.ProfileDetail>(`/v1/profiles/${limited.id}`);
    expect(detail.capabilities).toMatchObject([
      { capability: "publish", state: "ready" },
      { capability: "inbox", state: "missing", missingScopes: ["pages_messaging"] },
      { capability: "analytics", state: "missing", missingScopes: ["read_insights"] },
    ]);
    await expect(t.get(`/v1/profiles/${limited.id}/token?capability=analytics`)).rejects.toThrow("409");
    await t.get(`/v1/profiles/${limited.id}/token?capability=publish`);

    const again = await t.mira.post<contract.Started>("/v1/renewals", { profileId: limited.id });
    const dialog = (await t.mira.fetch(again.url)).headers.get("location") ?? "";
    expect(new URL(dialog).searchParams.get("auth_type")).toBe("rerequest");
    await t.mira.walk(again.url, anna);
    await t.settle();
    expect(await t.mira.connection(again.connectionId ?? "")).toMatchObject({
      status: "comparing",
      scopes: { declined: [], lostCapabilities: [] },
      comparison: { regainedCapabilities: ["inbox", "analytics"], lostCapabilities: [] },
    });
    await t.mira.post(`/v1/connections/${again.connectionId}/confirm`, { way: "renew" });
    await t.settle();
    expect(await t.profile("Northwind Berlin")).toMatchObject({ id: limited.id, status: "connected" });
  });

  test("R32 P32 from the picker itself, “grant it again” starts anew with rerequest", async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting({ ...anna, untick: ["read_insights"], pages: ["Northwind Berlin"] });
    await t.settle();
    const again = await t.mira.post<contract.Started>(`/v1/connections/${id}/restart`, { rerequest: true });
    expect(await t.mira.connection(id)).toMatchObject({ status: "cancelled" });
    const dialog = (await t.mira.fetch(again.url)).headers.get("location") ?? "";
    expect(new URL(dialog).searchParams.get("auth_type")).toBe("rerequest");
    await t.mira.walk(again.url, { ...anna, pages: ["Northwind Berlin", "Northwind Köln"] });
    await t.settle();
    const now = await t.mira.connection(again.connectionId ?? "");
    expect(now.scopes?.declined).toEqual([]);
    expect(now.usable).toBe(2);
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("R5 R6 R46 the profile says who authorised it, when, what was asked and what was granted", async () => {
    await using t = await testWorld();
    await connectPages(t, { ...anna, untick: ["read_insights"] }, ["Northwind Berlin"]);
    const { id } = await t.profile("Northwind Berlin");
    const { accesses } = await t.get<contract.ProfileDetail>(`/v1/profiles/${id}`);
    expect(accesses).toMatchObject([
      {
        setter: { name: "Anna Berg" },
        authorisedAt: t.world.clock.now().toISOString(),
        scopesAsked: [...facebook.oauth.scopes],
        scopesDeclined: ["read_insights"],
        state: "live",
        lastProofAt: t.world.clock.now().toISOString(),
      },
    ]);
    const granted = accesses[0]?.scopesGranted ?? [];
    expect(granted).toContain("pages_manage_posts");
    expect(granted).not.toContain("read_insights");
  });
});

describe("secrets", () => {
  test("R1 R2 no token stands in any answer, page, event, live update or line of the log", async () => {
    await using t = await testWorld();
    const seen: string[] = [];
    const plain = t.mira.fetch;
    const look = async (path: string, init?: RequestInit): Promise<void> => {
      const answer = await plain(path, init);
      seen.push(path, [...answer.headers].join("\n"), await answer.text());
    };
    const live = listenLive(t);
    await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    const early = await keptTokens(t);
    await t.control.changePassword("anna-berg", "new password");
    await t.pass(3700);
    const berlin = await t.profile("Northwind Berlin");
    const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
    await t.mira.walk(started.url, { ...anna, password: "new password" });
    await t.settle();
    const flow = `/v1/connections/${started.connectionId}`;
    for (const path of [flow, `${flow}/candidates`]) await look(path);
    await t.mira.post(`${flow}/confirm`, { way: "renew" });
    await t.settle();
    const tokens = [...new Set([...early, ...(await keptTokens(t))])];
    expect(tokens.length).toBeGreaterThanOrEqual(8);

    const { items: events } = await t.mira.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200");
    expect(events.length).toBeGreaterThan(5);
    const { items: incidents } = await t.mira.get<contract.Page<contract.Incident>>("/v1/incidents");
    for (const path of [
      "/",
      "/v1/profiles",
      "/v1/grants",
      "/v1/events?limit=200",
      "/v1/incidents",
      "/v1/networks",
      "/v1/summary",
      "/v1/session",
      "/metrics",
      flow,
      `/connections/${started.connectionId}`,
      "/openapi.json",
      ...incidents.map((one) => `/v1/incidents/${one.id}`),
      ...["", "/events", "/calls"].map((part) => `/v1/profiles/${berlin.id}${part}`),
    ])
      await look(path);
    await look(`/v1/profiles/${berlin.id}/probe`, { method: "POST" });
    seen.push(live.stop());
    expect(seen.at(-1)).toContain("event: connection");
    const everything = [...seen, t.logged()].join("\n");
    expect(everything).toContain("Northwind Berlin");
    expect(tokens.filter((token) => everything.includes(token))).toEqual([]);
    const rows = JSON.stringify([
      await ledger(t),
      await t.world.db.selectFrom("authorization_flow").selectAll().execute(),
      await t.world.db.selectFrom("authorization_candidate").selectAll().execute(),
      await t.world.db.selectFrom("event").selectAll().execute(),
      await t.world.db.selectFrom("network_call").selectAll().execute(),
      await t.world.db.selectFrom("incident").selectAll().execute(),
    ]);
    expect(tokens.filter((token) => rows.includes(token))).toEqual([]);
  });

  test("what nobody saved is destroyed with its flow: cancelled, outlived or done", async () => {
    await using t = await testWorld();
    const cancelled = await t.mira.beginConnecting(anna);
    await t.settle();
    await t.mira.post(`/v1/connections/${cancelled}/cancel`);
    expect(await t.mira.connection(cancelled)).toMatchObject({
      status: "cancelled",
      message: "You cancelled. Nothing was changed.",
    });
    const outlived = await t.mira.beginConnecting(anna);
    await t.settle();
    await t.pass(31 * 60);
    expect(await t.mira.connection(outlived)).toMatchObject({ status: "expired" });
    expect(await ledger(t)).toEqual({ profiles: [], grants: [], accesses: [] });
    await connectPages(t, anna, ["Northwind Berlin"]);
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("an Idempotency-Key makes one connection of two requests", async () => {
    await using t = await testWorld({ scenario: northwind });
    const ask = async () => {
      const answer = await t.mira.fetch("/v1/connections", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "once" },
        body: JSON.stringify({ network: "facebook" }),
      });
      return (await answer.json()) as contract.Started;
    };
    expect(await ask()).toEqual(await ask());
  });
});
