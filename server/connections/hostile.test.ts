import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, openBrowser, type Browser } from "#test/browser.ts";
import { ledger } from "#test/ledger.ts";
import { testPassword, testWorld, type TestWorld } from "#test/world.ts";

interface Asked {
  method: string;
  path: string;
  body?: unknown;
}

/** Sends JSON, or a text as it is. */
async function ask(browser: Browser, { method, path, body }: Asked, contentType = "application/json") {
  const answer = await browser.fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": contentType }, body: asText(body) }),
  });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
}

const asText = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

/** What a refusal must look like, whatever was sent. */
function expectProblem(answer: Awaited<ReturnType<typeof ask>>, status: number, code: string, what: string): void {
  expect({ what, status: answer.status, type: answer.type }).toEqual({
    what,
    status,
    type: "application/problem+json; charset=utf-8",
  });
  const problem = JSON.parse(answer.text) as contract.Problem;
  expect(problem, what).toMatchObject({ status, code, type: `urn:latchkey:problem:${code}` });
  expect(problem.detail.length, what).toBeGreaterThan(5);
  expect(answer.text, what).not.toMatch(/node_modules|\.ts:\d|at async|select |kysely|pg_/i);
}

/** Everything a refused request could have changed. */
async function everything(t: TestWorld) {
  const { db } = t.world;
  return {
    ...(await ledger(t)),
    flows: await db.selectFrom("authorization_flow").selectAll().orderBy("id").execute(),
    links: await db.selectFrom("renewal_link").selectAll().orderBy("id").execute(),
    incidents: await db.selectFrom("incident").selectAll().orderBy("id").execute(),
    events: (await db.selectFrom("event").selectAll().execute()).length,
  };
}

/** Two flows of Mira's, a profile, its grant and an incident. */
async function somethingToAttack(t: TestWorld) {
  await connectPages(t, anna, ["Northwind Berlin"]);
  const picking = await t.mira.beginConnecting(anna);
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${picking}/candidates`);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(1200);
  await t.mira.fetch(`/v1/profiles/${(await t.profile("Northwind Berlin")).id}/probe`, { method: "POST" });
  await t.pass(300);
  const profile = await t.profile("Northwind Berlin");
  const { accesses } = await t.get<contract.ProfileDetail>(`/v1/profiles/${profile.id}`);
  const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: profile.id });
  await t.mira.walk(started.url, { ...anna, password: "new password" });
  await t.settle();
  const [incident] = (await t.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items;
  return {
    picking,
    renewal: started.connectionId ?? "",
    profileId: profile.id,
    grantId: accesses[0]?.grantId ?? "",
    incidentId: incident?.id ?? "",
    remoteId: items[0]?.remoteId ?? "",
  };
}

type Targets = Awaited<ReturnType<typeof somethingToAttack>>;

const inWorkspace = ({ picking, renewal, profileId, grantId, incidentId, remoteId }: Targets): Asked[] => [
  { method: "GET", path: `/v1/profiles/${profileId}` },
  { method: "GET", path: `/v1/profiles/${profileId}/events` },
  { method: "GET", path: `/v1/profiles/${profileId}/calls` },
  { method: "POST", path: `/v1/profiles/${profileId}/probe` },
  { method: "DELETE", path: `/v1/profiles/${profileId}` },
  { method: "GET", path: `/v1/incidents/${incidentId}` },
  { method: "POST", path: "/v1/renewals", body: { profileId } },
  { method: "POST", path: "/v1/renewals", body: { profileId, as: "link" } },
  { method: "POST", path: "/v1/renewals", body: { grantId } },
  ...[picking, renewal].flatMap((id): Asked[] => [
    { method: "GET", path: `/v1/connections/${id}` },
    { method: "GET", path: `/v1/connections/${id}/candidates` },
    { method: "POST", path: `/v1/connections/${id}/profiles`, body: { remoteIds: [remoteId] } },
    { method: "POST", path: `/v1/connections/${id}/confirm`, body: { way: "renew" } },
    { method: "POST", path: `/v1/connections/${id}/cancel` },
    { method: "POST", path: `/v1/connections/${id}/restart`, body: {} },
  ]),
];

describe("who may", () => {
  test("R39 another workspace's ids are not found, in any route, and nothing is changed", async () => {
    await using t = await testWorld();
    const targets = await somethingToAttack(t);
    expect(targets.incidentId).not.toBe("");
    const olga = await t.outsider();
    const before = await everything(t);
    for (const asked of inWorkspace(targets))
      expectProblem(await ask(olga, asked), 404, "not_found", `${asked.method} ${asked.path}`);
    for (const path of ["/v1/profiles", "/v1/grants", "/v1/incidents", "/v1/events"])
      expect(await olga.get(path), path).toMatchObject({ items: [] });
    const timeline = { method: "GET", path: `/v1/events?profile=${targets.profileId}` };
    expectProblem(await ask(olga, timeline), 404, "not_found", timeline.path);
    await t.settle();
    expect(await everything(t)).toEqual(before);
  });

  test("a stranger is asked to sign in, or finds nothing, and nothing is changed", async () => {
    await using t = await testWorld();
    const targets = await somethingToAttack(t);
    const before = await everything(t);
    for (const asked of inWorkspace(targets)) {
      const answer = await ask(t.stranger(), asked);
      const isFlow = asked.path.startsWith("/v1/connections/");
      expectProblem(answer, isFlow ? 404 : 401, isFlow ? "not_found" : "unauthenticated", asked.path);
    }
    expectProblem(
      await ask(t.stranger(), { method: "POST", path: "/v1/connections", body: { network: "facebook" } }),
      401,
      "unauthenticated",
      "start",
    );
    await t.settle();
    expect(await everything(t)).toEqual(before);
  });

  test("R13 a viewer reads and changes nothing: the message names both roles", async () => {
    await using t = await testWorld();
    const targets = await somethingToAttack(t);
    const { people } = t.latchkey;
    const email = "vera@northwind.example";
    await people.seedPerson({
      workspaceName: "Northwind Coffee",
      name: "Vera Viewer",
      email,
      password: testPassword,
      role: "viewer",
    });
    const vera = await openBrowser({ url: t.url, simulatorUrl: t.simulatorUrl, people }, email);
    await vera.get(`/v1/profiles/${targets.profileId}`);
    const before = await everything(t);
    const asks = [...inWorkspace(targets), { method: "POST", path: "/v1/connections", body: { network: "facebook" } }];
    for (const asked of asks.filter((one) => one.method !== "GET")) {
      const answer = await ask(vera, asked);
      const isFlow = asked.path.startsWith("/v1/connections/");
      expectProblem(answer, isFlow ? 404 : 403, isFlow ? "not_found" : "forbidden", `${asked.method} ${asked.path}`);
      if (!isFlow) expect(JSON.parse(answer.text)).toMatchObject({ detail: expect.stringMatching(/member.*viewer/) });
    }
    await t.settle();
    expect(await everything(t)).toEqual(before);
  });
});

describe("what is sent", () => {
  test("wrong ids, bodies, types and members are refused with a stable code, and nothing is changed", async () => {
    await using t = await testWorld();
    const { picking, renewal, profileId } = await somethingToAttack(t);
    const before = await everything(t);
    const post = (path: string, body: unknown): Asked => ({ method: "POST", path, body });
    const add = `/v1/connections/${picking}/profiles`;
    const confirm = `/v1/connections/${renewal}/confirm`;
    const ids = ["", "xx", "aut_", "constructor", "__proto__", "%00", "%ff", "..%2f..", "💥", "'", "a".repeat(201)];
    for (const id of ids.filter(Boolean)) {
      for (const path of [`/v1/connections/${id}`, `/v1/profiles/${id}`, `/v1/incidents/${id}`, `/v1/networks/${id}`]) {
        const answer = await ask(t.mira, { method: "GET", path });
        expect([400, 404], path).toContain(answer.status);
        expectProblem(answer, answer.status, answer.status === 400 ? "invalid_input" : "not_found", path);
      }
    }
    const refused: [Asked, number, string][] = [
      [post("/v1/connections", {}), 400, "invalid_input"],
      [post("/v1/connections", { network: "nowhere" }), 404, "not_found"],
      [post("/v1/connections", { network: "constructor" }), 404, "not_found"],
      [post("/v1/connections", { network: "" }), 400, "invalid_input"],
      [post("/v1/connections", { network: 7 }), 400, "invalid_input"],
      [post("/v1/connections", { network: "face\0book" }), 400, "invalid_input"],
      [post("/v1/connections", { network: "facebook", workspaceId: "other" }), 400, "invalid_input"],
      [post("/v1/connections", { network: "facebook", identifier: "i".repeat(301) }), 400, "invalid_input"],
      [post("/v1/connections", "{"), 400, "invalid_input"],
      [post("/v1/connections", "null"), 400, "invalid_input"],
      [post("/v1/connections", "[]"), 400, "invalid_input"],
      [post("/v1/connections", '{"network":"facebook","__proto__":{"role":"owner"}}'), 400, "invalid_input"],
      [post("/v1/connections", `{"network":"${"x".repeat(1_100_000)}"}`), 413, "too_large"],
      [post("/v1/renewals", {}), 400, "invalid_input"],
      [post("/v1/renewals", { profileId, grantId: "grt_1" }), 400, "invalid_input"],
      [post("/v1/renewals", { profileId: "prf_none" }), 404, "not_found"],
      [post("/v1/renewals", { profileId, as: "mail" }), 400, "invalid_input"],
      [post("/v1/renewals", { profileId, rerequest: "yes" }), 400, "invalid_input"],
      [post("/v1/renewals", { profileId, target: "prf_other" }), 400, "invalid_input"],
      [post(add, { remoteIds: [] }), 400, "invalid_input"],
      [post(add, { remoteIds: "all" }), 400, "invalid_input"],
      [post(add, { remoteIds: ["1"] }), 400, "invalid_input"],
      [post(add, { remoteIds: ["1", null] }), 400, "invalid_input"],
      [post(add, { remoteIds: Array.from({ length: 5001 }, (_none, n) => `${n}`) }), 400, "invalid_input"],
      [post(add, { remoteIds: ["\u0000"] }), 400, "invalid_input"],
      [post(add, { remoteIds: ["\ud800"] }), 400, "invalid_input"],
      [post(confirm, { way: "steal" }), 400, "invalid_input"],
      [post(confirm, { way: "constructor" }), 400, "invalid_input"],
      [post(confirm, { way: "new_profile" }), 409, "conflict"],
      [post(confirm, { way: "additional_access" }), 409, "conflict"],
      [post(confirm, {}), 400, "invalid_input"],
      [post(`/v1/connections/${picking}/confirm`, { way: "renew" }), 409, "conflict"],
      [post(`/v1/connections/${picking}/cancel`, { now: true }), 400, "invalid_input"],
      [post(`/v1/connections/${picking}/restart`, { workspaceId: "other" }), 400, "invalid_input"],
      [{ method: "PUT", path: `/v1/connections/${picking}`, body: {} }, 405, "method_not_allowed"],
      [{ method: "GET", path: `/v1/connections/${picking}?x=1` }, 400, "invalid_input"],
    ];
    for (const [asked, status, code] of refused)
      expectProblem(await ask(t.mira, asked), status, code, `${asked.path} ${asText(asked.body ?? "").slice(0, 60)}`);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expectProblem(
        await ask(t.mira, post("/v1/renewals", JSON.stringify({ profileId })), type),
        415,
        "unsupported_media_type",
        type,
      );
    await t.settle();
    expect(await everything(t)).toEqual(before);
  });

  test("R35 a made-up cursor, search or page size of the picker is refused or finds nothing, never breaks", async () => {
    await using t = await testWorld();
    const { picking } = await somethingToAttack(t);
    const path = `/v1/connections/${picking}/candidates`;
    const cursor = (value: unknown): string =>
      `cursor=${Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")}`;
    const made = ["{", "null", '"x"', {}, { id: "x" }, { id: "x", key: "" }, { id: "x", key: "1", more: 1 }, { id: 1 }];
    const keys = ["abc", "1e99", "NaN", "-1", "99999999999999", "1.5", "0x1", " 1", "1\0"];
    const sizes = ["limit=0", "limit=-1", "limit=201", "limit=abc", "limit=1e9"];
    const others = [`q=${"q".repeat(201)}`, "q=%00", "q=1&q=2", `cursor=${"A".repeat(501)}`, "cursor=", "sort=name"];
    const refused = [
      ...made.map(cursor),
      ...keys.map((key) => cursor({ id: "x", key })),
      cursor({ id: "\0", key: "1" }),
      ...sizes,
      ...others,
    ];
    for (const query of refused)
      expectProblem(await ask(t.mira, { method: "GET", path: `${path}?${query}` }), 400, "invalid_input", query);
    for (const q of ["%25", "_", "\\", "'", "💥", "%E2%80%AE", "a%5C"])
      expect((await t.mira.get<contract.Page<contract.Candidate>>(`${path}?q=${q}`)).items, q).toEqual([]);
    expect(await t.mira.get(`${path}?${cursor({ id: "x", key: "0" })}`)).toMatchObject({ nextCursor: null });
  });

  test("a forged request from another site is refused before anything happens", async () => {
    await using t = await testWorld();
    const { picking } = await somethingToAttack(t);
    const before = await everything(t);
    const answer = await t.mira.fetch(`/v1/connections/${picking}/cancel`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "forbidden" });
    expect(await everything(t)).toEqual(before);
  });
});

describe("the callback", () => {
  test("whatever its query, it never breaks, calls nobody, and changes nothing", async () => {
    await using t = await testWorld();
    const { profileId } = await somethingToAttack(t);
    const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId });
    const dialog = (await t.mira.fetch(started.url)).headers.get("location") ?? "";
    const state = new URL(dialog).searchParams.get("state") ?? "";
    const before = await everything(t);
    await t.control.clearLog();

    const names = fc.oneof(
      fc.constantFrom("state", "code", "error", "error_code", "error_reason", "iss", "__proto__", "constructor", ""),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    const values = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "200",
        "user_denied",
        "access_denied",
        "\0",
        "💥",
        "\u202e",
        "a".repeat(6000),
        "%",
        "[object Object]",
      ),
      // Cut anywhere, or with something behind: never the state itself.
      fc.nat(state.length - 1).map((length) => state.slice(0, length)),
      fc.string({ minLength: 1, maxLength: 5 }).map((more) => state + more),
    );
    const pairs = fc.array(fc.tuple(names, values), { maxLength: 8 });
    const asPairs = pairs.map((all) => all.map((pair) => pair.map(encodeText).join("=")).join("&"));
    const raw = fc.string({ unit: "binary-ascii", maxLength: 60 }).map((text) => text.replaceAll(/[\s#\0]/g, "%"));
    await fc.assert(
      fc.asyncProperty(fc.oneof(asPairs, raw, fc.constant(`state=${state}x&state=${state}`)), async (query) => {
        const answer = await t.mira.fetch(`/v1/oauth/callback?${query}`);
        const body = await answer.text();
        expect([303, 400, 414, 431]).toContain(answer.status);
        if (answer.status === 303)
          expect(answer.headers.get("location")).toBe("/connections/problem?code=state_unknown");
        if (answer.status === 400) expect(JSON.parse(body)).toMatchObject({ code: "invalid_input" });
      }),
      { numRuns: 300 },
    );
    expect(await everything(t)).toEqual(before);
    expect(await t.control.log()).toEqual([]);
    // The person can still finish.
    expect(await t.mira.walk(started.url, { ...anna, password: "new password" })).toBe(
      `/connections/${started.connectionId}`,
    );
  }, 60_000);

  test("with its own state, whatever else comes along, it ends on the flow's page and changes nothing", async () => {
    await using t = await testWorld();
    const { profileId } = await somethingToAttack(t);
    const before = await ledger(t);
    const told = fc.dictionary(
      fc.constantFrom("code", "error", "error_code", "error_reason", "error_description", "iss", "granted_scopes", "x"),
      fc.oneof(fc.string({ unit: "grapheme", maxLength: 40 }), fc.constantFrom("200", "user_denied", "a".repeat(3000))),
    );
    await fc.assert(
      fc.asyncProperty(told, async (params) => {
        const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId });
        const dialog = (await t.mira.fetch(started.url)).headers.get("location") ?? "";
        const query = new URLSearchParams({ ...params, state: new URL(dialog).searchParams.get("state") ?? "" });
        const answer = await t.mira.fetch(`/v1/oauth/callback?${query.toString()}`);
        expect(answer.headers.get("location")).toBe(`/connections/${started.connectionId}`);
        const { status, message } = await t.mira.connection(started.connectionId ?? "");
        expect(["cancelled", "failed"]).toContain(status);
        expect(message).toMatch(/Nothing was changed/);
      }),
      { numRuns: 40 },
    );
    expect(await ledger(t)).toEqual(before);
  }, 60_000);
});

/** Percent-encoded as a browser would, lone surrogates as the bytes they would be. */
function encodeText(text: string): string {
  return [...Buffer.from(text, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}
