import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { keptTokens, ledger, sealedTokensOf, secretsLeftBehind } from "#test/ledger.ts";
import { appSecret, testWorld, type TestWorld } from "#test/world.ts";

interface Signed {
  userId: string;
  issuedAt: Date;
  secret?: string;
  algorithm?: string;
}

function signedRequest({ userId, issuedAt, secret = appSecret, algorithm = "HMAC-SHA256" }: Signed): string {
  const issued = Math.floor(issuedAt.getTime() / 1000);
  const payload = Buffer.from(JSON.stringify({ algorithm, user_id: userId, issued_at: issued })).toString("base64url");
  return `${createHmac("sha256", secret).update(payload).digest("base64url")}.${payload}`;
}

const post = (t: TestWorld, hook: string, body: string, contentType = "application/x-www-form-urlencoded") =>
  fetch(`${t.url}/v1/networks/${hook}`, { method: "POST", headers: { "content-type": contentType }, body });

/** Anna's id as Facebook tells it to this app. */
const annaId = async (t: TestWorld): Promise<string> =>
  (await ledger(t)).grants.find((grant) => grant.setter_name === "Anna Berg")?.setter_remote_id ?? "";

describe("de-authorisation", () => {
  test("R57 P7 a person removes the app: looked at once, proved, and named as the cause; nobody else is touched", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    const bens = await sealedTokensOf(t, "Ben Okoro");
    const { callback } = await t.control.removeApp({ person: "anna-berg" });
    expect(callback).toMatchObject({ status: 200, body: JSON.stringify({ success: true }) });
    await t.pass(120);
    await t.pass(120);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "expired", cause: "revoked_by_person" });
    expect(await t.profile("Northwind Oslo")).toMatchObject({ status: "connected" });
    expect(await sealedTokensOf(t, "Ben Okoro")).toEqual(bens);
    const { items } = await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200");
    expect(items.map((one) => one.text)).toContain("Facebook told us that Anna Berg removed the app; we look at once.");
  });

  test("a hint is no verdict: told falsely, the look finds the login alive and it stays connected", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const signed = signedRequest({ userId: await annaId(t), issuedAt: t.world.clock.now() });
    await t.control.clearLog();
    expect((await post(t, "facebook/hooks/deauthorize", `signed_request=${signed}`)).status).toBe(200);
    await t.settle();
    expect(await t.control.countCalls({ path: "/debug_token" })).toBeGreaterThan(0);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
  });
});

describe("what is not accepted", () => {
  test("a wrong, garbled, old or missing signature is refused, calls nobody and changes nothing", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const userId = await annaId(t);
    const now = t.world.clock.now();
    const good = signedRequest({ userId, issuedAt: now });
    const [signature = "", payload = ""] = good.split(".");
    const twoDaysAgo = new Date(now.getTime() - 2 * 86_400_000);
    const refused = {
      "another secret": signedRequest({ userId, issuedAt: now, secret: "f".repeat(32) }),
      "an old one": signedRequest({ userId, issuedAt: twoDaysAgo }),
      "another algorithm": signedRequest({ userId, issuedAt: now, algorithm: "none" }),
      "a changed payload": `${signature}.${payload.slice(0, -4)}AAAA`,
      "no payload": signature,
      "three parts": `${good}.x`,
      nobody: signedRequest({ userId: "", issuedAt: now }),
      "not a person": signedRequest({ userId: "' or 1=1 --", issuedAt: now }),
      garbage: "%00%ff....",
      nothing: "",
    };
    const before = await ledger(t);
    await t.control.clearLog();
    for (const hook of ["deauthorize", "data-deletion"]) {
      for (const [name, text] of Object.entries(refused)) {
        const answer = await post(t, `facebook/hooks/${hook}`, `signed_request=${text}`);
        expect(answer.status, name).toBe(403);
        expect(answer.headers.get("content-type"), name).toMatch(/^application\/problem\+json/);
        expect(await answer.json(), name).toMatchObject({ code: "forbidden" });
      }
      const asJson = await post(
        t,
        `facebook/hooks/${hook}`,
        JSON.stringify({ signed_request: good }),
        "application/json",
      );
      expect(asJson.status).toBe(403);
      expect((await post(t, `facebook/hooks/${hook}`, "a=".padEnd(70_000, "x"))).status).toBe(413);
    }
    await t.settle();
    expect(await ledger(t)).toEqual(before);
    expect(await t.control.log()).toEqual([]);
  });

  test("an unknown hook is not found", async () => {
    await using t = await testWorld();
    const signed = signedRequest({ userId: "1", issuedAt: t.world.clock.now() });
    for (const hook of [
      ...["constructor", "__proto__", "toString", "nothing"].map((name) => `facebook/hooks/${name}`),
      ...["bluesky", "nowhere", "constructor"].map((network) => `${network}/hooks/deauthorize`),
    ]) {
      const answer = await post(t, hook, `signed_request=${signed}`);
      expect(answer.status, hook).toBe(404);
      expect(await answer.json(), hook).toMatchObject({ code: "not_found" });
    }
  });
});

describe("data deletion", () => {
  test("tokens and the person's name are gone everywhere, in every workspace; the status page says so", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await connectPages(t, ben, ["Northwind Oslo"]);
    const olga = await t.outsider();
    const unsaved = await olga.beginConnecting(anna);
    await t.settle();
    const { id } = await t.profile("Northwind Berlin");
    await t.mira.post("/v1/renewals", { profileId: id });
    const bens = await sealedTokensOf(t, "Ben Okoro");

    const { callback } = await t.control.requestDataDeletion({ person: "anna-berg" });
    expect(callback?.status).toBe(200);
    const told = JSON.parse(callback?.body ?? "{}") as { url: string; confirmation_code: string };
    await t.settle();
    expect(await sealedTokensOf(t, "Ben Okoro")).toEqual(bens);
    expect(await keptTokens(t)).toHaveLength(bens.length);
    expect(await olga.connection(unsaved)).toMatchObject({ status: "failed", person: null });
    expect(await secretsLeftBehind(t)).toEqual([]);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ id, status: "expired", cause: "revoked_by_person" });

    const { db } = t.world;
    const rows = JSON.stringify([
      await ledger(t),
      await db.selectFrom("event").selectAll().execute(),
      await db.selectFrom("incident").selectAll().execute(),
      await db.selectFrom("authorization_flow").selectAll().execute(),
    ]);
    expect(rows).not.toContain("Anna");
    for (const path of [`/v1/profiles/${id}`, `/v1/profiles/${id}/events`, "/v1/grants", "/v1/events", "/v1/incidents"])
      expect(await (await t.mira.fetch(path)).text(), path).not.toContain("Anna");

    expect(told.url).toBe(`${t.url}/v1/networks/facebook/data-deletion/${told.confirmation_code}`);
    const status = await fetch(told.url);
    expect(await status.json()).toEqual({
      code: told.confirmation_code,
      status: "done",
      at: t.world.clock.now().toISOString(),
      text: "The access tokens and personal data of this Facebook login were deleted.",
    });
    expect((await fetch(`${told.url}x`)).status).toBe(404);
  });

  test("asked again by the network with the same request, it spares what the person has authorised since", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const signed = signedRequest({ userId: await annaId(t), issuedAt: t.world.clock.now() });
    const first = await (await post(t, "facebook/hooks/data-deletion", `signed_request=${signed}`)).json();
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "expired", cause: "revoked_by_person" });
    await t.advance(600);
    await connectPages(t, anna, ["Northwind Berlin"]);
    const before = await ledger(t);
    const second = await (await post(t, "facebook/hooks/data-deletion", `signed_request=${signed}`)).json();
    expect(second).toEqual(first);
    await t.settle();
    expect(await ledger(t)).toEqual(before);
    expect(await t.profile("Northwind Berlin")).toMatchObject({ status: "connected" });
  });

  test("somebody we do not know gets a status page all the same", async () => {
    await using t = await testWorld();
    const signed = signedRequest({ userId: "424242", issuedAt: t.world.clock.now() });
    const answer = await post(t, "facebook/hooks/data-deletion", `signed_request=${signed}`);
    const { url } = (await answer.json()) as { url: string };
    expect((await fetch(url)).status).toBe(200);
  });
});
