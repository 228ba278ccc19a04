import { expect, test } from "vitest";
import { anna } from "../browser.ts";
import { objections } from "../looks.ts";
import { openWindows } from "../shared-chromium.ts";
import { testWorld } from "../world.ts";

test(
  "P23 R36 R38 of three Pages that are picked one is refused: its page says what was added, and what could not be and why",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    const id = await t.mira.beginConnecting(anna);
    await t.settle();
    await using chromium = await openWindows();
    const context = await chromium.open();
    await context.addCookies([...t.mira.cookies].map(([name, value]) => ({ name, value, url: t.url })));
    const page = await context.newPage();
    await page.goto(`${t.url}/connections/${id}`);
    for (const name of ["Northwind Berlin", "Northwind Hamburg", "Northwind Köln"])
      await page.getByRole("checkbox", { name, exact: true }).check();
    await t.control.removeRole("Northwind Hamburg", "anna-berg");
    await page.getByRole("button", { name: "Add 3 Pages" }).click();
    await page.getByRole("heading", { name: "Proving 3 profiles" }).waitFor();
    await t.settle();
    await page.getByRole("heading", { name: "2 added, 1 could not be" }).waitFor();
    const left = page.getByRole("list", { name: "Not added" }).getByRole("listitem");
    expect(await left.allInnerTexts()).toEqual([
      expect.stringMatching(/Northwind Hamburg: Anna Berg no longer has a role on the Page “Northwind Hamburg”\./),
    ]);
    const added = page.getByRole("list", { name: "Results" }).getByRole("listitem");
    expect(await added.count()).toBe(2);
    expect(await page.getByText("Proved", { exact: true }).count()).toBe(2);
    expect(await objections(page, "results", {})).toEqual([]);
    await page.getByRole("button", { name: "Try the rest again at Facebook" }).click();
    await page.waitForURL(/www\.facebook\.com/);
  },
);
