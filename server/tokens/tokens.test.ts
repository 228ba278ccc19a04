import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben } from "#test/browser.ts";
import { chirpWorld } from "#test/chirp/chirp-world.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const hour = 3600;

async function ask(
  t: TestWorld,
  path: string,
  key = t.apiKey,
): Promise<{ status: number; type: string | null; body: unknown }> {
  const answer = await fetch(t.url + path, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.json() };
}

async function tokenPath(t: TestWorld, name: string): Promise<string> {
  return `/v1/profiles/${(await t.profile(name)).id}/token`;
}

describe("a token is lent", () => {
  test("with what is needed to use it: kind, end, scopes, whose it is and for what", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const { remoteId } = await t.profile("Northwind Berlin");
    const { status, body } = await ask(t, `${await tokenPath(t, "Northwind Berlin")}?capability=publish`);
    expect([status, body]).toEqual([
      200,
      {
        token: expect.any(String),
        kind: "bearer",
        expiresAt: null,
        scopes: expect.arrayContaining(["pages_manage_posts", "pages_read_engagement"]),
        setter: "Anna Berg",
        network: "facebook",
        remoteId,
        accessId: expect.stringMatching(/^acc_/),
      },
    ]);
    const { token } = body as contract.TokenAnswer;
    const used = await fetch(`${t.simulatorUrl}/graph.facebook.com/v26.0/me?fields=id&access_token=${token}`);
    expect(await used.json()).toEqual({ id: remoteId }); // the Page's own, and it works
    expect(t.logged()).not.toContain(token);
  });

  test("R75 from the access that covers the capability, whoever set it first", async () => {
    await using t = await testWorld({
      scenario: {
        people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
        pages: [{ name: "Northwind Berlin", people: { "anna-berg": ["ANALYZE"], "ben-okoro": "full_control" } }],
      },
    });
    await connectPages(t, anna, ["Northwind Berlin"]);
    const path = await tokenPath(t, "Northwind Berlin");
    expect((await ask(t, `${path}?capability=publish`)).status).toBe(409);
    expect((await ask(t, `${path}?capability=analytics`)).body).toMatchObject({ setter: "Anna Berg" });
    await connectPages(t, ben, ["Northwind Berlin"]);
    expect((await ask(t, `${path}?capability=publish`)).body).toMatchObject({ setter: "Ben Okoro" });
  });
});

describe("no token, and truthfully why", () => {
  test("R67 P54 dead: the cause, since when, who can repair it, and the link that does", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.changePassword("anna-berg");
    await t.pass(hour);
    const { id, since } = await t.profile("Northwind Berlin");
    const { status, type, body } = await ask(t, `/v1/profiles/${id}/token`);
    expect([status, type]).toEqual([409, expect.stringContaining("application/problem+json")]);
    expect(body).toMatchObject({
      code: "token_unavailable",
      status: 409,
      detail: expect.stringContaining("Anna Berg changed their Facebook password."),
      profileStatus: "expired",
      cause: "password_changed",
      since,
      repair: { who: "token_setter", people: ["Anna Berg"], how: expect.stringContaining("signs in once") },
      renewalUrl: `${t.url}/renew/${id}`,
      retryable: false,
    });
  });

  test("R13 a capability that nobody's role covers is named; the others are lent", async () => {
    await using t = await testWorld();
    await connectPages(t, { ...anna, untick: ["pages_manage_posts"] }, ["Northwind Berlin"]);
    const path = await tokenPath(t, "Northwind Berlin");
    const { status, body } = await ask(t, `${path}?capability=publish`);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      detail: expect.stringContaining("No access of “Northwind Berlin” at Facebook allows publish."),
      profileStatus: "limited",
      repair: { who: "token_setter", how: "Grant it again and leave every box ticked." },
      retryable: false,
    });
    expect((await ask(t, `${path}?capability=analytics`)).status).toBe(200);
    expect((await ask(t, path)).status).toBe(200);
  });

  test("P48 a disconnected profile lends nothing and calls nobody", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const path = await tokenPath(t, "Northwind Berlin");
    await t.mira.fetch(path.replace("/token", ""), { method: "DELETE" });
    await t.control.clearLog();
    const { status, body } = await ask(t, path);
    expect(status).toBe(409);
    expect(body).toMatchObject({ profileStatus: "disconnected", cause: null, repair: { how: "Connect it again." } });
    for (let days = 0; days < 3; days++) await t.pass(24 * hour);
    expect(await t.control.countCalls()).toBe(0);
  });

  test("a capability that the network does not offer: its reason, and nobody is sent to renew", async () => {
    await using t = await chirpWorld();
    const { status, body } = await ask(t, `/v1/profiles/${t.profileId}/token?capability=inbox`);
    expect(status).toBe(409);
    expect(body).toMatchObject({ detail: "Chirp has no inbox.", repair: { who: "nobody" }, retryable: false });
  });

  test("P3 P53 while the network is down the token at hand is lent all the same: it may work wherever it is used", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.outage(true);
    await t.pass(hour);
    await t.pass(60);
    expect((await t.profile("Northwind Berlin")).status).toBe("waiting");
    expect((await ask(t, await tokenPath(t, "Northwind Berlin"))).status).toBe(200);
  });
});

describe("who may ask", () => {
  test("R2 a browser never gets a token, not even its owner's", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const answer = await t.mira.fetch(await tokenPath(t, "Northwind Berlin"));
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "forbidden" }]);
  });

  test("another workspace's key finds nothing; no key, a wrong key, a wrong capability and a made-up id are refused", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const path = await tokenPath(t, "Northwind Berlin");
    const olga = await t.outsider();
    const { key } = await olga.post<contract.NewApiKey>("/v1/api-keys", { name: "Elsewhere" });
    expect(await ask(t, path, key)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await fetch(t.url + path)).status).toBe(401);
    expect(await ask(t, path, "lk_made_up")).toMatchObject({ status: 401 });
    expect(await ask(t, `${path}?capability=everything`)).toMatchObject({
      status: 400,
      body: { code: "invalid_input" },
    });
    expect(await ask(t, `${path}?unknown=1`)).toMatchObject({ status: 400 });
    expect(await ask(t, "/v1/profiles/prf_made_up/token")).toMatchObject({ status: 404 });
  });
});
