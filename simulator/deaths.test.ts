import { expect, test } from "vitest";
import { app, rehearse, type GraphBody, type Rehearsal } from "./rehearsal.ts";

const appToken = `${app.id}|${app.secret}`;

interface Tokens {
  user: string;
  page: string;
  pageId: string;
}

async function connectAnna(stage: Rehearsal): Promise<Tokens> {
  const user = await stage.connect({ handle: "anna", pages: ["Northwind Berlin"] });
  const list = await stage.graph("/me/accounts", { access_token: user });
  const page = list.body.data?.[0];
  return { user, page: page?.access_token ?? "", pageId: page?.id ?? "" };
}

/** "190/460", "190", or "ok". */
async function verdict(stage: Rehearsal, access_token: string, path = "/me"): Promise<string> {
  const { status, body } = await stage.graph(`/v26.0${path}`, { access_token });
  if (!body.error) return status === 200 ? "ok" : `status ${status}`;
  const { code, error_subcode } = body.error;
  return error_subcode === undefined ? String(code) : `${code}/${error_subcode}`;
}

async function debug(stage: Rehearsal, input_token: string): Promise<GraphBody> {
  const { status, body } = await stage.graph("/debug_token", {
    input_token,
    access_token: appToken,
  });
  expect(status).toBe(200);
  return body.data ?? {};
}

const anna = { person: "anna" };

test.each<[string, string, (stage: Rehearsal) => Promise<unknown>]>([
  ["R57 a changed password", "190/460", (stage) => stage.control.changePassword("anna")],
  ["a removed app", "190/458", (stage) => stage.control.removeApp(anna)],
  ["R59 a security check", "190/459", (stage) => stage.control.blockPerson("anna")],
  ["an unconfirmed person", "190/464", (stage) => stage.control.blockPerson("anna", "unconfirmed")],
  ["a policy block", "368", (stage) => stage.control.blockPerson("anna", "policy")],
  ["a forced logout", "190/467", (stage) => stage.control.signOut("anna")],
])("%s ends user and Page tokens with %s, in calls and inside debug_token", async (_why, code, act) => {
  await using stage = await rehearse();
  const { user, page } = await connectAnna(stage);
  expect([await verdict(stage, user), await verdict(stage, page)]).toEqual(["ok", "ok"]);
  await act(stage);
  expect([await verdict(stage, user), await verdict(stage, page)]).toEqual([code, code]);
  for (const token of [user, page]) {
    const { is_valid, error } = await debug(stage, token);
    const [main, sub] = code.split("/").map(Number);
    expect(is_valid).toBe(false);
    expect(error).toMatchObject({ code: main, ...(sub && { subcode: sub }) });
  }
});

test("R60 one person's password ends nobody else's tokens", async () => {
  await using stage = await rehearse();
  const ben = await stage.connect({ handle: "ben" });
  await connectAnna(stage);
  await stage.control.changePassword("anna");
  expect(await verdict(stage, ben)).toBe("ok");
});

test("passing the security check at facebook.com brings the tokens back", async () => {
  await using stage = await rehearse();
  const { user } = await connectAnna(stage);
  await stage.control.blockPerson("anna");
  const login = { email: "anna@people.example", password: "password" };
  await stage.visitor().consent(stage.dialogUrl(), login);
  expect(await verdict(stage, user)).toBe("ok");
});

test("R58 a lost role ends the Page token with 492, hides the Page and leaves debug_token content", async () => {
  await using stage = await rehearse();
  const { user, page, pageId } = await connectAnna(stage);
  await stage.control.removeRole("northwind-berlin", "anna");
  expect(await verdict(stage, page)).toBe("190/492");
  expect(await verdict(stage, user, `/${pageId}`)).toBe("100/33");
  expect((await stage.graph("/me/accounts", { access_token: user })).body).toEqual({ data: [] });
  expect((await debug(stage, page)).is_valid).toBe(true);
  expect((await debug(stage, user)).granular_scopes?.[0]?.target_ids).toEqual([pageId]);
  await stage.control.setRole("northwind-berlin", "anna", "analyst");
  expect(await verdict(stage, page)).toBe("ok");
});

test("an unticked Page ends only that access, with 190 and no subcode", async () => {
  await using stage = await rehearse();
  const { user, page, pageId } = await connectAnna(stage);
  await stage.control.untickPage(anna, "northwind-berlin");
  expect(await verdict(stage, page)).toBe("190");
  expect(await verdict(stage, user)).toBe("ok");
  expect(await verdict(stage, user, `/${pageId}`)).toBe("100/33");
  expect((await debug(stage, user)).granular_scopes?.[0]?.target_ids).toEqual([]);
});

test("P33 choosing another Page in a later consent drops the first one", async () => {
  await using stage = await rehearse();
  const { page } = await connectAnna(stage);
  await stage.connect({ handle: "anna", pages: ["Northwind Hamburg"], edit: true }, { auth_type: "rerequest" });
  expect(await verdict(stage, page)).toBe("190");
});

test("a deleted Page is 100/33 for everybody", async () => {
  await using stage = await rehearse();
  const { user, page, pageId } = await connectAnna(stage);
  await stage.control.deletePage(pageId);
  expect(await verdict(stage, page)).toBe("100/33");
  expect(await verdict(stage, user, `/${pageId}`)).toBe("100/33");
  expect((await stage.graph("/me/accounts", { access_token: user })).body).toEqual({ data: [] });
});

test("a withdrawn permission shows as declined and fails what needs it", async () => {
  await using stage = await rehearse();
  const { user } = await connectAnna(stage);
  await stage.control.withdrawScope(anna, "pages_show_list");
  expect(await verdict(stage, user, "/me/accounts")).toBe("10");
  expect((await debug(stage, user)).scopes).not.toContain("pages_show_list");
});

test("after 90 days without a login the person stays known, but their data is closed", async () => {
  await using stage = await rehearse();
  const { user, page } = await connectAnna(stage);
  await stage.control.expireDataAccess(anna);
  expect(await verdict(stage, user)).toBe("ok");
  expect(await verdict(stage, user, "/me/accounts")).toBe("10");
  expect(await verdict(stage, page)).toBe("ok");
  const { body } = await stage.graph("/me/permissions", { access_token: user });
  expect(body.data?.[0]?.status).toBe("expired");
  const login = { email: "anna@people.example", password: "password" };
  await stage.visitor().consent(stage.dialogUrl({ auth_type: "reauthorize" }), login);
  expect(await verdict(stage, user, "/me/accounts")).toBe("ok");
});

test("the token's own end comes first when the clock leaps", async () => {
  await using stage = await rehearse();
  const { user, page } = await connectAnna(stage);
  await stage.control.leapClock(60 * 24 * 3600);
  expect(await verdict(stage, user)).toBe("190/463");
  expect(await verdict(stage, page)).toBe("ok");
});

test("tokens can be made to expire, Page tokens too", async () => {
  await using stage = await rehearse();
  const { user, page } = await connectAnna(stage);
  // The short token of the login, and the long one.
  expect(await stage.control.expireTokens(anna)).toEqual({ tokensExpired: 2 });
  expect(await verdict(stage, user)).toBe("190/463");
  expect(await verdict(stage, page)).toBe("ok");
  expect(await stage.control.expireTokens({ kind: "page" })).toEqual({ tokensExpired: 1 });
  expect(await verdict(stage, page)).toBe("190/463");
});

test("P28 a disabled app is refused for everybody and its dialog says so", async () => {
  await using stage = await rehearse();
  const { user, page } = await connectAnna(stage);
  await stage.control.updateApp({ disabled: true });
  expect([await verdict(stage, user), await verdict(stage, page)]).toEqual(["200", "200"]);
  const seen = await stage.visitor().open(stage.dialogUrl());
  expect(seen.text).toContain("App not active");
  await stage.control.updateApp({ disabled: false });
  expect(await verdict(stage, user)).toBe("ok");
});

test("a new app secret is refused where the old one is shown; people's tokens live on", async () => {
  await using stage = await rehearse();
  const { user } = await connectAnna(stage);
  const { secret } = await stage.control.changeAppSecret();
  expect(await verdict(stage, user)).toBe("ok");
  const check = (access_token: string) => stage.graph("/debug_token", { input_token: user, access_token });
  expect((await check(appToken)).body.error?.code).toBe(190);
  expect((await check(`${app.id}|${secret}`)).body.data?.is_valid).toBe(true);
});

test("after a new login the old tokens stay dead and the new ones live", async () => {
  await using stage = await rehearse();
  const { user } = await connectAnna(stage);
  await stage.control.changePassword("anna", "fresh");
  const renewed = await connectAnna(stage);
  expect(await verdict(stage, renewed.user)).toBe("ok");
  expect(await verdict(stage, renewed.page)).toBe("ok");
  expect(await verdict(stage, user)).toBe("190/460");
});
