import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { type DatabaseProxy, openDatabaseProxy } from "#test/database-proxy.ts";
import { testPassword, testWorld, type TestWorld } from "#test/world.ts";

interface Away extends TestWorld {
  readonly proxy: DatabaseProxy;
  readonly profileId: string;
}

/** A world whose database can be taken away, with one Page connected. */
async function awayWorld(config: { tokenCache?: number } = {}): Promise<Away> {
  let proxy: DatabaseProxy | undefined;
  const t = await testWorld({
    config,
    reach: async (url) => {
      proxy = await openDatabaseProxy(url);
      return proxy.url;
    },
  });
  if (!proxy) throw new Error("the world did not ask for its database");
  const own = proxy;
  const dispose = t[Symbol.asyncDispose].bind(t);
  await connectPages(t, anna, ["Northwind Berlin"]);
  const { id: profileId } = await t.profile("Northwind Berlin");
  return Object.assign(t, {
    proxy: own,
    profileId,
    [Symbol.asyncDispose]: async () => {
      own.heal();
      await dispose();
      await own[Symbol.asyncDispose]();
    },
  });
}

interface Said {
  readonly status: number;
  readonly code: unknown;
  readonly type: string | null;
  readonly retryAfter: string | null;
  readonly setCookies: readonly string[];
}

async function ask(url: string, init: RequestInit = {}): Promise<Said> {
  const answer = await fetch(url, init);
  const body: unknown = await answer.json();
  return {
    status: answer.status,
    code: typeof body === "object" && body !== null && "code" in body ? body.code : undefined,
    type: answer.headers.get("content-type"),
    retryAfter: answer.headers.get("retry-after"),
    setCookies: answer.headers.getSetCookie(),
  };
}

const readToken = (t: Away, key = t.apiKey): Promise<Said> =>
  ask(`${t.url}/v1/profiles/${t.profileId}/token`, { headers: { authorization: `Bearer ${key}` } });

const cookieOf = (t: Away): string => [...t.mira.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

const notReady = {
  status: 503,
  code: "not_ready",
  type: expect.stringContaining("application/problem+json"),
  retryAfter: expect.stringMatching(/^[1-9]\d*$/),
  setCookies: [],
};

/** Until the database is back for this process, its listening connections included. */
async function back(t: Away): Promise<void> {
  await expect.poll(async () => (await readToken(t)).status, { timeout: 20_000 }).toBe(200);
}

describe("P53 a database that cannot be asked has said nothing", () => {
  test("of the reads with a good key while PostgreSQL restarts each is answered 200 or 503, and never 401", async () => {
    await using t = await awayWorld();
    expect((await readToken(t)).status).toBe(200);
    const statuses = new Set<number>();
    let isOver = false;
    const readers = Array.from({ length: 5 }, async () => {
      while (!isOver) statuses.add((await readToken(t)).status);
    });
    for (let restart = 0; restart < 2; restart++) {
      t.proxy.cut();
      await expect.poll(() => statuses.has(503), { timeout: 20_000 }).toBe(true);
      t.proxy.heal();
      await back(t);
      statuses.delete(503);
    }
    isOver = true;
    await Promise.all(readers);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await readToken(t, "lk_made_up")).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("an unknown key is refused once the database has said so, in no line of level “error”, and as soon as it is made it is good", async () => {
    await using t = await awayWorld();
    const unknown = `${t.apiKey.slice(0, -5)}wrong`;
    t.proxy.cut();
    expect(await readToken(t, unknown)).toEqual(notReady);
    t.proxy.heal();
    await back(t);
    const before = t.logged().length;
    for (let n = 0; n < 3; n++) expect((await readToken(t, unknown)).status).toBe(401);
    expect(t.logged().slice(before)).not.toMatch(/"level":"(warn|error)"/);
    const { key } = await t.mira.post<contract.NewApiKey>("/v1/api-keys", { name: "New" });
    expect((await readToken(t, key)).status).toBe(200);
  });

  test("nobody is signed out: a session, and better-auth's own paths, are a 503 without a cookie, and hold afterwards", async () => {
    await using t = await awayWorld();
    t.proxy.cut();
    const cookie = cookieOf(t);
    const asked = [
      "/v1/session",
      "/v1/profiles",
      "/api/auth/get-session",
      "/api/auth/list-sessions",
      "/api/auth/organization/list",
    ];
    for (const path of asked)
      expect([path, await ask(t.url + path, { headers: { cookie } })]).toEqual([path, notReady]);
    t.proxy.heal();
    await back(t);
    expect(await t.mira.get("/v1/session")).toMatchObject({ user: { name: "Mira Solberg" } });
  });

  test("a right password is not called wrong, and set-up is not called done or open", async () => {
    await using t = await awayWorld();
    t.proxy.cut();
    const post = (path: string, body: object) =>
      ask(t.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: t.url },
        body: JSON.stringify(body),
      });
    const signIn = { email: "mira@northwind.example", password: testPassword };
    expect(await post("/api/auth/sign-in/email", signIn)).toEqual(notReady);
    expect(await post("/v1/setup", { workspaceName: "X", name: "X", ...signIn })).toEqual(notReady);
    t.proxy.heal();
    await back(t);
    expect((await post("/api/auth/sign-in/email", signIn)).status).toBe(200);
  });

  test("R69 a renewal link is not called used or unknown", async () => {
    await using t = await awayWorld();
    const { url } = await t.mira.post<contract.Started>("/v1/renewals", { profileId: t.profileId, as: "link" });
    const token = new URL(url ?? "").pathname.split("/").at(-1);
    t.proxy.cut();
    expect(await ask(`${t.url}/v1/renewal-links/${token}`)).toEqual(notReady);
    t.proxy.heal();
    await back(t);
    expect((await ask(`${t.url}/v1/renewal-links/${token}`)).status).toBe(200);
  });
});

describe("P53 a database that is frozen keeps nobody waiting", () => {
  for (const [how, tokenCache] of [
    ["from memory as long as that is known to be good", 10_000],
    ["without a memory", 0],
  ] as const)
    test(`reads ${how}, then 503; after it, as before`, { timeout: 60_000 }, async () => {
      await using t = await awayWorld({ tokenCache });
      await back(t);
      t.proxy.freeze();
      const statuses: number[] = [];
      while (statuses.at(-1) !== 503) statuses.push((await readToken(t)).status);
      expect(new Set(statuses.slice(0, -1))).toEqual(tokenCache > 0 ? new Set([200]) : new Set());
      expect(await readToken(t)).toEqual(notReady);
      expect(await ask(`${t.url}/v1/session`, { headers: { cookie: cookieOf(t) } })).toEqual(notReady);
      expect(await ask(`${t.url}/healthz`)).toMatchObject({ status: 503 });
      t.proxy.heal();
      await back(t);
    });
});
