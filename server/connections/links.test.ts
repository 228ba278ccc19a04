import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben, type Browser } from "#test/browser.ts";
import { ledger } from "#test/ledger.ts";
import { testWorld, type TestWorld } from "#test/world.ts";

const annasNew = { ...anna, password: "new password" };
const threeDays = 3 * 86_400;

/** Anna's Berlin and Hamburg are expired, and Mira has made a link for Berlin. */
async function linkAfterPasswordChange(
  t: TestWorld,
): Promise<{ token: string; link: contract.Started; profileId: string }> {
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(3700);
  const { id: profileId } = await t.profile("Northwind Berlin");
  const link = await t.mira.post<contract.Started>("/v1/renewals", { profileId, as: "link" });
  return { link, profileId, token: link.url.split("/").at(-1) ?? "" };
}

async function problemOf(browser: Browser, path: string, body?: unknown): Promise<{ status: number; code: string }> {
  const answer = await browser.fetch(path, {
    method: "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const { code } = (await answer.json()) as contract.Problem;
  return { status: answer.status, code };
}

test("R69 R55 R67 P55 a link renews without an account, once; its page says for whom, what and until when", async () => {
  await using t = await testWorld();
  const { link, token, profileId } = await linkAfterPasswordChange(t);
  expect(link).toMatchObject({ connectionId: null, url: `${t.url}/r/${token}` });
  const until = new Date(t.world.clock.now().getTime() + threeDays * 1000).toISOString();
  expect(link.expiresAt).toBe(until);

  const guest = t.stranger();
  expect(await guest.get(`/v1/renewal-links/${token}`)).toMatchObject({
    network: "facebook",
    networkName: "Facebook",
    profile: { id: profileId, name: "Northwind Berlin" },
    profilesHealed: 2,
    person: { name: "Anna Berg" },
    invitedBy: "Mira Solberg",
    workspace: "Northwind Coffee",
    expiresAt: until,
    state: "open",
  });
  const started = await guest.post<contract.Started>(`/v1/renewal-links/${token}/start`);
  expect(await guest.walk(started.url, annasNew)).toBe(`/connections/${started.connectionId}`);
  await t.settle();
  const flow = `/v1/connections/${started.connectionId}`;
  expect(await guest.get(flow)).toMatchObject({ status: "comparing", viaLink: true, person: { name: "Anna Berg" } });
  await guest.post(`${flow}/confirm`, { way: "renew" });
  await t.settle();
  expect(await guest.get(flow)).toMatchObject({ status: "done", results: [{ proved: true }, { proved: true }] });
  expect(await t.profile("Northwind Berlin")).toMatchObject({ id: profileId, status: "connected" });

  expect(await guest.get(`/v1/renewal-links/${token}`)).toMatchObject({ state: "used" });
  const before = await ledger(t);
  expect(await problemOf(guest, `/v1/renewal-links/${token}/start`)).toEqual({ status: 410, code: "gone" });
  expect(await problemOf(t.stranger(), `/v1/renewal-links/${token}/start`)).toEqual({ status: 410, code: "gone" });
  expect(await problemOf(guest, `${flow}/restart`, {})).toEqual({ status: 410, code: "gone" });
  expect(await ledger(t)).toEqual(before);
  for (const path of ["/v1/profiles", "/v1/grants", `/v1/profiles/${profileId}`, "/v1/events"])
    expect((await guest.fetch(path)).status, path).toBe(401);
});

test("R69 opened in two browsers at once, a link still renews once", async () => {
  await using t = await testWorld();
  const { token } = await linkAfterPasswordChange(t);
  const guests = [t.stranger(), t.stranger()];
  const flows: string[] = [];
  for (const guest of guests) {
    const started = await guest.post<contract.Started>(`/v1/renewal-links/${token}/start`);
    await guest.walk(started.url, annasNew);
    flows.push(`/v1/connections/${started.connectionId}`);
  }
  await t.settle();
  for (const [n, guest] of guests.entries()) await guest.post(`${flows[n]}/confirm`, { way: "renew" });
  await t.settle();
  const ends = await Promise.all(guests.map((guest, n) => guest.get<contract.Connection>(flows[n] ?? "")));
  expect(ends.map((one) => one.status).toSorted()).toEqual(["done", "failed"]);
  expect(ends.find((one) => one.status === "failed")?.message).toMatch(
    /^This link was used already\..*Nothing was changed\.$/,
  );
  const { items } = await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200");
  expect(items.filter((one) => one.kind === "grant_renewed")).toHaveLength(1);
  // Neither guest sees the other's renewal.
  expect((await t.stranger().fetch(flows[0] ?? "")).status).toBe(404);
  expect((await guests[1]?.fetch(flows[0] ?? ""))?.status).toBe(404);
});

test("R69 a link ends after three days, an unknown one is not found, and neither changes anything", async () => {
  await using t = await testWorld();
  const { token } = await linkAfterPasswordChange(t);
  const guest = t.stranger();
  await t.advance(threeDays);
  const before = await ledger(t);
  expect(await guest.get(`/v1/renewal-links/${token}`)).toMatchObject({ state: "expired" });
  expect(await problemOf(guest, `/v1/renewal-links/${token}/start`)).toEqual({ status: 410, code: "gone" });
  for (const unknown of [`${token}A`, token.slice(1), "x", "constructor", "%00", "a".repeat(200)]) {
    const page = await guest.fetch(`/v1/renewal-links/${unknown}`);
    expect([400, 404], unknown).toContain(page.status);
    expect(page.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect([400, 404], unknown).toContain((await problemOf(guest, `/v1/renewal-links/${unknown}/start`)).status);
  }
  expect(await ledger(t)).toEqual(before);
  const rows = JSON.stringify(await t.world.db.selectFrom("renewal_link").selectAll().execute());
  expect(rows).not.toContain(token);
});

test("R69 R65 with the wrong login a link offers no new profiles, and what was cancelled can be begun anew", async () => {
  await using t = await testWorld();
  const { token } = await linkAfterPasswordChange(t);
  const guest = t.stranger();
  const started = await guest.post<contract.Started>(`/v1/renewal-links/${token}/start`);
  await guest.walk(started.url, ben);
  await t.settle();
  const flow = `/v1/connections/${started.connectionId}`;
  const before = await ledger(t);
  expect(await guest.get(flow)).toMatchObject({
    status: "mismatch",
    mismatch: { ways: ["other_login", "additional_access"] },
  });
  expect(await problemOf(guest, `${flow}/confirm`, { way: "new_profile" })).toEqual({ status: 403, code: "forbidden" });
  expect((await problemOf(guest, `${flow}/profiles`, { remoteIds: ["1"] })).status).toBe(400);
  const { items } = await guest.get<contract.Page<contract.Candidate>>(`${flow}/candidates`);
  const bergen = items.find((one) => one.name === "Northwind Bergen");
  expect(await problemOf(guest, `${flow}/profiles`, { remoteIds: [bergen?.remoteId] })).toEqual({
    status: 409,
    code: "conflict",
  });
  await t.settle();
  expect(await ledger(t)).toEqual(before);

  const again = await guest.post<contract.Started>(`${flow}/restart`, { switchAccount: true });
  await guest.walk(again.url, { ...annasNew, cancel: true });
  expect(await guest.get(`/v1/renewal-links/${token}`)).toMatchObject({ state: "open" });
  const last = await guest.post<contract.Started>(`/v1/renewal-links/${token}/start`);
  await guest.walk(last.url, annasNew);
  await t.settle();
  await guest.post(`/v1/connections/${last.connectionId}/confirm`, { way: "renew" });
  await t.settle();
  expect(await guest.get(`/v1/connections/${last.connectionId}`)).toMatchObject({ status: "done" });
});

test("P48 a link for a profile that was disconnected since leads nowhere", async () => {
  await using t = await testWorld();
  const { token, profileId } = await linkAfterPasswordChange(t);
  await t.mira.fetch(`/v1/profiles/${profileId}`, { method: "DELETE" });
  const before = await ledger(t);
  expect(await problemOf(t.stranger(), `/v1/renewal-links/${token}/start`)).toEqual({ status: 404, code: "not_found" });
  expect(await ledger(t)).toEqual(before);
});
