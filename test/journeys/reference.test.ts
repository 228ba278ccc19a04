import { expect, test } from "vitest";
import { openWindows } from "../shared-chromium.ts";
import { testWorld } from "../world.ts";

test(
  "the reference asks for an API key, shows its examples, and says a sentence about each member of an answer",
  { timeout: 60_000 },
  async () => {
    await using t = await testWorld();
    await using chromium = await openWindows();
    const context = await chromium.open({ width: 1440, height: 1000 });
    const page = await context.newPage();
    await page.goto(`${t.url}/docs/#tag/tokens/GET/v1/profiles/{id}/token`);
    await page.getByRole("heading", { name: "A token that works, or why there is none" }).waitFor();
    await page.getByRole("button", { name: /^200/ }).first().click();
    await page.getByText("Use it now, keep it nowhere, and ask again next time").first().waitFor();
    await page.getByText("Reading and answering comments and messages.").first().waitFor();

    await page.goto(`${t.url}/docs/`);
    await page.getByRole("heading", { name: "Three examples" }).waitFor();
    const words = await page.locator("body").innerText();
    expect(words).toContain(`curl "${t.url}/v1/profiles?status=expired"`);
    expect(words).toMatch(/Selected Auth Type: apiKey/);
    const sections = await page.locator("nav a, aside a, [role=navigation] a").allInnerTexts();
    expect(sections.join(" ")).toMatch(
      /Tokens[^]*Profiles[^]*Connections[^]*Renewals[^]*Incidents[^]*Events[^]*Grants/,
    );
  },
);
