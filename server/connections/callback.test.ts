import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { facebook } from "#networks/facebook/facebook.ts";
import type * as contract from "#sdk/contract.ts";
import type { FaultKind } from "#simulator/control.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { connectPages } from "#test/acts.ts";
import { anna, type Browser } from "#test/browser.ts";
import { ledger, secretsLeftBehind } from "#test/ledger.ts";
import { appId, appSecret, testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";

/** Goes to the network and agrees; answers the address at which the browser would come back, without opening it. */
async function agree(t: TestWorld, browser: Browser, startUrl: string, visit: Partial<Visit> = anna): Promise<URL> {
  const dialog = (await browser.fetch(startUrl)).headers.get("location") ?? "";
  const back = await createVisitor(t.simulatorUrl).consent(dialog, { email: "", password: "", ...visit });
  return new URL(back);
}

async function landing(browser: Browser, address: string | URL): Promise<string> {
  const answer = await browser.fetch(String(address));
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

/** Berlin is connected with Anna's login, and its renewal has just begun. */
async function renewing(t: TestWorld) {
  await connectPages(t, anna, ["Northwind Berlin"]);
  const berlin = await t.profile("Northwind Berlin");
  const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
  return { berlin, id: started.connectionId ?? "", url: started.url, before: await ledger(t) };
}

const stateOf = async (t: TestWorld, startUrl: string): Promise<string> =>
  new URL((await t.mira.fetch(startUrl)).headers.get("location") ?? "").searchParams.get("state") ?? "";

const tokenOf = async (t: TestWorld, profileId: string): Promise<string> =>
  (await t.get<contract.TokenAnswer>(`/v1/profiles/${profileId}/token?capability=publish`)).token;

describe("what the network says", () => {
  test("R30 a cancelled renewal leaves the old token untouched and still handed out", async () => {
    await using t = await testWorld();
    const { berlin, id, url, before } = await renewing(t);
    const token = await tokenOf(t, berlin.id);
    expect(await t.mira.walk(url, { ...anna, edit: true, cancel: true })).toBe(`/connections/${id}`);
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({
      status: "cancelled",
      message: "You cancelled at Facebook. Nothing was changed; what was connected before still is.",
    });
    expect(await ledger(t)).toEqual(before);
    expect(await tokenOf(t, berlin.id)).toBe(token);
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${berlin.id}/events`);
    expect(items.map((one) => one.text)).toContain("The renewal was cancelled at Facebook. Nothing was changed.");
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("R8 R30 a refusal, an empty return or a made-up code ends on a clear page and changes nothing", async () => {
    await using t = await testWorld();
    const { berlin, before } = await renewing(t);
    const returns: [said: string, words: RegExp][] = [
      ["error_code=200&error_message=Permissions+error", /^Facebook refused: Permissions error Nothing was changed\.$/],
      ["error=server_error&error_description=It+broke", /^Facebook refused: It broke Nothing was changed\.$/],
      ["", /Facebook sent neither a code nor a reason/],
      ["code=", /Facebook sent neither a code nor a reason/],
      ["code=AQnever-issued", /could not be completed.*Nothing was changed\.$/],
      [`code=${"A".repeat(4000)}`, /could not be completed.*Nothing was changed\.$/],
    ];
    for (const [said, words] of returns) {
      const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
      const state = encodeURIComponent(await stateOf(t, started.url));
      const page = `/connections/${started.connectionId}`;
      expect(await landing(t.mira, `/v1/oauth/callback?${said}&state=${state}`), said).toBe(page);
      await t.settle();
      const flow = await t.mira.connection(started.connectionId ?? "");
      expect(flow.status, said).toBe("failed");
      expect(flow.message, said).toMatch(words);
      expect(await ledger(t), said).toEqual(before);
    }
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("P2 the network's troubles during the exchange end on a clear page; starting again works", async () => {
    await using t = await testWorld();
    const { berlin, before } = await renewing(t);
    const troubles: FaultKind[] = ["outage", "error_500", "html", "garbage", "reset", "lost_answer", "rate_limited"];
    for (const kind of troubles) {
      const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
      const back = await agree(t, t.mira, started.url);
      await t.control.addFault(kind);
      expect(await landing(t.mira, back), kind).toBe(`/connections/${started.connectionId}`);
      await t.settle();
      await t.control.clearFaults();
      const flow = await t.mira.connection(started.connectionId ?? "");
      expect(flow.status, kind).toBe("failed");
      expect(flow.message, kind).toMatch(/^The login at Facebook could not be completed\..* Nothing was changed\.$/);
      expect(await ledger(t), kind).toEqual(before);
    }
    const last = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
    await landing(t.mira, await agree(t, t.mira, last.url));
    await t.settle();
    expect(await t.mira.connection(last.connectionId ?? "")).toMatchObject({ status: "comparing" });
  });

  test("P35 trouble while the Pages are listed ends the flow in words, and nothing of the consent is kept", async () => {
    await using t = await testWorld();
    const { id, url, before } = await renewing(t);
    const back = await agree(t, t.mira, url);
    await landing(t.mira, back);
    await t.control.addFault("html", { path: "/me/accounts" });
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/^Facebook did not tell us the Pages\..*Nothing was changed\.$/),
    });
    expect(await ledger(t)).toEqual(before);
    expect(await secretsLeftBehind(t)).toEqual([]);
  });
});

describe("the same return twice, late, or elsewhere", () => {
  test("a callback opened many times at once exchanges the code once, and every window ends on the flow", async () => {
    await using t = await testWorld();
    const { id, url } = await renewing(t);
    const back = await agree(t, t.mira, url);
    await t.control.clearLog();
    const windows = await Promise.all(Array.from({ length: 12 }, () => landing(t.mira, back)));
    expect(new Set(windows)).toEqual(new Set([`/connections/${id}`]));
    const exchanges = await t.control.log({ path: "/oauth/access_token" });
    expect(exchanges.map((call) => call.status)).toEqual([200, 200]); // the code, then the long-lived token
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({ status: "comparing" });
  });

  test("a callback shown again later, or the back button, calls nobody and changes nothing", async () => {
    await using t = await testWorld();
    const { id, url } = await renewing(t);
    const back = await agree(t, t.mira, url);
    await landing(t.mira, back);
    await t.settle();
    await t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" });
    await t.settle();
    const before = await ledger(t);
    await t.control.clearLog();
    expect(await landing(t.mira, back)).toBe(`/connections/${id}`);
    expect(await landing(t.mira, url)).toBe(`/connections/${id}`);
    await t.settle();
    expect(await t.control.log()).toEqual([]);
    expect(await t.mira.connection(id)).toMatchObject({ status: "done" });
    expect(await ledger(t)).toEqual(before);
  });

  test("a callback in another browser is refused there, and the right browser can still finish", async () => {
    await using t = await testWorld();
    const { id, url, before } = await renewing(t);
    const back = await agree(t, t.mira, url);
    const stranger = t.stranger();
    const problem = "/connections/problem?code=other_browser";
    expect(await landing(stranger, back)).toBe(problem);
    expect(await landing(stranger, url)).toBe(problem);
    expect(stranger.cookies.get("lk_browser")).not.toBe(t.mira.cookies.get("lk_browser"));
    expect(await landing(stranger, back)).toBe(problem);
    expect((await stranger.fetch(`/v1/connections/${id}`)).status).toBe(404);
    expect(await ledger(t)).toEqual(before);
    expect(await landing(t.mira, back)).toBe(`/connections/${id}`);
    await t.settle();
    expect(await t.mira.connection(id)).toMatchObject({ status: "comparing" });
  });

  test("who comes back after half an hour is told so, before and after the sweep", async () => {
    await using t = await testWorld();
    const { id, url } = await renewing(t);
    const back = await agree(t, t.mira, url);
    await t.advance(30 * 60 + 1);
    const before = await ledger(t);
    await t.control.clearLog();
    expect(await landing(t.mira, back)).toBe("/connections/problem?code=state_expired");
    expect(await t.mira.connection(id)).toMatchObject({ status: "expired" });
    expect(await ledger(t)).toEqual(before);
    expect(await t.control.countCalls({ path: "/oauth/access_token" })).toBe(0);
    await t.settle();
    expect(await landing(t.mira, back)).toBe(`/connections/${id}`);
    expect(await t.mira.connection(id)).toMatchObject({
      status: "expired",
      message: "This took too long, so it was ended. Nothing was changed.",
    });
    expect(await secretsLeftBehind(t)).toEqual([]);
  });

  test("a code that was used before is refused with the state of a new dance", async () => {
    await using t = await testWorld();
    const { berlin, url } = await renewing(t);
    const first = await agree(t, t.mira, url);
    await landing(t.mira, first);
    await t.settle();
    const before = await ledger(t);
    const second = await t.mira.post<contract.Started>("/v1/renewals", { profileId: berlin.id });
    const mixed = new URL(await agree(t, t.mira, second.url));
    mixed.searchParams.set("code", first.searchParams.get("code") ?? "");
    expect(await landing(t.mira, mixed)).toBe(`/connections/${second.connectionId}`);
    await t.settle();
    expect(await t.mira.connection(second.connectionId ?? "")).toMatchObject({ status: "failed" });
    expect(await ledger(t)).toEqual(before);
  });

  test("a code of one network brought with the state of another is refused", async () => {
    const other = { ...facebook, about: { ...facebook.about, id: "otherbook", name: "Otherbook" } };
    await using t = await testWorld({ networks: { facebook, other } });
    const otherAppId = "700000000000002";
    await t.control.add({
      apps: [{ name: "Other", id: otherAppId, secret: appSecret, redirectUris: [`${t.url}/v1/oauth/callback`] }],
    });
    await keepApp(t.world, {
      network: "otherbook",
      clientId: otherAppId,
      clientSecret: Secret.of(appSecret),
      settings: {},
    });
    const { url, before } = await renewing(t);
    const back = await agree(t, t.mira, url);
    expect(back.href).not.toContain(appId);
    const elsewhere = await t.mira.post<contract.Started>("/v1/connections", { network: "otherbook" });
    back.searchParams.set("state", await stateOf(t, elsewhere.url));
    expect(await landing(t.mira, back)).toBe(`/connections/${elsewhere.connectionId}`);
    await t.settle();
    expect(await t.mira.connection(elsewhere.connectionId ?? "")).toMatchObject({
      network: "otherbook",
      status: "failed",
      person: null,
    });
    expect(await ledger(t)).toEqual(before);
  });
});

describe("a state that is none of ours", () => {
  test("garbage, a cut or changed state, and sealed texts of other places lead to the page that says so", async () => {
    await using t = await testWorld();
    const { url, before } = await renewing(t);
    const state = await stateOf(t, url);
    const flipped = state.slice(0, -2) + (state.at(-2) === "A" ? "B" : "A") + state.slice(-1);
    const sealedElsewhere = before.grants[0]?.tokens_sealed ?? "";
    expect(sealedElsewhere).not.toBe("");
    const unlike = [
      "",
      "x",
      state.slice(0, -3),
      flipped,
      `${state}A`,
      sealedElsewhere,
      "{}",
      "null",
      "../..",
      "a".repeat(8000),
    ];
    for (const text of unlike) {
      const query = new URLSearchParams({ state: text, code: "AQ" });
      expect(await landing(t.mira, `/v1/oauth/callback?${query.toString()}`), text.slice(0, 40)).toBe(
        "/connections/problem?code=state_unknown",
      );
    }
    expect(await landing(t.mira, "/v1/oauth/callback")).toBe("/connections/problem?code=state_unknown");
    expect(await landing(t.mira, "/v1/oauth/start?flow=aut_made_up")).toBe("/connections/problem?code=state_unknown");
    expect(await ledger(t)).toEqual(before);
    const back = await agree(t, t.mira, url);
    expect(await landing(t.mira, back)).toMatch(/^\/connections\/aut_/);
  });

  test("who is sent back to 127.0.0.1 is led to localhost first, where the cookies are", async () => {
    await using t = await testWorld();
    const { id, url } = await renewing(t);
    const back = await agree(t, t.mira, url);
    const loopback = new URL(back);
    loopback.hostname = "127.0.0.1";
    const led = await fetch(loopback, { redirect: "manual" });
    expect(led.status).toBe(303);
    const leadsTo = new URL(led.headers.get("location") ?? "");
    expect(leadsTo.origin).toBe(t.url);
    expect(Object.fromEntries(leadsTo.searchParams)).toEqual(Object.fromEntries(back.searchParams));
    expect(await landing(t.mira, leadsTo)).toBe(`/connections/${id}`);
  });
});
