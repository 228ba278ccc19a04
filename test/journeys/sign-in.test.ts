import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openWindows } from "../shared-chromium.ts";
import { testPassword, testWorld, type TestWorld } from "../world.ts";

const email = "mira@northwind.example";

async function signIn(page: Page, t: TestWorld): Promise<void> {
  await page.goto(`${t.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.locator("input[autocomplete=current-password]").fill(testPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a passkey is made and signs in without a password; removed, it does not", { timeout: 90_000 }, async () => {
  await using t = await testWorld();
  await using chromium = await openWindows();
  const context = await chromium.open();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, t);
  await page.waitForURL(`${t.url}/`);
  await page.goto(`${t.url}/settings/security`);
  await page.getByLabel("Name of the new passkey").fill("Mira’s laptop");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await page.getByRole("listitem").filter({ hasText: "Mira’s laptop" }).waitFor();

  await context.clearCookies();
  await page.goto(`${t.url}/sign-in`);
  await page.getByRole("button", { name: /passkey/i }).click();
  await page.waitForURL(`${t.url}/`);

  await page.goto(`${t.url}/settings/security`);
  await page.getByRole("button", { name: "Remove Mira’s laptop" }).click();
  await page.getByText("None yet.").waitFor();
  await context.clearCookies();
  await page.goto(`${t.url}/sign-in`);
  await page.getByRole("button", { name: /passkey/i }).click();
  expect(await page.getByRole("alert").innerText()).toMatch(/\S/);
  expect(new URL(page.url()).pathname).toBe("/sign-in");
});

test(
  "two-factor is turned on with a code of an authenticator app, asked for at the next sign-in, and a backup code stands in once",
  { timeout: 90_000 },
  async () => {
    await using t = await testWorld();
    await using chromium = await openWindows();
    const context = await chromium.open();
    const page = await context.newPage();
    await signIn(page, t);
    await page.waitForURL(`${t.url}/`);
    await page.goto(`${t.url}/settings/security`);
    await page.getByRole("textbox", { name: "Your password" }).fill(testPassword);
    await page.getByRole("button", { name: "Turn on two-factor" }).click();
    await page.getByAltText("QR code for your authenticator app").waitFor();
    const secret = await page.locator("code").first().innerText();
    const backup = await page.getByRole("list", { name: "Backup codes" }).getByRole("listitem").first().innerText();
    await page.getByLabel("3. The code your app shows now").fill("000000");
    await page.getByRole("button", { name: "Verify and turn on" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("3. The code your app shows now").fill(totp(secret));
    await page.getByRole("button", { name: "Verify and turn on" }).click();
    await page.getByText("On: a code of your authenticator app").waitFor();

    for (const code of [totp(secret), backup]) {
      await context.clearCookies();
      await signIn(page, t);
      await enterSecond(page, code);
      await page.waitForURL(`${t.url}/`);
    }
    await context.clearCookies();
    await signIn(page, t);
    await enterSecond(page, backup);
    await page.getByRole("alert").waitFor();
  },
);

async function enterSecond(page: Page, code: string): Promise<void> {
  if (code.length > 6) await page.getByRole("button", { name: /backup/i }).click();
  await page.getByRole("textbox", { name: /backup code|six digits/i }).fill(code);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
}

/** RFC 6238 with the usual 30 seconds and six digits: the person's authenticator app. */
function totp(secret: string, at = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, "0");
}

function base32(text: string): Buffer {
  const bits = [...text.replaceAll("=", "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
