import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { type PdsAccount, type RealPds, startPds } from "../pds.ts";
import { xrpc } from "../pds/xrpc.ts";
import { openWindows } from "../shared-chromium.ts";
import { getWithDpop } from "./dpop.ts";
import { type LatchkeyBesidePds, latchkeyBesidePds, mira } from "./latchkey-beside-pds.ts";

// Against a real PDS, which nobody here wrote: its own pages for signing in and consenting, in a real browser.

test(
  "R34 R37 R38 R40 R48 P10 a Bluesky account is connected, refreshed, switched off and on, suspended, restored and renewed, and nothing is ever posted",
  { timeout: 180_000 },
  async () => {
    await using pds = await startPds();
    const anna = await pds.createAccount({
      handle: "anna.test",
      email: "anna@example.com",
      password: "anna's password",
    });
    await using latchkey = await latchkeyBesidePds(pds);
    await using chromium = await openWindows();
    const page = await (await chromium.open()).newPage();
    page.setDefaultTimeout(20_000);

    await signIn(page, latchkey.url);
    const id = await connect(page, latchkey, pds, anna);
    await refresh(latchkey, id);
    await switchOffAndOn(page, latchkey, pds, anna, id);
    await suspend(page, latchkey, pds, anna, id);
    await pds.restore(anna.did);
    await renew(page, pds, anna);

    expect(await latchkey.profile(id)).toMatchObject({ id, remoteId: anna.did, status: "connected", cause: null });
    expect((await latchkey.get<contract.Summary>("/v1/summary")).counts.all).toBe(1);
    expect((await latchkey.get<contract.Page<contract.Incident>>("/v1/incidents?open=true")).items).toEqual([]);
    expect((await latchkey.timeline(id)).map((event) => event.text).toReversed()).toEqual(history);
    expect(await latchkey.get<object>(`/v1/profiles/${id}/token`)).toMatchObject({ kind: "dpop" });

    const sent = (await latchkey.calls(id))
      .filter((call) => !call.startsWith("GET "))
      .map((call) => call.split(" ")[1]);
    expect(new Set(sent)).toEqual(new Set(["/oauth/token", "/oauth/revoke"]));
    const repository = await xrpc(pds.url, "com.atproto.repo.describeRepo", { query: { repo: anna.did } });
    expect(repository).toMatchObject({ did: anna.did, collections: [] });
  },
);

/** The whole story as the profile's page tells it. */
const history = [
  "Connected with anna.test’s login.",
  "anna.test authorised Latchkey at Bluesky.",
  "Proved by a real call: connected.",
  expect.stringContaining("anna.test’s token was refreshed by itself; expected until "),
  "Somebody asked for a check.",
  "The account “anna.test” is switched off on Bluesky.",
  "No access token works any more.",
  "Incident opened: The account “anna.test” is switched off on Bluesky.",
  "Somebody asked for a check.",
  "Proved by a real call: connected.",
  "Somebody asked for a check.",
  "Bluesky has suspended this account.",
  "No access token works any more.",
  "Incident opened: Bluesky has suspended the account “anna.test”.",
  "A renewal was started.",
  "anna.test renewed the login at Bluesky.",
  "Not proved at present; we are looking.",
  "Proved by a real call: connected.",
];

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("E-mail").fill(mira.email);
  await page.getByRole("textbox", { name: "Password" }).fill(mira.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** No operator has entered anything: Bluesky is there from the start. Answers the profile's id. */
async function connect(page: Page, latchkey: LatchkeyBesidePds, pds: RealPds, anna: PdsAccount): Promise<string> {
  await page.getByRole("button", { name: "Connect" }).first().click();
  await page.getByRole("button", { name: "Bluesky accounts" }).click();
  await page.getByLabel("Bluesky handle").fill("@anna.test");
  await page.getByRole("button", { name: "Continue to Bluesky" }).click();
  await consentAtPds(page, pds, anna);

  // Back by 127.0.0.1, which is all that servers allow, to the address under which Mira is signed in.
  await page.waitForURL(`${latchkey.url}/connections/*`);
  await page.getByRole("checkbox", { name: "anna.test" }).check();
  expect((await latchkey.get<contract.Summary>("/v1/summary")).counts.all).toBe(0);
  await page.getByRole("button", { name: "Add 1 account" }).click();
  await page.getByRole("heading", { name: "1 profile connected" }).waitFor();
  await page.getByRole("link", { name: "anna.test", exact: true }).click();
  await status(page, "Connected");
  const id = page.url().split("/").at(-1) ?? "";
  const proved = await latchkey.profile(id);
  expect(proved).toMatchObject({ remoteId: anna.did, status: "connected", handle: "anna.test" });
  expect(proved.provedAt).not.toBeNull();
  return id;
}

async function consentAtPds(page: Page, pds: RealPds, { password }: PdsAccount): Promise<void> {
  await page.waitForURL(`${pds.url}/**`);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Authorize" }).click();
}

/** A read of a token that has ended refreshes it once, and what is lent works in a stranger's hands. */
async function refresh({ world, get, calls }: LatchkeyBesidePds, id: string): Promise<void> {
  const before = await world.db.selectFrom("grant").selectAll().executeTakeFirstOrThrow();
  const ended = new Date(Date.now() - 1000);
  await world.db.updateTable("grant").set({ access_expires_at: ended }).execute();
  const path = `/v1/profiles/${id}/token?capability=publish`;
  const lent = await get<contract.TokenAnswer>(path);
  expect((await get<contract.TokenAnswer>(path)).token).toBe(lent.token);
  const after = await world.db.selectFrom("grant").selectAll().executeTakeFirstOrThrow();
  expect(after.version).toBe(before.version + 1);
  expect(after.ends_at).toEqual(before.ends_at);
  expect((await calls(id)).filter((call) => call === "POST /oauth/token 200")).toHaveLength(1);
  const answer = await getWithDpop(lent, "/xrpc/com.atproto.server.getSession");
  expect(await answer.json()).toMatchObject({ did: lent.remoteId, active: true });
}

async function switchOffAndOn(page: Page, latchkey: LatchkeyBesidePds, pds: RealPds, anna: PdsAccount, id: string) {
  await pds.deactivate(anna);
  await page.getByRole("button", { name: "Check now" }).click();
  await status(page, "Expired");
  expect(await latchkey.profile(id)).toMatchObject({
    cause: "profile_deactivated",
    statusText: "The account “anna.test” is switched off on Bluesky.",
    nextStep: "Its owner signs in at Bluesky and switches it on; nobody has to renew.",
  });
  await pds.activate(anna);
  await page.getByRole("button", { name: "Check now" }).click();
  await status(page, "Connected");
}

async function suspend(page: Page, latchkey: LatchkeyBesidePds, pds: RealPds, anna: PdsAccount, id: string) {
  await pds.takeDown(anna.did);
  await page.getByRole("button", { name: "Check now" }).click();
  await status(page, "Expired");
  const state = page.getByLabel("State");
  await state.getByText("Bluesky has suspended the account “anna.test”.").waitFor();
  await state.getByText("Its owner finds the reason at Bluesky and can appeal there").waitFor();
  expect(await latchkey.profile(id)).toMatchObject({ cause: "profile_suspended", accesses: [{ nextLookAt: null }] });
  await expect(latchkey.get(`/v1/profiles/${id}/token`)).rejects.toThrow(/409 .*Bluesky has suspended/);
}

async function renew(page: Page, pds: RealPds, anna: PdsAccount): Promise<void> {
  await page.getByLabel("State").getByRole("button", { name: "Renew" }).click();
  await page.getByRole("button", { name: "Continue to Bluesky" }).click();
  await consentAtPds(page, pds, anna);
  await page.getByText("1 profile comes back").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Renewed: 1 profile proved" }).waitFor();
  await page.getByRole("link", { name: "anna.test", exact: true }).click();
  await status(page, "Connected");
}

const status = (page: Page, word: string) => page.getByLabel("State").getByText(word, { exact: true }).waitFor();
