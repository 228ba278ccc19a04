import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { app, rehearse, type GraphBody } from "./rehearsal.ts";

const appToken = `${app.id}|${app.secret}`;
const sixtyDays = 60 * 24 * 3600;

test("a short token becomes a long one of 60 days; an expired one cannot be exchanged", async () => {
  await using stage = await rehearse();
  const redirect = await stage
    .visitor()
    .consent(stage.dialogUrl(), { email: "anna@people.example", password: "password" });
  const short = (await stage.redeem(redirect)).body.access_token ?? "";
  const exchange = () =>
    stage.graph("/v26.0/oauth/access_token", {
      grant_type: "fb_exchange_token",
      client_id: app.id,
      client_secret: app.secret,
      fb_exchange_token: short,
    });
  expect((await exchange()).body.expires_in).toBe(5_183_944);
  await stage.control.leapClock(5106);
  expect((await exchange()).body.error).toMatchObject({ code: 190, error_subcode: 463 });
});

test("P25 exchanging a long token again gives a new one with the old end", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  await stage.control.leapClock(30 * 24 * 3600);
  const { body } = await stage.graph("/oauth/access_token", {
    grant_type: "fb_exchange_token",
    client_id: app.id,
    client_secret: app.secret,
    fb_exchange_token: token,
  });
  expect(body.access_token).not.toBe(token);
  expect(body.expires_in).toBeLessThan(31 * 24 * 3600);
});

test("a wrong client secret is code 1, an unknown app 101", async () => {
  await using stage = await rehearse();
  const params = { client_id: app.id, client_secret: "no", code: "x", redirect_uri: "x" };
  expect((await stage.graph("/oauth/access_token", params)).body.error).toMatchObject({
    code: 1,
    message: "Error validating client secret.",
  });
  const stranger = await stage.graph("/oauth/access_token", { ...params, client_id: "1" });
  expect(stranger.body.error).toMatchObject({ code: 101 });
});

test("/me, /me/accounts and a single Page answer the fields that were asked for", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  const me = await stage.graph("/v26.0/me", { access_token, fields: "name,picture" });
  expect(me.body).toMatchObject({ name: "Anna Berg", picture: { data: { is_silhouette: false } } });
  const fields = "id,name,username,access_token,category,category_list{id},tasks,picture.type(large)";
  const { body } = await stage.graph("/v26.0/me/accounts", { access_token, fields, limit: "100" });
  expect(body.data).toHaveLength(2);
  expect(body.data?.[0]).toMatchObject({
    name: "Northwind Berlin",
    username: "northwind.berlin",
    tasks: ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"],
  });
  const first = body.data?.[0];
  const page = await stage.graph("/v26.0/me", {
    access_token: first?.access_token ?? "",
    fields: "id,name",
  });
  expect(page.body).toEqual({ id: first?.id, name: "Northwind Berlin" });
  const unknown = await stage.graph("/me", { access_token, fields: "shoe_size" });
  expect(unknown.body.error).toMatchObject({ code: 100 });
});

test("pictures load from the simulator as drawings", async () => {
  await using stage = await rehearse();
  const { id } = await stage.control.findPage("northwind-berlin");
  const answer = await fetch(`${stage.url}/scontent.xx.fbcdn.net/pages/${id}.svg`);
  expect(answer.headers.get("content-type")).toBe("image/svg+xml");
  expect(await answer.text()).toMatch(/>\s*NB\s*</);
});

test("R35 600 Pages come in pages; `next` carries the token and is missing on the last one", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "carla" });
  const ids = new Set<unknown>();
  let { body } = await stage.graph("/v26.0/me/accounts", { access_token, limit: "100" });
  let rounds = 1;
  for (; body.paging?.next; rounds += 1) {
    for (const page of body.data ?? []) ids.add(page.id);
    expect(body.paging.next).toMatch(/^https:\/\/graph\.facebook\.com\/v26\.0\/me\/accounts\?/);
    const next = body.paging.next.replace("https://", `${stage.url}/`);
    body = (await (await fetch(next)).json()) as GraphBody;
  }
  for (const page of body.data ?? []) ids.add(page.id);
  expect(rounds).toBe(6);
  expect(ids.size).toBe(600);
  expect(body.paging?.previous).toContain("before=");
});

test("the Authorization header works, and then `next` carries no token", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "carla" });
  const answer = await fetch(`${stage.url}/graph.facebook.com/v26.0/me/accounts?limit=10`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await answer.json()) as GraphBody;
  expect(body.data).toHaveLength(10);
  expect(body.paging?.next).not.toContain("access_token");
});

test("P31 Pages behind a portfolio need business_management, or their id", async () => {
  await using stage = await rehearse();
  const names = (body: GraphBody): unknown[] => body.data?.map((one) => one.name) ?? [];
  const plain = await stage.connect({ handle: "ben", pages: ["Northwind Vienna"] });
  expect(names((await stage.graph("/me/accounts", { access_token: plain })).body)).toEqual([]);
  const debug = await stage.graph("/debug_token", { input_token: plain, access_token: appToken });
  const vienna = await stage.control.findPage("northwind-vienna");
  expect(debug.body.data?.granular_scopes?.[0]?.target_ids).toEqual([vienna.id]);
  const direct = await stage.graph(`/${vienna.id}`, {
    access_token: plain,
    fields: "name,access_token,tasks",
  });
  expect(direct.body.access_token).toMatch(/^EAAG/);
  const refused = await stage.graph("/me/businesses", { access_token: plain });
  expect(refused.body.error).toMatchObject({ code: 100 });

  const wide = await stage.connect(
    { handle: "ben", pages: ["Northwind Vienna"] },
    { scope: "pages_show_list,business_management" },
  );
  expect(names((await stage.graph("/me/accounts", { access_token: wide })).body)).toEqual(["Northwind Vienna"]);
  const businesses = await stage.graph("/me/businesses", { access_token: wide });
  const business = businesses.body.data?.[0]?.id ?? "";
  const owned = await stage.graph(`/${business}/owned_pages`, { access_token: wide });
  expect(names(owned.body)).toEqual(["Northwind Vienna"]);
  const client = await stage.graph(`/${business}/client_pages`, { access_token: wide });
  expect(client.body).toEqual({ data: [] });
});

test("debug_token describes user and Page tokens; Page tokens of a long token have no end", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna", pages: ["Northwind Berlin"] });
  const debug = async (input_token: string): Promise<GraphBody> =>
    (await stage.graph("/debug_token", { input_token, access_token: appToken })).body.data ?? {};
  const berlin = await stage.control.findPage("northwind-berlin");
  const now = Date.parse((await stage.control.state()).now) / 1000;
  const user = await debug(token);
  expect(user).toMatchObject({ app_id: app.id, type: "USER", is_valid: true });
  expect(user.expires_at).toBeGreaterThan(now + sixtyDays - 200_000);
  expect(user.data_access_expires_at).toBeGreaterThan(now + 1.49 * sixtyDays);
  expect(user.granular_scopes).toContainEqual({
    scope: "pages_manage_posts",
    target_ids: [berlin.id],
  });
  const { body } = await stage.graph("/me/accounts", { access_token: token });
  const pageToken = body.data?.[0]?.access_token ?? "";
  expect(await debug(pageToken)).toMatchObject({
    type: "PAGE",
    expires_at: 0,
    is_valid: true,
    profile_id: berlin.id,
  });
  await stage.control.leapClock(61 * 24 * 3600);
  expect((await debug(token)).error).toMatchObject({ code: 190, subcode: 463 });
  expect((await stage.graph("/me", { access_token: pageToken })).body.name).toBe("Northwind Berlin");
  expect(await debug("garbage")).toMatchObject({ is_valid: false, error: { code: 190 } });
});

test("with all Pages chosen there are no target_ids, and later Pages appear by themselves", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  const { body } = await stage.graph("/debug_token", {
    input_token: token,
    access_token: appToken,
  });
  expect(body.data?.granular_scopes?.[0]).toEqual({ scope: "pages_show_list" });
  await stage.control.add({ pages: [{ name: "Northwind Kiel", people: { anna: "analyst" } }] });
  const list = await stage.graph("/me/accounts", { access_token: token });
  expect(list.body.data?.map((one) => one.name)).toContain("Northwind Kiel");
});

test("appsecret_proof is checked in both forms and demanded when the app says so", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  const sign = (text: string): string => createHmac("sha256", app.secret).update(text).digest("hex");
  const me = (more: Record<string, string>) => stage.graph("/me", { access_token, ...more });
  expect((await me({ appsecret_proof: sign(access_token) })).status).toBe(200);
  expect((await me({ appsecret_proof: "0" })).body.error?.message).toContain("Invalid appsecret");
  await stage.control.updateApp({ requireProof: true });
  expect((await me({})).body.error).toMatchObject({ code: 100, type: "GraphMethodException" });
  const time = String(Math.floor(Date.parse((await stage.control.state()).now) / 1000));
  const timed = { appsecret_proof: sign(`${access_token}|${time}`), appsecret_time: time };
  expect((await me(timed)).status).toBe(200);
  await stage.control.leapClock(400);
  expect((await me(timed)).status).toBe(400);
});

test("subscribed_apps wants a Page token and the permission for it", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" }, { scope: "pages_show_list,pages_manage_metadata" });
  const page = (await stage.graph("/me/accounts", { access_token })).body.data?.[0];
  const edge = `/v26.0/${page?.id ?? ""}/subscribed_apps`;
  const asUser = await stage.graph(edge, { access_token });
  expect(asUser.body.error).toMatchObject({ code: 190, error_subcode: 2069032 });
  const asPage = { access_token: page?.access_token ?? "" };
  expect((await stage.graph(edge, asPage)).body).toEqual({ data: [] });
  await stage.graph(edge, { ...asPage, subscribed_fields: "feed" }, "POST");
  expect((await stage.graph(edge, asPage)).body.data).toMatchObject([{ id: app.id }]);
  await stage.control.withdrawScope({ person: "anna" }, "pages_manage_metadata");
  const refused = await stage.graph(edge, asPage);
  expect([refused.status, refused.body.error?.code]).toEqual([403, 200]);
});

test("an app can give permissions back, one or all", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  const me = (await stage.graph("/me", { access_token: token })).body.id ?? "";
  await stage.graph(`/${me}/permissions/pages_manage_posts`, { access_token: token }, "DELETE");
  const list = await stage.graph(`/${me}/permissions`, { access_token: appToken });
  expect(list.body.data?.map((one) => one.permission)).not.toContain("pages_manage_posts");
  await stage.graph(`/${me}/permissions`, { access_token: appToken }, "DELETE");
  const dead = await stage.graph("/me", { access_token: token });
  expect(dead.body.error).toMatchObject({ code: 190, error_subcode: 458 });
});

test("old versions are upgraded, the version is told, the root and ?ids= are gone", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  const version = async (path: string): Promise<string | null> =>
    (await stage.graph(path, { access_token })).headers.get("facebook-api-version");
  expect(await version("/v12.0/me")).toBe("v21.0");
  expect(await version("/v25.0/me")).toBe("v25.0");
  expect(await version("/me")).toBe("v26.0");
  expect((await stage.graph("/", { access_token, ids: "1,2" })).status).toBe(400);
});

test("usage headers appear when the network is told to send them", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  const usage = async (): Promise<string | null> =>
    (await stage.graph("/me", { access_token })).headers.get("x-app-usage");
  expect(await usage()).toBeNull();
  await stage.control.setUsage(28);
  expect(JSON.parse((await usage()) ?? "")).toMatchObject({ call_count: 28 });
});
