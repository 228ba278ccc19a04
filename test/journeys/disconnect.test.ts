import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { sample as businessSample } from "#networks/google-business/simulated/sample.ts";
import { sample as youtubeSample } from "#networks/youtube/simulated/sample.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import type { Look } from "../chromium.ts";
import { openWindows } from "../shared-chromium.ts";
import { testWorld, type TestWorld } from "../world.ts";

const samples = { youtube: youtubeSample, "google-business": businessSample };
const anna = { email: "anna@northwind.example", password: "coffee" };

/** Both products with apps of one Cloud project; Anna connects what is named. */
async function connectAtGoogle(t: TestWorld, id: keyof typeof samples, name: string): Promise<string> {
  const control = createControl(t.simulatorUrl, id);
  const network = t.world.networks.find(id);
  if (!network) throw new Error(`${id} is not in the list`);
  const [app] = samples[id].apps ?? [];
  await control.load({
    ...samples[id],
    apps: [{ name: "Latchkey", ...app, id: `700555-${id}.apps.googleusercontent.com` }],
  });
  await enterApp(t.world, network, control);
  const flow = await t.mira.beginConnecting({ ...anna, ...(id === "youtube" && { pages: [name] }) }, id);
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  const picked = items.filter((one) => one.name === name).map((one) => one.remoteId);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: picked });
  await t.settle();
  return (await t.profile(name)).id;
}

async function openDialog(page: Page, t: TestWorld, profileId: string) {
  await page.goto(`${t.url}/profiles/${profileId}`);
  await page
    .getByRole("main")
    .getByRole("button", { name: /^More for / })
    .first()
    .click();
  await page.getByRole("menuitem", { name: /Disconnect/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Is kept").waitFor();
  return dialog;
}

const look: Look = { width: 1360, height: 900 };

test(
  "P48 P56 before the click it is said what else ends at the network, and where nothing does because the login is still needed",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    const channel = await connectAtGoogle(t, "youtube", "Northwind Berlin");
    await using chromium = await openWindows();
    const context = await chromium.open(look);
    await context.addCookies([...t.mira.cookies].map(([name, value]) => ({ name, value, url: t.url })));
    const page = await context.newPage();

    const alone = await (await openDialog(page, t, channel)).innerText();
    expect(alone).toMatch(
      /The permission is taken back at the network too\.\s+Ends with it\s+Google then ends everything/,
    );

    await connectAtGoogle(t, "google-business", "Northwind Coffee, Wien");
    const beside = await (await openDialog(page, t, channel)).innerText();
    expect(beside).toMatch(/The permission at the network stays/);
    expect(beside).not.toMatch(/Ends with it/);
  },
);
