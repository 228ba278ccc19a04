import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import type { Network } from "#networks/network.ts";
import { networkList } from "#networks/registry.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import { openWindows } from "../shared-chromium.ts";
import { testWorld, type TestWorld } from "../world.ts";

// Facebook has the demo's journey; each of the others goes through its simulated consent here (Bluesky's real one: bluesky.test.ts).
const elsewhere = new Set(["facebook"]);
const simulated = networkList(networks)
  .all()
  .filter(({ about }) => !elsewhere.has(about.id));

const email = "anna@northwind.example";

const steps = ["pages", "save", "again", "continue", "passed"].map(
  (step) => `form:has(input[name=step][value=${step}])`,
);

/** Whatever a network's screens look like: log in where asked, then say yes until the browser is back. */
async function consent(page: Page, t: TestWorld, password: string): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(t.simulatorUrl));
  for (let screen = 0; screen < 8 && !page.url().startsWith(t.url); screen++) {
    const login = page.locator("form:has(input[name=step][value=login])");
    const isLogin = (await login.count()) > 0;
    if (isLogin) {
      await login.locator("input[name=email]").fill(email);
      await login.locator("input[name=pass]").fill(password);
    }
    const form = isLogin ? login : page.locator(steps.join(",")).first();
    await Promise.all([
      page.waitForEvent("framenavigated"),
      form.locator("button, input[type=submit]").first().click(),
    ]);
    await page.waitForLoadState();
  }
}

/** Where background work waits for a hand, the browser waits with it. */
async function untilSeen(t: TestWorld, page: Page, text: RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await t.settle();
        return page.innerText("body");
      },
      { timeout: 20_000 },
    )
    .toMatch(text);
}

async function profilesOf(t: TestWorld, network: Network): Promise<contract.Profile[]> {
  return (await t.get<contract.Page<contract.Profile>>(`/v1/profiles?network=${network.about.id}&limit=100`)).items;
}

describe.each(simulated.map((network) => [network.about.name, network] as const))("%s", (name, network) => {
  test(
    "R17 R37 R40 R48 P43 is connected through its consent, dies when the app is removed there, and is renewed in the same row",
    { timeout: 120_000 },
    async () => {
      await using t = await testWorld();
      const control = createControl(t.simulatorUrl, network.about.id);
      await control.loadSample();
      await enterApp(t.world, network, control);
      const { password } = await control.findPerson("anna-berg");
      await using chromium = await openWindows();
      const context = await chromium.open({ width: 1360, height: 900 });
      await context.addCookies([...t.mira.cookies].map(([key, value]) => ({ name: key, value, url: t.url })));
      const page = await context.newPage();

      await page.goto(`${t.url}/settings/accounts`);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
      const { label } = network.about.identifier ?? {};
      const { pages } = await control.networkState();
      // Asked for is a server, or the account itself.
      const server = pages.find((one) => one.notes["server"])?.notes["server"];
      if (label)
        await page
          .getByRole("textbox", { name: label })
          .fill(typeof server === "string" ? server : (pages[0]?.username ?? ""));
      await page.getByRole("button", { name: `Continue to ${name}` }).click();
      await consent(page, t, password);
      await untilSeen(t, page, /Select all usable/);
      // Where everything is followed, all is ticked already.
      const all = page.getByRole("checkbox", { name: /^Select all usable/ });
      const tick = async () => {
        if (!(await all.isChecked()) && (await all.isEnabled())) await all.click();
        return all.isChecked();
      };
      await expect.poll(tick, { timeout: 20_000 }).toBe(true);
      await page.getByRole("button", { name: /^Add / }).click();
      await untilSeen(t, page, /Proved/);
      const before = await profilesOf(t, network);
      expect(before.length).toBeGreaterThan(0);
      // Limited where the role at the network does not cover everything; nothing else may be wrong.
      for (const one of before) expect(["connected", "limited"]).toContain(one.status);
      expect(before.some((one) => one.status === "connected")).toBe(true);

      await control.removeApp({ person: "anna-berg" });
      await t.pass(2 * 86_400);
      await t.pass(3600);
      const [dead] = await profilesOf(t, network);
      expect(dead).toMatchObject({ status: "expired" });

      await page.goto(`${t.url}/renew/${dead?.id}`);
      await page.getByRole("button", { name: `Continue to ${name}` }).click();
      await consent(page, t, password);
      await untilSeen(t, page, /Save/);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const states = async () => {
        await t.settle();
        return (await profilesOf(t, network)).map((one) => `${one.id} ${one.status}`).toSorted();
      };
      await expect.poll(states, { timeout: 20_000 }).toEqual(before.map((one) => `${one.id} ${one.status}`).toSorted());
    },
  );
});
