import { expect, test } from "vitest";
import { app, rehearse } from "./rehearsal.ts";

const anna = { email: "anna@people.example", password: "password" };

test("a first login asks for Pages and permissions and comes back with code and state", async () => {
  await using stage = await rehearse();
  const redirect = await stage.visitor().consent(stage.dialogUrl(), anna);
  const back = new URL(redirect);
  expect(redirect.startsWith(`${app.redirectUri}&code=`)).toBe(true);
  expect(back.searchParams.get("state")).toBe("st4te");
  const { body } = await stage.redeem(redirect);
  expect(body).toMatchObject({ token_type: "bearer", expires_in: 5105 });
});

test("a code works once, only for its redirect address, and ten minutes long", async () => {
  await using stage = await rehearse();
  const redirect = await stage.visitor().consent(stage.dialogUrl(), anna);
  const code = new URL(redirect).searchParams.get("code") ?? "";
  const client = { client_id: app.id, client_secret: app.secret, code };
  const elsewhere = await stage.graph("/oauth/access_token", { ...client, redirect_uri: "x" });
  expect(elsewhere.body.error).toMatchObject({ code: 100, error_subcode: 36008 });
  expect((await stage.redeem(redirect)).status).toBe(200);
  expect((await stage.redeem(redirect)).body.error).toMatchObject({ error_subcode: 36009 });
  const late = await stage.visitor().consent(stage.dialogUrl(), anna);
  await stage.control.leapClock(601);
  expect((await stage.redeem(late)).body.error).toMatchObject({ code: 100, error_subcode: 36007 });
});

test.each([
  ["an unknown app", { client_id: "1" }, "Invalid App ID"],
  ["another redirect address", { redirect_uri: "https://app.example/callback" }, "URL blocked"],
  ["an unknown permission", { scope: "pages_show_list fly_to_moon" }, "Invalid Scopes: fly_to_moon"],
  ["an unknown configuration", { config_id: "5" }, "Invalid configuration"],
  ["an unknown response type", { response_type: "magic" }, "Invalid parameter"],
])("%s ends on an error page and never leaves Facebook", async (_what, more, words) => {
  await using stage = await rehearse();
  const seen = await stage.visitor().open(stage.dialogUrl(more));
  expect(seen.leaves).toBeNull();
  expect(seen.status).toBe(400);
  expect(seen.text).toContain(words);
});

test("R30 Cancel comes back with access_denied, with an error code only for Login for Business", async () => {
  await using stage = await rehearse();
  const cancel = { ...anna, cancel: true };
  const classic = new URL(await stage.visitor().consent(stage.dialogUrl(), cancel)).searchParams;
  expect(Object.fromEntries(classic)).toEqual({
    from: "facebook",
    error: "access_denied",
    error_reason: "user_denied",
    error_description: "Permissions error",
    state: "st4te",
  });
  const business = await stage.visitor().consent(stage.dialogUrl({ config_id: "771" }), cancel);
  expect(new URL(business).searchParams.get("error_code")).toBe("200");
});

test("R32 a declined permission is skipped later, unless the dialog is told to ask again", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna", untick: ["pages_manage_posts"] });
  const status = async (): Promise<unknown> => {
    const { body } = await stage.graph("/me/permissions", { access_token: token });
    return body.data?.find((one) => one.permission === "pages_manage_posts")?.status;
  };
  expect(await status()).toBe("declined");
  const visitor = stage.visitor();
  await visitor.consent(stage.dialogUrl(), anna);
  expect(await status()).toBe("declined");
  await visitor.consent(stage.dialogUrl({ auth_type: "rerequest" }), anna);
  expect(await status()).toBe("granted");
});

test("P32 a known app gets the old choice of Pages again until the person edits it or is asked again", async () => {
  await using stage = await rehearse();
  const only = (name: string) => ({ ...anna, pages: [name] });
  const names = async (token: string): Promise<unknown[]> => {
    const { body } = await stage.graph("/me/accounts", { access_token: token, fields: "name" });
    return body.data?.map((one) => one.name) ?? [];
  };
  const token = await stage.connect({ handle: "anna", pages: ["Northwind Berlin"] });
  const visitor = stage.visitor();
  await visitor.consent(stage.dialogUrl(), only("Northwind Hamburg"));
  expect(await names(token)).toEqual(["Northwind Berlin"]);
  await visitor.consent(stage.dialogUrl(), { ...only("Northwind Hamburg"), edit: true });
  expect(await names(token)).toEqual(["Northwind Hamburg"]);
  const again = stage.dialogUrl({ auth_type: "rerequest" });
  await visitor.consent(again, only("Northwind Berlin"));
  expect(await names(token)).toEqual(["Northwind Berlin"]);
});

test("Login for Business has no tick boxes: everything of the configuration is granted", async () => {
  await using stage = await rehearse();
  const token = await stage.connect(
    { handle: "anna", untick: ["pages_manage_posts"] },
    { config_id: "771", scope: "" },
  );
  const { body } = await stage.graph("/me/permissions", { access_token: token });
  expect(body.data?.map((one) => `${String(one.permission)} ${String(one.status)}`)).toEqual([
    "public_profile granted",
    "pages_show_list granted",
    "pages_manage_posts granted",
  ]);
});

test("R71 whoever is logged in at the network is taken, until they log in to another account", async () => {
  await using stage = await rehearse();
  const visitor = stage.visitor();
  await visitor.consent(stage.dialogUrl(), anna);
  const ben = { email: "ben@people.example", password: "password" };
  const stillAnna = await stage.redeem(await visitor.consent(stage.dialogUrl(), ben));
  const name = async (token: string | undefined): Promise<unknown> =>
    (await stage.graph("/me", { access_token: token ?? "" })).body.name;
  expect(await name(stillAnna.body.access_token)).toBe("Anna Berg");
  await visitor.open(stage.dialogUrl(), new URLSearchParams({ step: "logout" }));
  const now = await stage.redeem(await visitor.consent(stage.dialogUrl(), ben));
  expect(await name(now.body.access_token)).toBe("Ben Okoro");
});

test("R70 auth_type=reauthenticate asks for the password although somebody is logged in", async () => {
  await using stage = await rehearse();
  const visitor = stage.visitor();
  await visitor.consent(stage.dialogUrl(), anna);
  expect((await visitor.open(stage.dialogUrl())).text).toContain("You previously logged into");
  const strict = stage.dialogUrl({ auth_type: "reauthenticate" });
  expect((await visitor.open(strict)).text).toContain('type="password"');
  expect(await visitor.consent(strict, anna)).toContain("code=");
});

test("a wrong password stays on the login page; a changed one logs every browser out", async () => {
  await using stage = await rehearse();
  const visitor = stage.visitor();
  const wrong = visitor.consent(stage.dialogUrl(), { ...anna, password: "no" });
  await expect(wrong).rejects.toThrow("incorrect");
  await visitor.consent(stage.dialogUrl(), anna);
  const { password } = await stage.control.changePassword("anna");
  expect((await visitor.open(stage.dialogUrl())).text).toContain('type="password"');
  expect(await visitor.consent(stage.dialogUrl(), { ...anna, password })).toContain("code=");
});

test("response_type=token answers in the fragment, granted_scopes adds the list", async () => {
  await using stage = await rehearse();
  const url = stage.dialogUrl({ response_type: "token granted_scopes" });
  const back = new URL(await stage.visitor().consent(url, anna));
  const fragment = new URLSearchParams(back.hash.slice(1));
  expect(fragment.get("access_token")).toMatch(/^EAAG/);
  expect(fragment.get("granted_scopes")).toContain("pages_show_list");
  expect(back.searchParams.has("code")).toBe(false);
});

test("the login cookie is for the network's site alone, not for the whole address", async () => {
  await using stage = await rehearse();
  const login = new URLSearchParams({ step: "login", email: anna.email, pass: anna.password });
  const answer = await fetch(`${stage.url}/www.facebook.com/`, {
    method: "POST",
    body: login,
    redirect: "manual",
  });
  expect(answer.headers.get("set-cookie")).toContain("Path=/www.facebook.com;");
});

test("text that people and apps bring is escaped", async () => {
  await using stage = await rehearse();
  await stage.control.add({
    people: [{ handle: "eve", name: `<script>alert("x")</script>` }],
  });
  const { text } = await stage.visitor().open(stage.dialogUrl());
  expect(text).not.toContain("<script>alert");
});

test("an app in development lets its testers in and sends everybody else back with code 200", async () => {
  await using stage = await rehearse();
  const [northwind] = (await stage.control.networkState()).apps;
  await stage.control.add({
    apps: [
      {
        id: app.id,
        name: northwind?.name ?? "",
        secret: app.secret,
        redirectUris: [app.redirectUri],
        mode: "development",
        testers: ["ben"],
        approvedScopes: ["pages_show_list"],
      },
    ],
  });
  const url = stage.dialogUrl({ scope: "pages_show_list" });
  const refused = new URL(await stage.visitor().consent(url, anna));
  expect(refused.searchParams.get("error_code")).toBe("200");
  expect(await stage.visitor().consent(url, { ...anna, email: "ben@people.example" })).toContain("code=");
  const unapproved = await stage.visitor().open(stage.dialogUrl());
  expect(unapproved.text).toContain("Invalid Scopes: pages_read_engagement, pages_manage_posts");
});
