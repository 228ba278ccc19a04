import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { launchChromium } from "../chromium.ts";
import { type PdsAccount, startPds } from "../pds.ts";
import { xrpc } from "../pds/xrpc.ts";
import { getWithDpop } from "./dpop.ts";
import { type LatchkeyBesidePds, latchkeyBesidePds, mira } from "./latchkey-beside-pds.ts";

// With a real PDS, which nobody here wrote, its own sign-in and consent pages, and a real browser.

let n = 0;
const shot = async (page: Page, name: string) => {
  await page.screenshot({ path: `/tmp/shots/${String(n++).padStart(2, "0")}-${name}.png`, fullPage: true });
};

test(
  "R34 R37 R39 R59 an account is connected, refreshed, taken down, restored and renewed; nothing is ever posted",
  { timeout: 90_000 },
  async () => {
    await using pds = await startPds();
    const anna = await pds.createAccount({
      handle: "anna.test",
      email: "anna@example.com",
      password: "anna's password",
    });
    await using latchkey = await latchkeyBesidePds(pds);
    await using chromium = await launchChromium();
    const page = await (await chromium.open()).newPage();
    page.setDefaultTimeout(15_000);
    try {
      await signIn(page, latchkey.url);

      // Nothing was entered by an operator: Bluesky is there to be connected.
      await page.getByRole("button", { name: "Connect" }).first().click();
      await page.getByRole("button", { name: "Bluesky accounts" }).click();
      await page.getByLabel("Bluesky handle").fill("@anna.test");
      await page.getByRole("button", { name: "Continue to Bluesky" }).click();
      await consentAtPds(page, pds.url, anna);
      await page.waitForURL(`${latchkey.url}/connections/*`);
      await shot(page, "picker");
      await page.getByRole("checkbox", { name: "anna.test" }).check();
      expect((await latchkey.get<contract.Summary>("/v1/summary")).counts.all).toBe(0);
      await page.getByRole("button", { name: "Add 1 account" }).click();
      await page.getByRole("heading", { name: "1 profile connected" }).waitFor();
      await shot(page, "proved");
      await page.getByRole("link", { name: "anna.test", exact: true }).click();
      await statusOf(page, "Connected");
      await shot(page, "profile");
      const id = page.url().split("/").at(-1) ?? "";
      console.log(JSON.stringify(await latchkey.profile(id), null, 1));

      // refresh
      const before = await grantRow(latchkey);
      await latchkey.world.db
        .updateTable("grant")
        .set({ access_expires_at: new Date(Date.now() - 60_000) })
        .where("id", "=", before.id)
        .execute();
      const callsBefore = (await latchkey.calls(id)).length;
      const lent = await latchkey.get<contract.TokenAnswer>(`/v1/profiles/${id}/token?capability=publish`);
      const after = await grantRow(latchkey);
      expect(after.version).toBe(before.version + 1);
      console.log(await latchkey.calls(id), callsBefore);
      const own = await getWithDpop(lent, "/xrpc/com.atproto.server.getSession");
      console.log(own.status, await own.text(), { ...lent, token: "", dpopKey: "" });

      await pds.deactivate(anna);
      await page.getByRole("button", { name: "Check now" }).click();
      await statusOf(page, "Expired");
      await shot(page, "deactivated");
      console.log((await latchkey.profile(id)).statusText, (await latchkey.profile(id)).nextStep);
      await pds.activate(anna);
      await page.getByRole("button", { name: "Check now" }).click();
      await statusOf(page, "Connected");

      await pds.takeDown(anna.did);
      await page.getByRole("button", { name: "Check now" }).click();
      await statusOf(page, "Expired");
      await shot(page, "takendown");
      await page.goto(`${latchkey.url}/`);
      await page.getByText("Home").first().waitFor();
      await page.waitForTimeout(500);
      await shot(page, "home");
      await page.goto(`${latchkey.url}/settings/accounts`);
      await page.waitForTimeout(1000);
      await shot(page, "accounts");
      await page.goto(`${latchkey.url}/profiles/${id}`);
      console.log(
        JSON.stringify(
          (await latchkey.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items,
          null,
          1,
        ),
      );
      console.log(JSON.stringify(await latchkey.profile(id), null, 1));
      console.log(await fetchProblem(latchkey, id));

      // renewing while it is down: the dance itself
      await pds.restore(anna.did);
      await page.getByLabel("State").getByRole("button", { name: "Renew" }).click();
      await page.waitForTimeout(500);
      await shot(page, "renew");
      await page.getByRole("button", { name: "Continue to Bluesky" }).click();
      await page.waitForURL(`${pds.url}/**`);
      await page.waitForTimeout(1500);
      await shot(page, "pds-renew");
      console.log(await page.locator("body").ariaSnapshot());
      await consentAtPds(page, pds.url, anna);
      await page.waitForURL(`${latchkey.url}/connections/*`);
      await page.getByRole("button", { name: "Save" }).waitFor();
      await shot(page, "compare");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Renewed: 1 profile proved" }).waitFor();
      await shot(page, "renewed");
      await page.getByRole("link", { name: "anna.test", exact: true }).click();
      await statusOf(page, "Connected");
      await page.getByRole("list", { name: "Timeline" }).waitFor();
      await shot(page, "timeline");
      await page.getByRole("tab", { name: "Activity log" }).click();
      await page.getByRole("table").waitFor();
      await shot(page, "calls");
      console.log(
        (await latchkey.timeline(id))
          .map((e) => `${e.at} ${e.tone} ${e.text} | ${e.actor} | ${JSON.stringify(e.evidence)}`)
          .join("\n"),
      );
      console.log((await latchkey.calls(id)).join("\n"));
      const posted = await xrpc(pds.url, "com.atproto.repo.describeRepo", { query: { repo: anna.did } });
      console.log(JSON.stringify(posted));
    } catch (e) {
      await shot(page, "error");
      console.log(
        page.url(),
        latchkey
          .logged()
          .split("\n")
          .filter((l) => !/assets/.test(l))
          .slice(-40)
          .join("\n"),
      );
      throw e;
    }
  },
);

async function fetchProblem(latchkey: LatchkeyBesidePds, id: string) {
  try {
    return await latchkey.get(`/v1/profiles/${id}/token`);
  } catch (e) {
    return String(e);
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("E-mail").fill(mira.email);
  await page.getByRole("textbox", { name: "Password" }).fill(mira.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function consentAtPds(page: Page, pds: string, { password }: PdsAccount): Promise<void> {
  await page.waitForURL(`${pds}/**`);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Authorize" }).click();
}

const statusOf = (page: Page, word: string) => page.getByLabel("State").getByText(word, { exact: true }).waitFor();

const grantRow = ({ world }: LatchkeyBesidePds) => world.db.selectFrom("grant").selectAll().executeTakeFirstOrThrow();
