import { expect, test } from "vitest";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "../acts.ts";
import { anna, openBrowser, type Browser } from "../browser.ts";
import { chirp } from "../chirp/chirp.ts";
import { chirpApp, dora } from "../chirp/chirp-world.ts";
import { looks, objections } from "../looks.ts";
import { openWindows } from "../shared-chromium.ts";
import { sharedWorld } from "../shared-world.ts";
import { testPassword, type TestWorld } from "../world.ts";
import { enterChirp, meadow, meadowWorld, nests, pageOf } from "./meadow.ts";

const setupOf = (t: TestWorld) => t.mira.get<contract.NetworkSetup>("/v1/networks/chirp/setup");

test(
  "P28 an app with a wrong secret is refused at the form with nothing lost, the right one is proved by a call and kept",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld();
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/settings/accounts`);
    await page.getByRole("link", { name: "Add a network" }).click();
    await page.getByRole("link", { name: "Set up Chirp" }).click();
    await page.getByRole("heading", { name: "Set up Chirp" }).waitFor();
    expect(await page.getByRole("link", { name: "Open Chirp for Developers" }).getAttribute("href")).toBe(
      "https://developers.chirp.example/apps",
    );
    await page.getByText(`${t.url}/v1/oauth/callback`).waitFor();

    await page.getByLabel("Client id").fill(chirpApp.id);
    await page.getByLabel("Client secret").fill("not the secret");
    await page.getByRole("button", { name: "Save and prove" }).click();
    await page.getByText(/^Chirp refuses this app\./).waitFor();
    expect(await page.getByLabel("Client id").inputValue()).toBe(chirpApp.id);
    expect(await page.getByLabel("Client secret").inputValue()).toBe("not the secret");
    expect((await setupOf(t)).apps).toMatchObject([{ configured: false }]);

    await page.getByLabel("Client secret").fill(chirpApp.secret);
    await page.getByRole("button", { name: "Save and prove" }).click();
    await page.getByText("Chirp knows this app: client id and secret are right.").waitFor();
    expect((await setupOf(t)).apps).toMatchObject([{ configured: true, health: "well" }]);
    // The secret leaves the page once it is kept, and comes back to nobody.
    await page.getByPlaceholder("Entered; leave empty to keep it").waitFor();
    expect(await page.content()).not.toContain(chirpApp.secret);
    await page.getByRole("button", { name: "Connect" }).waitFor();
  },
);

test(
  "P28 a secret that was changed at the network is one alarm for the operator, who proves the new one",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld();
    await enterChirp(t);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await t.chirpSide.changeAppSecret({ app: chirpApp.id, secret: "a new secret" });
    await page.goto(`${t.url}/networks/chirp/setup`);
    await page.getByRole("button", { name: "Prove again" }).click();
    await page.getByText(/^Chirp refuses this app\./).waitFor();
    await page.goto(`${t.url}/networks/chirp`);
    const alarms = page.getByRole("list", { name: "For the operator: Chirp" }).getByRole("listitem");
    await alarms.filter({ hasText: "refuses this installation’s app" }).waitFor();
    expect(await alarms.count()).toBe(2); // and the version that ends before Christmas
    await page.getByText("Chirp API 7 ends on 24 December 2026").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await alarms.filter({ hasText: "nobody needs to renew" }).waitFor();
    expect(await alarms.count()).toBe(1);

    await page.getByRole("link", { name: "Check the app" }).click();
    await page.getByLabel("Client secret").fill("a new secret");
    await page.getByRole("button", { name: "Save and prove" }).click();
    await page.getByText("Chirp knows this app: client id and secret are right.").waitFor();
    await page.getByText("Refused by the network").waitFor({ state: "hidden" });
  },
);

test(
  "R16 R83 R85 the matrix shows for each network what can be done, what it needs, or the reason why not",
  { timeout: 60_000 },
  async () => {
    await using t = await meadowWorld();
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/networks`);
    const table = page.getByRole("table", { name: "What works at which network" });
    const header = table.getByRole("rowheader").filter({ hasText: "Chirp" });
    expect(await header.innerText()).toMatch(/Chirp\s*Limited\s*Not set up yet/);
    const publish = table.getByRole("button", { name: "Chirp, Publishing: Offered in part" });
    await publish.focus();
    await page
      .getByRole("tooltip")
      .getByText("2 permissions, and the role “Owner” or one of 1 others. Not for eggs.")
      .waitFor();
    await table.getByRole("button", { name: "Chirp, Inbox: Not offered" }).press("Enter");
    for (const words of [
      "chirp.write",
      "Owner or Lead singer",
      "chirp.all",
      "An egg has nobody who could speak for it.",
      "shows answers to nobody but the author",
    ])
      await table.getByText(words).first().waitFor();
    await table.getByRole("link", { name: "docs.chirp.example/rights" }).first().waitFor();
    const ours = (await t.get<{ items: contract.Network[] }>("/v1/networks")).items;
    expect(await table.getByRole("rowheader").count()).toBe(ours.length);
  },
);

test(
  "R17 R63 R67 R77 R78 a network's page says what it takes, who can renew, what ends when, and what cannot be connected",
  { timeout: 60_000 },
  async () => {
    await using t = await meadowWorld();
    await enterChirp(t);
    await connectPages(t, anna, ["Northwind Berlin"]);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    const { id } = await t.profile("Northwind Berlin");
    await page.goto(`${t.url}/profiles/${id}`);
    await page.getByRole("link", { name: "Facebook", exact: true }).click();
    await page.getByRole("heading", { name: "Facebook", level: 1 }).waitFor();
    await page.getByRole("link", { name: "1 Page connected here" }).waitFor();
    await page.getByRole("link", { name: "All networks" }).click();
    await page.getByRole("link", { name: "Chirp", exact: true }).click();
    for (const [section, words] of [
      ["What you need", "Your Chirp login."],
      ["Who can renew", "Whoever can sign in to the account."],
      ["Using another login", "Log out at Chirp first."],
      ["What cannot be connected", "Flocks cannot be connected"],
      ["What can be done", "Owner or Lead singer"],
      ["What ends when", "Sixty days without use"],
      ["What ends when", "1 hour"],
      ["Interface versions", "Ends soon"],
    ] as const)
      await page.getByRole("region", { name: section, exact: true }).getByText(words).first().waitFor();
    await page.getByText("Chirp closes its interface step by step").waitFor();
    // Said once more before the redirect, where it counts.
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Flocks cannot be connected").waitFor();
    await dialog.getByText("Chirp closes its interface step by step").waitFor();
  },
);

test(
  "R16 R55 R77 how long logins really lived here stands beside what is documented; limits, permissions and roles in folds, with their sources",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld();
    await enterChirp(t);
    const flow = await t.mira.beginConnecting(dora, "chirp");
    await t.settle();
    const { items } = await t.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
    await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
    await t.settle();
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/networks/chirp`);
    const lives = page.getByRole("group", { name: "How long a login lives" });
    await lives.getByText("60 days").waitFor();
    await lives.getByText("None has ended").waitFor();
    await lives.getByText("1 lives, for 1 minute so far.").waitFor();

    await t.pass(20 * 86_400);
    await t.chirpSide.removeApp({ person: "dora", app: chirpApp.id });
    for (let days = 0; days < 3; days++) await t.pass(86_400);
    await page.goto(`${t.url}/networks/chirp`);
    await lives.getByText("Too few to say").waitFor();
    await lives.getByText(/1 login has ended at Chirp, after 2\d days; a median is told from 5 on\./).waitFor();
    await lives.getByText(/Why they ended: .+ \(1\)\./).waitFor();

    const notes = page.getByRole("region", { name: "For operators and programs" });
    for (const [fold, words] of [
      ["Limits", "12 a day for each nest."],
      ["Limits", "Not confirmed by the network."],
      ["Permissions that are asked for", "Everything that Chirp has."],
      ["Roles that count", "Enough for publishing."],
      ["How a login is kept alive", "Each refresh spends the refresh token and brings a new one."],
    ] as const) {
      const folded = notes.getByRole("group").filter({ hasText: fold });
      const told = folded.getByText(words).first();
      if (!(await told.isVisible())) await folded.getByText(fold, { exact: true }).click();
      await told.waitFor();
    }
    const source = notes.getByRole("link", { name: "docs.chirp.example/rights" }).first();
    expect(await source.getAttribute("href")).toBe("https://docs.chirp.example/rights");
    await notes.getByText("read November 22").or(notes.getByText("read 22 November")).first().waitFor();
  },
);

const door = (id: string) => ({
  id,
  label: `By the ${id}`,
  help: `Take the ${id} when it is open.`,
  scopes: ["read"],
  settings: chirp.about.settings.map((one) => ({
    ...one,
    key: `${id}${one.key.charAt(0).toUpperCase()}${one.key.slice(1)}`,
  })),
});

const twoWays: Network = {
  ...meadow,
  about: { ...meadow.about, settings: [], ways: [door("door"), door("window")] },
};

test(
  "R17 with two ways in that are set up one is chosen before the redirect, with one nobody is asked",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld(twoWays);
    await enterChirp(t, "door");
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/networks/chirp`);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByRole("button", { name: "Continue to Chirp" }).waitFor();
    expect(await page.getByRole("radio").count()).toBe(0);

    await page.goto(`${t.url}/networks/chirp/setup`);
    const form = page.getByRole("form", { name: "By the window" });
    await form.getByLabel("Client id").fill("window-app");
    await form.getByLabel("Client secret").fill(chirpApp.secret);
    await form.getByRole("button", { name: "Save and prove" }).click();
    await form.getByRole("button", { name: "Connect" }).click();
    await page.getByText("Take the window when it is open.").click();
    await page.getByRole("button", { name: "Continue to Chirp" }).click();
    await page.waitForURL(/chirp\.example\/authorize/);
    expect(new URL(page.url()).searchParams.get("client_id")).toBe("window-app");
  },
);

test(
  "R81 R82 where everything is followed all that is usable is ticked, and what is unticked stays out",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld(nests(205));
    await enterChirp(t);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    const flow = await t.mira.beginConnecting(dora, "chirp");
    await t.settle();
    await page.goto(`${t.url}/connections/${flow}`);
    await page.getByRole("heading", { name: "Choose nests" }).waitFor();
    await page.getByText("New nests are added by themselves from now on").waitFor();
    await page.getByRole("button", { name: "Add 205 nests" }).waitFor();
    await page.getByRole("checkbox", { name: "Nest 2", exact: true }).uncheck();
    expect(await page.getByRole("checkbox", { name: "Nest 1", exact: true }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "Add 204 nests" }).click();
    await page.getByRole("heading", { name: "Proving 204 profiles" }).waitFor();
    await t.settle();
    await page.getByRole("heading", { name: "204 profiles connected" }).waitFor({ timeout: 30_000 });
    const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles?network=chirp&q=Nest%202&limit=200");
    expect(items.map((one) => one.name)).not.toContain("Nest 2");
    await t.pass(2 * 86_400);
    const later = await t.get<contract.Page<contract.Profile>>("/v1/profiles?network=chirp&q=Nest%202&limit=200");
    expect(later.items.map((one) => one.name)).not.toContain("Nest 2");
  },
);

test(
  "R34 of 1,200 profiles one sees how many were found so far, and cancelling leaves nothing behind",
  { timeout: 90_000 },
  async () => {
    const gate = Promise.withResolvers<void>();
    await using t = await meadowWorld(nests(1200, { after: 300, gate: gate.promise }));
    await enterChirp(t);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    const flow = await t.mira.beginConnecting(dora, "chirp");
    const looking = t.settle();
    await page.goto(`${t.url}/connections/${flow}`);
    await page.getByText("300 nests found so far").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Cancelled" }).waitFor();
    gate.resolve();
    await looking;
    await page.getByText("Nothing was changed.").waitFor();
    expect((await t.mira.connection(flow)).status).toBe("cancelled");
    expect((await t.get<contract.Summary>("/v1/summary")).counts.all).toBe(0);
  },
);

async function reportUnknown(t: TestWorld): Promise<void> {
  const { id } = await t.profile("Northwind Berlin");
  const error = { message: "The moon stands in the wrong house", code: 98_765 };
  await t.mira.post(`/v1/profiles/${id}/failures`, { call: "publish", status: 418, body: { error } });
}

test(
  "P28 answers that nobody knows are listed for the operator, with a redacted sample, and struck off when done",
  { timeout: 60_000 },
  async () => {
    await using t = await meadowWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await reportUnknown(t);
    await reportUnknown(t);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium);
    await page.goto(`${t.url}/networks`);
    await page.getByRole("link", { name: "Unrecognised answers" }).click();
    const row = page.getByRole("list", { name: "Unrecognised answers" }).getByRole("listitem");
    await row.getByRole("heading", { name: "The moon stands in the wrong house" }).waitFor();
    expect(await row.innerText()).toMatch(/Facebook · publishing · HTTP 418 · code 98765/);
    expect(await row.innerText()).toMatch(/Reported 2 times/);
    await row.getByText("The newest one, without what is secret").click();
    await row.getByLabel("Redacted answer").waitFor();
    await row.getByRole("button", { name: /^Done with/ }).click();
    await page.getByRole("heading", { name: "Every answer was understood" }).waitFor();
  },
);

async function viewer(t: TestWorld): Promise<Browser> {
  const email = "vera@northwind.example";
  const { people } = t.latchkey;
  await people.seedPerson({
    workspaceName: "Northwind Coffee",
    name: "Vera",
    email,
    password: testPassword,
    role: "viewer",
  });
  return openBrowser({ url: t.url, simulatorUrl: t.simulatorUrl, people }, email);
}

test(
  "R13 a viewer is offered nothing that would be refused, and is told whom to ask",
  { timeout: 90_000 },
  async () => {
    await using t = await meadowWorld();
    await connectPages(t, anna, ["Northwind Berlin"]);
    await t.control.changePassword("anna-berg", "new password");
    await t.pass(3700);
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium, { who: await viewer(t) });
    const { id } = await t.profile("Northwind Berlin");
    for (const path of [
      "/",
      "/profiles",
      `/profiles/${id}`,
      "/incidents",
      "/settings/accounts",
      "/networks/facebook",
    ]) {
      await page.goto(t.url + path);
      await page.getByRole("heading").first().waitFor();
      await page
        .getByText(/^Northwind Berlin$|^Who can renew$|^Anna Berg changed their/)
        .first()
        .waitFor();
      for (const name of [/^Renew/, /^Connect$/, /^Check now/, /^Disconnect/, /^Set up/])
        expect(await page.getByRole("button", { name }).or(page.getByRole("link", { name })).count()).toBe(0);
    }
    await page.goto(`${t.url}/renew/${id}`);
    await page.getByRole("heading", { name: "Your role here may look, and not renew" }).waitFor();
    for (const path of ["/networks/chirp/setup", "/networks/unrecognised"]) {
      await page.goto(t.url + path);
      await page.getByRole("heading", { name: "This is the operator’s page" }).waitFor();
    }
  },
);

const seenInEveryLook = sharedWorld(async () => {
  const t = await meadowWorld();
  await enterChirp(t);
  await connectPages(t, anna, ["Northwind Berlin"]);
  await reportUnknown(t);
  return t;
});

test.each(looks)(
  "R16 R77 the pages of the networks are accessible and fit their width: %s",
  { timeout: 120_000 },
  async (_name, look) => {
    const t = await seenInEveryLook();
    await using chromium = await openWindows();
    const page = await pageOf(t, chromium, { look });
    const found: string[] = [];
    const judge = async (what: string): Promise<void> => {
      found.push(...(await objections(page, what, look)));
    };
    for (const path of ["/networks", "/networks/chirp", "/networks/chirp/setup", "/networks/unrecognised"]) {
      await page.goto(t.url + path);
      await page.getByRole("heading", { level: 2 }).or(page.getByRole("table")).first().waitFor();
      await judge(path);
    }
    await page.getByText("The newest one, without what is secret").click();
    await judge("an answer unfolded");
    await page.goto(`${t.url}/networks/chirp`);
    for (const fold of ["Limits", "Permissions that are asked for", "Roles that count", "How a login is kept alive"])
      await page.getByText(fold, { exact: true }).click();
    await judge("the notes unfolded");
    await page.goto(`${t.url}/networks`);
    await page.getByRole("button", { name: "What Chirp asks for" }).click();
    await judge("a row of the matrix unfolded");
    await page.goto(`${t.url}/networks/chirp/setup`);
    await page.getByLabel("Client secret").fill("wrong");
    await page.getByRole("button", { name: "Save and prove" }).click();
    await page.getByText(/^Chirp refuses this app\./).waitFor();
    await page.getByText("Variables of the environment").click();
    await judge("a refused app");
    expect(found).toEqual([]);
  },
);
