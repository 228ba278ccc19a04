import { describe, expect, test } from "vitest";
import { diagnosisFrom } from "#networks/kit/answer.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, openBrowser } from "#test/browser.ts";
import { chirp } from "#test/chirp/chirp.ts";
import { chirpWorld, dora } from "#test/chirp/chirp-world.ts";
import { testPassword, testWorld, type TestWorld } from "#test/world.ts";
import { dropBeyond } from "../store/unrecognised.ts";

type Answers = contract.Page<contract.UnrecognisedAnswer>;

/** Chirp as it is before anybody has read its documents: no row of its table fits anything. */
const unknowing = {
  ...chirp,
  diagnose: diagnosisFrom({ network: "chirp", rows: [], readError: () => undefined }),
};

const berlin = "Northwind Berlin";
const hour = 3600;

/** Mira is the operator: she made the first workspace. */
const unrecognised = async (t: TestWorld, query = "") => (await t.mira.get<Answers>(`/v1/unrecognised${query}`)).items;

const odd = (message: string, code = 987_654): contract.FailureReport => ({
  call: "publish",
  status: 400,
  body: { error: { message, code, error_subcode: 3, fbtrace_id: "AbC1" } },
});

async function report(t: TestWorld, name: string, answer: contract.FailureReport): Promise<void> {
  await t.mira.post(`/v1/profiles/${(await t.profile(name)).id}/failures`, answer);
}

describe("P1 P7 what no row fits is kept with a count, whoever met it", () => {
  test("P9 by a refresh", async () => {
    await using t = await chirpWorld(unknowing);
    await t.chirpSide.expireTokens({ kind: "refresh" });
    await t.advance(hour + 1);
    expect((await t.askToken()).status).toBe(409);
    const refresh = {
      network: "chirp",
      call: "token-refresh",
      status: 400,
      code: "invalid_grant",
      count: 1,
      reported: 0,
    };
    expect(await unrecognised(t)).toMatchObject([refresh]);
    expect(await t.profile("Dora")).not.toMatchObject({ status: "expired" });
  });

  test("P9 by a look, on connecting, and in reports", async () => {
    await using t = await chirpWorld(unknowing);
    await t.chirpSide.revokeTokens();
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    await t.advance(1);
    await t.chirpSide.changeAppSecret();
    const failed = await t.mira.connection(await t.mira.beginConnecting(dora, "chirp"));
    expect(failed.status).toBe("failed");
    await t.advance(1);
    await report(t, "Dora", { call: "publish", status: 418, body: { error: "teapot" } });
    expect(await unrecognised(t)).toMatchObject([
      { call: "publish", status: 418, code: "teapot", count: 1, reported: 1 },
      { call: "connect", status: 401, code: "invalid_client", count: 1, reported: 0 },
      {
        call: "probe",
        status: 401,
        code: "invalid_token",
        count: 2,
        reported: 0,
        sample: { address: "api.chirp.example/me", body: { error: "invalid_token" } },
      },
    ]);
    expect(await t.profile("Dora")).not.toMatchObject({ status: "expired" });
  });

  test("while Pages are listed", async () => {
    await using t = await testWorld();
    await t.control.addFault("garbage", { path: "/me/accounts" });
    const flow = await t.mira.beginConnecting(anna);
    await t.settle();
    expect(await t.mira.connection(flow)).toMatchObject({ status: "failed" });
    expect(await unrecognised(t)).toMatchObject([{ network: "facebook", call: "discover", count: 1 }]);
  });

  test("what a row fits is not on the list, nor are silence, 5xx, HTML and 429", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    for (const kind of ["error_500", "html", "rate_limited", "reset"] as const) {
      await t.control.addFault(kind, { times: 3 });
      await t.pass(hour);
      await t.control.clearFaults();
    }
    await t.control.changePassword("anna-berg");
    await t.pass(hour);
    expect((await t.profile(berlin)).status).toBe("expired");
    for (const status of [0, 400, 429, 500])
      await report(t, berlin, { call: "publish", status, body: { error: { code: 190, error_subcode: 460 } } });
    expect(await unrecognised(t)).toEqual([]);
  });
});

describe("the operator's list", () => {
  test("the same answer about another Page is the same line; another code is another; first and last time are told", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin, "Northwind Köln"]);
    const first = t.world.clock.now().toISOString();
    await report(t, berlin, odd('Page "Northwind Berlin" (id 1234) rests'));
    await t.advance(60);
    await report(t, "Northwind Köln", odd('Page "Northwind Köln" (id 98765) rests'));
    await report(t, berlin, odd("Page rests", 987_655));
    const last = t.world.clock.now().toISOString();
    const [other, same, ...more] = await unrecognised(t);
    expect(more).toEqual([]);
    expect(same).toEqual({
      id: expect.stringMatching(/^unr_/),
      network: "facebook",
      call: "publish",
      status: 400,
      code: "987654",
      subcode: "3",
      words: "page “…” (id #) rests",
      count: 2,
      reported: 2,
      firstSeenAt: first,
      lastSeenAt: last,
      sample: {
        address: "reported by a person",
        at: last,
        body: odd('Page "Northwind Köln" (id 98765) rests').body,
      },
    });
    expect(other).toMatchObject({ code: "987655", words: "page rests", count: 1 });
  });

  test("a caller's word does not replace the sample that was met", async () => {
    await using t = await chirpWorld(unknowing);
    await t.chirpSide.revokeTokens();
    await t.mira.post(`/v1/profiles/${t.profileId}/probe`);
    const [met] = await unrecognised(t);
    await report(t, "Dora", { call: "probe", status: 401, body: { error: "invalid_token", note: "made up" } });
    expect(await unrecognised(t)).toEqual([{ ...met, count: 2, reported: 1 }]);
    expect(met?.sample.body).toEqual({ error: "invalid_token" });
  });

  test("it is read page by page and by network; a line struck out is gone, and comes back when met again", async () => {
    await using t = await chirpWorld();
    await connectPages(t, anna, [berlin]);
    for (let code = 1; code <= 5; code++) {
      await report(t, berlin, odd("Odd", 900_000 + code));
      await t.advance(61);
    }
    await report(t, "Dora", { call: "publish", status: 418, body: {} });
    const codes: (string | null)[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null; pages++) {
      expect(pages).toBeLessThan(4);
      const page: Answers = await t.mira.get(`/v1/unrecognised?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      codes.push(...page.items.map((one) => one.code));
      cursor = page.nextCursor;
    }
    expect(codes).toEqual([null, "900005", "900004", "900003", "900002", "900001"]);
    expect(await unrecognised(t, "?network=chirp")).toMatchObject([{ network: "chirp", status: 418 }]);
    expect((await t.mira.fetch("/v1/unrecognised?cursor=made-up")).status).toBe(400);

    const [, gone] = await unrecognised(t, "?network=facebook");
    const strike = () => t.mira.fetch(`/v1/unrecognised/${gone?.id}`, { method: "DELETE" });
    expect((await strike()).status).toBe(204);
    expect((await strike()).status).toBe(404);
    expect((await unrecognised(t, "?network=facebook")).map((one) => one.code)).not.toContain("900004");
    await report(t, berlin, odd("Odd", 900_004));
    expect((await unrecognised(t, "?network=facebook"))[0]).toMatchObject({ code: "900004", count: 1 });
  });

  test("R13 it is the operator's alone: no member's, no key's, no other workspace's", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await report(t, berlin, odd("Odd"));
    const [one] = await unrecognised(t);
    const { people } = t.latchkey;
    const email = "max@northwind.example";
    const person = { workspaceName: "Northwind Coffee", name: "Max Member", email, password: testPassword };
    await people.seedPerson({ ...person, role: "member" });
    const max = await openBrowser({ url: t.url, simulatorUrl: t.simulatorUrl, people }, email);
    const olga = await t.outsider();
    for (const [path, method] of [
      ["/v1/unrecognised", "GET"],
      [`/v1/unrecognised/${one?.id}`, "DELETE"],
    ] as const) {
      for (const browser of [max, olga]) expect((await browser.fetch(path, { method })).status).toBe(403);
      const headers = { authorization: `Bearer ${t.apiKey}` };
      expect((await fetch(t.url + path, { method, headers })).status).toBe(403);
      expect((await t.stranger().fetch(path, { method })).status).toBe(401);
    }
    expect(await unrecognised(t)).toEqual([one]);
  });

  test("it does not grow for ever: what we met ourselves is kept first, then the latest", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await t.control.addFault("garbage", { times: 1 });
    await t.mira.post(`/v1/profiles/${(await t.profile(berlin)).id}/probe`);
    for (let code = 1; code <= 4; code++) {
      await t.advance(61);
      await report(t, berlin, odd("Odd", 900_000 + code));
    }
    await dropBeyond(t.world.db, "bluesky", 0);
    expect(await unrecognised(t)).toHaveLength(5);
    await dropBeyond(t.world.db, "facebook", 3);
    expect((await unrecognised(t)).map((one) => one.code)).toEqual(["900004", "900003", null]);
  });
});
