import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { z } from "zod";
import { list } from "../http/schemas.ts";
import * as schemas from "./schemas.ts";
import { cookieOf, json, openTestServer, password } from "#test/http-server.ts";
import { sharedWorld } from "#test/shared-world.ts";

const anna = { workspaceName: "Northwind", name: "Anna", email: "anna@northwind.example", password };

test("the first person creates the workspace, is signed in, and owns it", async () => {
  await using server = await openTestServer();
  const before = schemas.session.parse(await (await server.fetch("/v1/session")).json());
  expect(before).toMatchObject({ setupNeeded: true, user: null, workspace: null, role: null, demo: false });

  const answer = await server.fetch("/v1/setup", json("POST", anna));
  expect(answer.status).toBe(201);
  const cookie = cookieOf(answer.headers.getSetCookie());
  const after = schemas.session.parse(await (await server.fetch("/v1/session", { headers: { cookie } })).json());
  expect(await answer.json()).toMatchObject({ user: { name: "Anna" }, role: "owner" });
  expect(after).toMatchObject({ setupNeeded: false, workspace: { name: "Northwind" }, role: "owner" });
  expect(after.user).toEqual({
    id: expect.any(String),
    name: "Anna",
    email: "anna@northwind.example",
    twoFactorEnabled: false,
  });
});

test("of several set-ups at once one wins, and later ones are refused for ever", async () => {
  await using server = await openTestServer();
  const tries = Array.from({ length: 15 }, (_, n) =>
    server.fetch("/v1/setup", json("POST", { ...anna, email: `person${n}@northwind.example` })),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(14);
  const late = await server.fetch("/v1/setup", json("POST", { ...anna, email: "late@northwind.example" }));
  expect(await late.json()).toMatchObject({ status: 409, code: "conflict" });
});

test("a set-up that fails half way leaves nothing behind", async () => {
  await using server = await openTestServer();
  const { db } = server;
  await db.schema
    .alterTable("member")
    .addCheckConstraint("nobody", sql`false`)
    .execute();
  expect((await server.fetch("/v1/setup", json("POST", anna))).status).toBe(500);
  await db.schema.alterTable("member").dropConstraint("nobody").execute();
  expect((await server.fetch("/v1/setup", json("POST", anna))).status).toBe(201);
});

test("sign-up by better-auth's own path is closed, and so are its keys and workspaces", async () => {
  await using server = await openTestServer();
  const owner = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const paths = [
    "sign-up/email",
    "api-key/create",
    "organization/create",
    "organization/delete",
    "delete-user",
    "error",
  ];
  for (const path of paths) {
    const body = { ...anna, email: "new@northwind.example", organizationId: owner.workspaceId, slug: "x" };
    const answer = await owner.fetch(`/api/auth/${path}`, json("POST", body));
    expect([path, answer.status]).toEqual([path, 404]);
  }
});

test("people sign in with their password and out again; a wrong password tells nothing", async () => {
  await using server = await openTestServer({ ownPasswords: true });
  await server.people.seedPerson(anna);
  const signIn = (words: object) =>
    server.fetch("/api/auth/sign-in/email", json("POST", words, { origin: server.url }));
  const wrong = await signIn({ email: anna.email, password: "not the password" });
  const nobody = await signIn({ email: "nobody@northwind.example", password: "not the password" });
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  expect(await wrong.text()).toBe(await nobody.text());

  const right = await signIn({ email: anna.email, password });
  expect(right.status).toBe(200);
  const line = right.headers.getSetCookie().find((one) => one.includes("session_token")) ?? "";
  expect(line).toMatch(/^latchkey\.session_token=.*HttpOnly/);
  expect(line).not.toMatch(/Secure/); // http on localhost
  const headers = { cookie: cookieOf([line]), origin: server.url };
  expect(await (await server.fetch("/v1/session", { headers })).json()).toMatchObject({ role: "owner" });
  expect((await server.fetch("/api/auth/sign-out", json("POST", {}, headers))).status).toBe(200);
  expect(await (await server.fetch("/v1/session", { headers })).json()).toMatchObject({ user: null, role: null });
});

test("guessing passwords is slowed down", async () => {
  await using server = await openTestServer({ authRequestsPerMinute: 36 });
  await server.people.seedPerson(anna);
  const guess = (guessed: string) => {
    const headers = {
      origin: server.url,
      "x-forwarded-for": "203.0.113.7",
      "x-latchkey-caller": `203.0.113.${guessed}`,
    };
    return server.fetch("/api/auth/sign-in/email", json("POST", { email: anna.email, password: guessed }, headers));
  };
  const statuses: number[] = [];
  for (const guessed of ["1", "2", "3", "4"]) statuses.push((await guess(guessed)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
});

test("the cookie of somebody who keeps coming is prolonged by any request", async () => {
  await using server = await openTestServer();
  const browser = await server.browser(anna);
  expect((await browser.fetch("/v1/api-keys")).headers.getSetCookie()).toEqual([]);
  await sql`update session set "expiresAt" = now() + interval '20 days'`.execute(server.db);
  const lines = (await browser.fetch("/v1/api-keys")).headers.getSetCookie();
  expect(lines.join()).toMatch(/^latchkey\.session_token=[^;]+; Max-Age=2592000/);
});

test("cookies are Secure when the public address is https", async () => {
  await using server = await openTestServer({ config: { url: "https://latchkey.example.com" } });
  const answer = await server.fetch("/v1/setup", json("POST", anna));
  expect(answer.headers.getSetCookie().join()).toMatch(/__Secure-latchkey\.session_token=.*Secure/);
});

test("a second factor can be turned on, and is asked for from then on", async () => {
  await using server = await openTestServer();
  const browser = await server.browser(anna);
  const post = (path: string, body: object, headers = {}) =>
    browser.fetch(`/api/auth/two-factor/${path}`, json("POST", body, headers));
  const enabled = await post("enable", { password });
  const { totpURI } = z.object({ totpURI: z.string() }).parse(await enabled.json());
  expect(new URL(totpURI).searchParams.get("issuer")).toBe("Latchkey");
  expect((await post("verify-totp", { code: codeOf(totpURI) })).status).toBe(200);

  const again = await server.fetch(
    "/api/auth/sign-in/email",
    json("POST", { email: anna.email, password }, { origin: server.url }),
  );
  expect(await again.json()).toMatchObject({ twoFactorRedirect: true });
  const pending = { cookie: cookieOf(again.headers.getSetCookie()), origin: server.url };
  expect(await (await server.fetch("/v1/session", { headers: pending })).json()).toMatchObject({ user: null });
  const verified = await server.fetch(
    "/api/auth/two-factor/verify-totp",
    json("POST", { code: codeOf(totpURI) }, pending),
  );
  const cookie = cookieOf(verified.headers.getSetCookie());
  const session = await (await server.fetch("/v1/session", { headers: { cookie } })).json();
  expect(session).toMatchObject({ user: { twoFactorEnabled: true }, role: "owner" });
});

test("a passkey can be begun: the challenge is for this very host", async () => {
  await using server = await openTestServer();
  const browser = await server.browser(anna);
  const options = await (await browser.fetch("/api/auth/passkey/generate-register-options")).json();
  expect(options).toMatchObject({ rp: { name: "Latchkey", id: "localhost" }, challenge: expect.any(String) });
});

test("an API key is shown once, kept as a hash, works at once, and stops at once when revoked", async () => {
  await using server = await openTestServer();
  const browser = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const made = await browser.fetch("/v1/api-keys", json("POST", { name: "Scheduler" }));
  const key = schemas.newApiKey.parse(await made.json());
  expect(made.status).toBe(201);
  expect(key.key).toMatch(/^lk_[A-Za-z0-9]{40,}$/);
  expect(key.key.startsWith(key.start)).toBe(true);
  const stored = await server.db.executeQuery<{ row: string }>(
    sql`select to_jsonb(k)::text as row from apikey k`.compile(server.db),
  );
  expect(stored.rows.map(({ row }) => row).join()).not.toContain(key.key);

  const headers = { authorization: `Bearer ${key.key}` };
  expect((await server.fetch("/v1/stream", { method: "HEAD", headers })).status).toBe(200);
  const listed = async () => list(schemas.apiKey).parse(await (await browser.fetch("/v1/api-keys")).json()).items;
  // When it was used is written behind the answer.
  await expect
    .poll(listed, { timeout: 10_000 })
    .toEqual([
      { id: key.id, name: "Scheduler", start: key.start, createdAt: key.createdAt, lastUsedAt: expect.any(String) },
    ]);
  expect((await browser.fetch(`/v1/api-keys/${key.id}`, { method: "DELETE" })).status).toBe(204);
  expect((await server.fetch("/v1/stream", { method: "HEAD", headers })).status).toBe(401);
  expect((await browser.fetch(`/v1/api-keys/${key.id}`, { method: "DELETE" })).status).toBe(404);
  expect(server.logged()).not.toContain(key.key);
});

test("an API key that another process revokes stops within seconds", async () => {
  await using server = await openTestServer();
  const owner = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const { id, key } = await server.people.createApiKey({ ...owner, name: "Program" });
  const headers = { authorization: `Bearer ${key}` };
  const use = async () => (await server.fetch("/v1/stream", { method: "HEAD", headers })).status;
  expect(await use()).toBe(200);
  expect(await server.otherPeople.apiKeys.revoke(owner.workspaceId, id)).toBe(true);
  await expect.poll(use, { timeout: 15_000 }).toBe(401);
});

test("an API key belongs to its workspace: others neither see nor revoke it", async () => {
  await using server = await openTestServer();
  const owner = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const eve = await server.browser({ workspaceName: "Elsewhere", name: "Eve" });
  const key = schemas.newApiKey.parse(await (await owner.fetch("/v1/api-keys", json("POST", { name: "Ours" }))).json());
  expect(await (await eve.fetch("/v1/api-keys")).json()).toEqual({ items: [] });
  expect((await eve.fetch(`/v1/api-keys/${key.id}`, { method: "DELETE" })).status).toBe(404);
  expect(await (await owner.fetch("/v1/api-keys")).json()).toMatchObject({ items: [{ id: key.id }] });
});

const emptyServer = sharedWorld(() => openTestServer());

test.each([
  ["unknown", "lk_" + "x".repeat(64)],
  ["short", "lk_x"],
  ["without its prefix", "x".repeat(64)],
  ["endless", "lk_" + "x".repeat(5000)],
  ["empty", ""],
])("an API key that is %s is refused", async (_name, key) => {
  const server = await emptyServer();
  const answer = await server.fetch("/v1/stream", { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  expect(await answer.json()).toMatchObject({ code: "unauthenticated", status: 401 });
});

test("a key in the header counts alone: a wrong one is refused even beside a good cookie", async () => {
  await using server = await openTestServer();
  const browser = await server.browser(anna);
  const headers = { authorization: "Bearer lk_wrong" };
  expect((await browser.fetch("/v1/api-keys", { headers })).status).toBe(401);
});

test("roles: members and viewers may not touch API keys, admins may; keys make no keys", async () => {
  await using server = await openTestServer();
  const owner = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const statuses: Record<string, number> = {};
  for (const role of ["viewer", "member", "admin"] as const) {
    const browser = await server.browser({ workspaceName: "Northwind", name: role, role });
    expect(browser.workspaceId).toBe(owner.workspaceId);
    statuses[role] = (await browser.fetch("/v1/api-keys", json("POST", { name: "Mine" }))).status;
  }
  expect(statuses).toEqual({ viewer: 403, member: 403, admin: 201 });
  const { key } = await server.people.createApiKey({ ...owner, name: "Program" });
  const answer = await server.fetch("/v1/api-keys", json("POST", { name: "More" }, { authorization: `Bearer ${key}` }));
  expect(await answer.json()).toMatchObject({ status: 403, code: "forbidden" });
});

test("somebody in two workspaces starts in the first and may change to the other, but not to a stranger's", async () => {
  await using server = await openTestServer();
  const owner = await server.browser({ workspaceName: "Northwind", name: "Anna" });
  const other = await server.browser({ workspaceName: "Elsewhere", name: "Eve" });
  const stranger = await server.browser({ workspaceName: "Faraway", name: "Zoe" });
  await sql`insert into member (id, "organizationId", "userId", role, "createdAt")
    values ('m2', ${other.workspaceId}, ${owner.userId}, 'viewer', now())`.execute(server.db);
  const look = async () => (await owner.fetch("/v1/session")).json();
  const change = (organizationId: string) =>
    owner.fetch("/api/auth/organization/set-active", json("POST", { organizationId }));
  const full = await owner.fetch("/api/auth/organization/get-full-organization");
  expect(await full.json()).toMatchObject({ name: "Northwind" });
  expect(await look()).toMatchObject({ workspace: { name: "Northwind" }, role: "owner" });
  expect((await change(stranger.workspaceId)).status).toBe(403);
  expect((await change(other.workspaceId)).status).toBe(200);
  expect(await look()).toMatchObject({ workspace: { name: "Elsewhere" }, role: "viewer" });
  await sql`delete from member where id = 'm2'`.execute(server.db);
  expect(await look()).toMatchObject({ workspace: { name: "Northwind" }, role: "owner" });
});

test("seeding the same person twice gives the same person", async () => {
  await using server = await openTestServer();
  const first = await server.people.seedPerson(anna);
  expect(await server.people.seedPerson(anna)).toEqual(first);
});

/** RFC 6238 for the secret of an otpauth address, without the code under test. */
function codeOf(uri: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(new URL(uri).searchParams.get("secret") ?? "").map((one) => alphabet.indexOf(one));
  const text = bits.map((value) => value.toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((text.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", secret).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
