import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { connectPages } from "../acts.ts";
import { anna, ben } from "../browser.ts";
import type { Look, TestBrowser } from "../chromium.ts";
import { looks, objections } from "../looks.ts";
import { openWindows } from "../shared-chromium.ts";
import { sharedWorld } from "../shared-world.ts";
import { testWorld, type TestWorld } from "../world.ts";

/** A context in which Mira is signed in. */
async function miraAt(t: TestWorld, chromium: TestBrowser, look: Look = { width: 1360, height: 900 }): Promise<Page> {
  const context: BrowserContext = await chromium.open(look);
  await context.addCookies([...t.mira.cookies].map(([name, value]) => ({ name, value, url: t.url })));
  return context.newPage();
}

/** Anna's Pages are dead, Ben's live. */
async function northwindWithDeadAnna(t: TestWorld): Promise<void> {
  await connectPages(t, anna, ["Northwind Berlin", "Northwind Hamburg"]);
  await connectPages(t, ben, ["Northwind Oslo"]);
  await t.control.changePassword("anna-berg", "new password");
  await t.pass(3700);
}

test(
  "R22 R25 R41 R42 R43 R44 the badge, the dock and the list of expired tokens lead to the network in one click",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await northwindWithDeadAnna(t);
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);
    await page.goto(`${t.url}/incidents`);
    const expired = page.getByRole("button", { name: "Expired tokens, 2" });
    await expired.click();
    const rows = page.getByRole("list", { name: "Profiles that need renewal" }).getByRole("listitem");
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    const row = rows.filter({ hasText: "Northwind Berlin" });
    expect(await row.innerText()).toContain("Anna Berg changed their Facebook password.");
    await row.getByRole("button", { name: "Renew Northwind Berlin" }).click();
    await page.waitForURL(/www\.facebook\.com/);
    await page.getByLabel("Email address").waitFor();
  },
);

test("R42 with nothing expired the list says so kindly", { timeout: 60_000 }, async () => {
  await using t = await testWorld();
  await using chromium = await openWindows();
  const page = await miraAt(t, chromium);
  await page.goto(t.url);
  await page.getByRole("button", { name: "Expired tokens, 0" }).click();
  await page
    .getByText(/every|nothing|no /i)
    .first()
    .waitFor();
  expect(await page.getByRole("list", { name: "Profiles that need renewal" }).count()).toBe(0);
});

test(
  "R47 R69 P56 the three-dot menu of a row offers to renew, to copy a private-window link, and to disconnect",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await northwindWithDeadAnna(t);
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);
    await page.goto(`${t.url}/settings/accounts`);
    await page
      .getByRole("button", { name: /Northwind Berlin/ })
      .filter({ hasNotText: "Expired" })
      .last()
      .click();
    for (const name of [/Renew/, /private-window link/, /Profile/, /Disconnect/])
      await page.getByRole("menuitem", { name }).first().waitFor();
  },
);

test(
  "R3 R23 R5 R46 a profile's page says what happened, since when, what to do, who authorised what, and keeps the raw answer behind a fold",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await northwindWithDeadAnna(t);
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);
    const { id } = await t.profile("Northwind Berlin");
    await page.goto(`${t.url}/profiles/${id}`);
    await page.getByRole("heading", { name: "Northwind Berlin" }).waitFor();
    await page.getByText("Anna Berg changed their Facebook password.").first().waitFor();
    await page.getByText("What the network answered").first().click();
    await page.getByText("facebook/190-460").first().waitFor();
    expect(await page.content()).not.toMatch(/EAA[A-Za-z0-9]{8}/);
  },
);

test(
  "R28 R29 one picks the network by its counts and problem counts, and the account's refresh icon starts the renewal",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await northwindWithDeadAnna(t);
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);
    await page.goto(`${t.url}/settings/accounts`);
    const facebook = page.getByRole("link", { name: /^Facebook/ });
    expect(await facebook.innerText()).toMatch(/Facebook\s*3\s*2/);
    await facebook.click();
    await page.waitForURL(/settings\/accounts\/facebook/);
    await page.getByRole("button", { name: "Renew Northwind Berlin" }).first().click();
    await page.waitForURL(/\/renew\/prf_/);
    await page.getByRole("heading", { name: "Renew Northwind Berlin" }).waitFor();
  },
);

const seenInEveryLook = sharedWorld(async () => {
  const t = await testWorld();
  await northwindWithDeadAnna(t);
  return t;
});

test.each(looks)("R25 every page is accessible and fits its width: %s", { timeout: 120_000 }, async (_name, look) => {
  const t = await seenInEveryLook();
  await using chromium = await openWindows();
  const page = await miraAt(t, chromium, look);
  const { id } = await t.profile("Northwind Berlin");
  const paths = [
    "/",
    "/profiles",
    `/profiles/${id}`,
    `/renew/${id}`,
    "/incidents",
    "/settings/accounts",
    "/settings/api-keys",
    "/settings/security",
    "/help/what-is-an-access-token",
    "/connections/problem?code=other_browser",
  ];
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(t.url + path);
    await page.getByRole("heading").first().waitFor();
    await page.waitForLoadState("load");
    found.push(...(await objections(page, path, look)));
  }
  expect(found).toEqual([]);
});
