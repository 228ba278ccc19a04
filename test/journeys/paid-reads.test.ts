import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { looks, objections } from "../looks.ts";
import { openWindows } from "../shared-chromium.ts";
import { xWorld } from "../x-world.ts";
import { pageOf } from "./meadow.ts";

const day = 86_400;
const coffee = "Northwind Coffee";

async function save(page: Page, reads: string): Promise<void> {
  await page.getByLabel("Paid reads a month").fill(reads);
  await page.getByRole("button", { name: "Save and prove" }).click();
}

test(
  "P28 R37 the operator enters a budget of paid reads, sees it go, is told when it is used up, and allows more",
  { timeout: 120_000 },
  async () => {
    await using t = await xWorld({ accounts: [coffee, "Northwind Berlin"] });
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/networks/x`);
    const reads = page.getByRole("region", { name: "Paid reads" });
    await reads.getByText("This month: 2 paid reads, about $0.02.").waitFor();
    await reads.getByRole("link", { name: "Set a budget" }).click();
    await save(page, "a few");
    await page.getByText("Paid reads a month must be a whole number, such as 310, or left empty.").waitFor();
    await page.getByText("This must be a whole number, such as 310, or left empty.").waitFor();
    await save(page, "4");
    await page.getByText("X knows this app: client id and secret are right.").waitFor();

    await t.pass(day);
    await page.goto(`${t.url}/networks/x`);
    await reads.getByText("This month: 4 paid reads of 4, about $0.04.").waitFor();
    await reads.getByText(/The 2 accounts of now take up to 62 a month, \$0\.62\./).waitFor();
    const alarm = page.getByRole("list", { name: "For the operator: X" }).getByRole("listitem");
    await alarm.filter({ hasText: "4 of 4 paid reads of X are used this month" }).waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await alarm.filter({ hasText: "not looked at until 1 December 2026" }).waitFor();

    await t.pass(day);
    const { id } = await t.profile(coffee);
    await page.goto(`${t.url}/profiles/${id}`);
    const state = page.getByRole("region", { name: "State" });
    await state.getByText("The account was not looked at since 23 November 2026").waitFor();
    await page.getByRole("button", { name: "Check now" }).click();
    await page
      .getByText("X was not asked: 4 of 4 paid reads of this month are used, and one more would cost")
      .waitFor();

    await page.goto(`${t.url}/networks/x`);
    await alarm.getByRole("link", { name: "Change the budget" }).click();
    await save(page, "62");
    await page.getByText("X knows this app: client id and secret are right.").waitFor();
    await t.pass(5);
    await page.goto(`${t.url}/profiles/${id}`);
    await state.getByText("Connected and proved by a real call.").waitFor();
  },
);

test("the page of a network with paid reads has no barrier and fits a phone", { timeout: 90_000 }, async () => {
  await using t = await xWorld({ accounts: [coffee], monthlyReads: 1 });
  await t.pass(day);
  await using chromium = await openWindows();
  for (const [name, look] of looks) {
    const page = await pageOf(t, chromium, { look });
    await page.goto(`${t.url}/networks/x`);
    await page.getByRole("region", { name: "Paid reads" }).waitFor();
    expect(await objections(page, name, look)).toEqual([]);
    await page.context().close();
  }
});
