import { expect, test } from "vitest";
import type { FaultKind } from "./control.ts";
import { rehearse, type Rehearsal } from "./rehearsal.ts";

async function answer(stage: Rehearsal, path: string, access_token: string): Promise<Response> {
  const query = new URLSearchParams({ access_token }).toString();
  return fetch(`${stage.url}/graph.facebook.com/v26.0${path}?${query}`);
}

test("P2 an outage is 503 for programs and a plain page for people, until it is over", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  await stage.control.outage(true);
  const down = await answer(stage, "/me", token);
  expect(down.status).toBe(503);
  expect(await down.json()).toMatchObject({ error: { code: 2, is_transient: true } });
  const site = await stage.visitor().open(stage.dialogUrl());
  expect([site.status, site.leaves]).toEqual([503, null]);
  await stage.control.outage(false);
  expect((await answer(stage, "/me", token)).status).toBe(200);
});

test.each<[FaultKind, number, string]>([
  ["error_500", 500, '"code":1'],
  ["html", 200, "<!doctype html>"],
  ["garbage", 200, '{"data":[{"id":"1'],
])("%s answers with status %i and %s", async (kind, status, words) => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  await stage.control.addFault(kind);
  const seen = await answer(stage, "/me", token);
  expect(seen.status).toBe(status);
  expect(await seen.text()).toContain(words);
});

test("a rate limit speaks as the app's for people and as the Page's for Page tokens, with headers", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  const list = await stage.graph("/me/accounts", { access_token: token });
  const page = list.body.data?.[0];
  await stage.control.rateLimit(true, { waitMinutes: 12 });
  const asApp = await stage.graph("/me", { access_token: token });
  expect(asApp.body.error).toMatchObject({ code: 4 });
  expect(JSON.parse(asApp.headers.get("x-app-usage") ?? "")).toMatchObject({ call_count: 100 });
  const asPage = await stage.graph("/me", { access_token: page?.access_token ?? "" });
  expect(asPage.body.error).toMatchObject({ code: 80001 });
  const usage: unknown = JSON.parse(asPage.headers.get("x-business-use-case-usage") ?? "");
  expect(usage).toMatchObject({ [page?.id ?? ""]: [{ estimated_time_to_regain_access: 12 }] });
});

test("a fault can be aimed at one person, one Page, one path and the next so many calls", async () => {
  await using stage = await rehearse();
  const anna = await stage.connect({ handle: "anna" });
  const ben = await stage.connect({ handle: "ben" });
  await stage.control.addFault("error_500", { person: "ben", path: "/me/accounts", times: 2 });
  const statuses = async (path: string, token: string): Promise<number[]> => [
    (await answer(stage, path, token)).status,
    (await answer(stage, path, token)).status,
    (await answer(stage, path, token)).status,
  ];
  expect(await statuses("/me/accounts", anna)).toEqual([200, 200, 200]);
  expect(await statuses("/me", ben)).toEqual([200, 200, 200]);
  expect(await statuses("/me/accounts", ben)).toEqual([500, 500, 200]);
  expect((await stage.control.networkState()).faults).toEqual([]);
  const { id } = await stage.control.findPage("northwind-hamburg");
  await stage.control.addFault("error_500", { page: "northwind-hamburg" });
  expect((await answer(stage, `/${id}`, anna)).status).toBe(500);
  expect((await answer(stage, "/me", anna)).status).toBe(200);
});

test.each<[FaultKind, string]>([
  ["revoked", "190/458"],
  ["password_changed", "190/460"],
  ["person_blocked", "190/459"],
  ["person_unconfirmed", "190/464"],
  ["token_expired", "190/463"],
  ["signed_out", "190/467"],
  ["policy_blocked", "368"],
  ["app_disabled", "200"],
])("P6 the network may say %s once (%s) although nothing happened", async (kind, code) => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  await stage.control.addFault(kind, { times: 1 });
  await stage.control.clearLog();
  expect((await stage.graph("/me", { access_token })).body.error).toBeDefined();
  expect((await stage.graph("/me", { access_token })).status).toBe(200);
  const codes = (await stage.control.log()).map((call) => call.code);
  expect(codes).toEqual([code, null]);
});

test.each<[FaultKind, string]>([
  ["role_lost", "190/492"],
  ["page_unticked", "190"],
  ["page_deleted", "100/33"],
])("%s as a switch for one Page is %s on its token alone", async (kind, code) => {
  await using stage = await rehearse();
  const user = await stage.connect({ handle: "anna" });
  const list = await stage.graph("/me/accounts", { access_token: user });
  const [berlin, hamburg] = list.body.data ?? [];
  await stage.control.addFault(kind, { page: "northwind-berlin" });
  await stage.control.clearLog();
  await stage.graph("/me", { access_token: berlin?.access_token ?? "" });
  await stage.graph("/me", { access_token: hamburg?.access_token ?? "" });
  expect((await stage.control.log()).map((call) => call.code)).toEqual([code, null]);
  const left = await stage.graph("/me/accounts", { access_token: user });
  expect(left.body.data?.map((one) => one.name)).toEqual(["Northwind Hamburg"]);
});

test("scope_withdrawn and data_access_expired close what they name while they are on", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  const code = async (): Promise<number | undefined> =>
    (await stage.graph("/me/accounts", { access_token })).body.error?.code;
  await stage.control.addFault("scope_withdrawn", { scope: "pages_show_list" });
  expect(await code()).toBe(10);
  await stage.control.clearFaults({ kind: "scope_withdrawn" });
  expect(await code()).toBeUndefined();
  await stage.control.addFault("data_access_expired", { person: "anna" });
  expect(await code()).toBe(10);
});

test("one call counts once, however often the network looks at the switch", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  await stage.control.addFault("scope_withdrawn", { scope: "pages_manage_posts", times: 1 });
  const declined = async (): Promise<unknown[] | undefined> => {
    const { body } = await stage.graph("/me/permissions", { access_token });
    return body.data?.filter((one) => one.status === "declined").map((one) => one.permission);
  };
  expect(await declined()).toEqual(["pages_manage_posts"]);
  expect(await declined()).toEqual([]);
});

test("an app secret that changed behind our back is code 1 while the switch is on", async () => {
  await using stage = await rehearse();
  await stage.control.addFault("app_secret_changed");
  const redirect = await stage
    .visitor()
    .consent(stage.dialogUrl(), { email: "anna@people.example", password: "password" });
  expect((await stage.redeem(redirect)).body.error?.code).toBe(1);
});

async function freeWhenSeen(stage: Rehearsal): Promise<void> {
  while ((await stage.control.countCalls()) === 0) continue;
  await stage.control.clearFaults();
}

test("a call may hang until the fault is cleared, or be reset; the log knows of it", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  await stage.control.clearLog();
  await stage.control.addFault("hang", { times: 1 });
  const hanging = answer(stage, "/me", token);
  const [ended] = await Promise.allSettled([hanging, freeWhenSeen(stage)]);
  expect(ended.status).toBe("rejected");
  await stage.control.addFault("reset", { times: 1 });
  await expect(answer(stage, "/me", token)).rejects.toThrow("fetch failed");
  const log = await stage.control.log();
  expect(log.map((call) => [call.fault, call.status])).toEqual([
    ["hang", null],
    ["reset", null],
  ]);
});

test("slow answers come late but whole", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "carla" });
  await stage.control.slow(true, { delayMs: 50, path: "/accounts" });
  const { body } = await stage.graph("/me/accounts", { access_token: token, limit: "100" });
  expect(body.data).toHaveLength(100);
  expect((await stage.control.log({ path: "/accounts" }))[0]?.fault).toBe("slow");
});

test("P17 an answer can be lost after the network did what was asked", async () => {
  await using stage = await rehearse();
  const redirect = await stage
    .visitor()
    .consent(stage.dialogUrl(), { email: "anna@people.example", password: "password" });
  await stage.control.addFault("lost_answer", { path: "access_token", times: 1 });
  await expect(stage.redeem(redirect)).rejects.toThrow("fetch failed");
  expect((await stage.redeem(redirect)).body.error).toMatchObject({ error_subcode: 36009 });
});
