import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { phone, type Look } from "./chromium.ts";

/** How people see the web app: by day, by night, and in the hand. */
export const looks: readonly (readonly [name: string, look: Look])[] = [
  ["light", { width: 1360, height: 900, colorScheme: "light" }],
  ["dark", { width: 1360, height: 900, colorScheme: "dark" }],
  ["phone", { ...phone, colorScheme: "light" }],
];

/** Runs in the page. */
const isTooWide = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";

/** The dark page is the light one in other colours: what it could break is contrast. */
const ofColour = ["color-contrast", "link-in-text-block"];

/** What axe (WCAG 2 A and AA) and the width of the screen object to on the page as it stands now. */
export async function objections(page: Page, what: string, look: Look): Promise<string[]> {
  // No frames here: without them axe needs no second page to gather its findings.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const ruled = look.colorScheme === "dark" ? axe.withRules(ofColour) : axe.withTags(["wcag2a", "wcag2aa"]);
  const { violations } = await ruled.analyze();
  const found = violations.map((one) => `${what}: ${one.id} ${one.nodes[0]?.html.slice(0, 160)}`);
  const tooWide = await page.evaluate<boolean>(isTooWide);
  return tooWide ? [...found, `${what}: wider than the screen`] : found;
}
