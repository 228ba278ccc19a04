import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { beginRenewing, connectPages } from "../acts.ts";
import { anna } from "../browser.ts";
import type { TestBrowser } from "../chromium.ts";
import { openWindows } from "../shared-chromium.ts";
import { testWorld, type TestWorld } from "../world.ts";

/** A context in which Mira is signed in. */
async function miraAt(t: TestWorld, chromium: TestBrowser): Promise<Page> {
  const context: BrowserContext = await chromium.open({ width: 1280, height: 900 });
  await context.addCookies([...t.mira.cookies].map(([name, value]) => ({ name, value, url: t.url })));
  return context.newPage();
}

test(
  "R18 R19 from a dead profile and from its incident help opens at the cause, answers for the network, and leads back",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.changePassword("anna-berg", "new password");
    await t.pass(3700);
    const { id } = await t.profile("Northwind Berlin");
    const facebook = await t.mira.get<contract.Network>("/v1/networks/facebook");
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);

    await page.goto(`${t.url}/profiles/${id}`);
    await page.getByRole("link", { name: "Why did this happen?" }).click();
    const cause = page.locator("#password_changed");
    await cause.getByRole("heading", { name: "A password was changed" }).waitFor();
    await expect.poll(() => cause.getAttribute("data-here")).toBe("true");
    expect(await cause.innerText()).toMatch(/What to do[\s\S]*signs in once[\s\S]*Who can/);
    const here = cause.locator("section", { has: page.getByRole("heading", { name: "At Facebook" }) });
    expect(await here.innerText()).toContain(facebook.guide.whatExpires);
    expect(await page.getByRole("heading", { name: "At Pinterest" }).count()).toBe(0);
    await page.getByRole("link", { name: "Back to the profile" }).click();
    await page.waitForURL(`${t.url}/profiles/${id}`);

    const { items } = await t.mira.get<contract.Page<contract.Incident>>("/v1/incidents?open=true");
    await page.goto(`${t.url}/incidents/${items[0]?.id ?? ""}`);
    await page.getByRole("link", { name: "Why does this happen?" }).click();
    await page.getByRole("link", { name: "Back to the incident" }).click();
    await page.waitForURL(`${t.url}/incidents/${items[0]?.id ?? ""}`);

    await page.goto(`${t.url}/help/why-did-this-expire`);
    const { items: networks } = await t.mira.get<{ items: contract.Network[] }>("/v1/networks");
    for (const { name, guide } of networks) {
      await page.getByRole("heading", { name: `At ${name}`, exact: true }).waitFor();
      await page.getByText(guide.whatExpires).first().waitFor();
    }
  },
);

test(
  "R10 R18 R20 renewal is a guided stepper, and its permissions guide tells the three common cases",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    const { id } = await t.profile("Northwind Berlin");
    await using chromium = await openWindows();
    const page = await miraAt(t, chromium);

    await page.goto(`${t.url}/renew/${id}`);
    const steps = page.getByRole("list", { name: "Renewal" });
    await steps.waitFor();
    const headings = await steps.getByRole("heading").allInnerTexts();
    expect(headings).toEqual(["Who", "What you need", "Sign in at Facebook", "Compare", "Proved"]);
    await steps.getByText("Anna Berg").first().waitFor();

    await page.getByRole("link", { name: /permissions guide/ }).click();
    for (const name of [/You have the Page directly/, /business portfolio/, /administer this workspace/])
      await page.getByRole("heading", { name }).waitFor();
  },
);

test("R14 the check that adds a profile also judges its renewal: with the same role the same is missing", async () => {
  await using t = await testWorld();
  await t.control.setRole("northwind-berlin", "anna-berg", "analyst");
  await connectPages(t, anna, ["Northwind Berlin"]);
  const limited = { status: "limited", cause: "role_too_low", lostCapabilities: ["publish", "inbox"] };
  expect(await t.profile("Northwind Berlin")).toMatchObject(limited);
  expect(await renewed(t)).toMatchObject(limited);
  await t.control.setRole("northwind-berlin", "anna-berg", "full_control");
  expect(await renewed(t)).toMatchObject({ status: "connected", lostCapabilities: [] });
});

async function renewed(t: TestWorld): Promise<contract.Profile> {
  const id = await beginRenewing(t, "Northwind Berlin", anna);
  await t.settle();
  if ((await t.mira.connection(id)).status === "comparing")
    await t.mira.post(`/v1/connections/${id}/confirm`, { way: "renew" });
  await t.settle();
  expect((await t.mira.connection(id)).status).toBe("done");
  return t.profile("Northwind Berlin");
}
