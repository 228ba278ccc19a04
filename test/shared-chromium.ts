import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium, type TestBrowser } from "./chromium.ts";

/** One Chromium for all tests of a file. Each test takes windows of its own and closes them: `await using chromium = windows();`. */
export function sharedChromium(): () => TestBrowser {
  let chromium: TestBrowser;
  beforeAll(async () => {
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium[Symbol.asyncDispose]();
  });
  return () => {
    const opened: BrowserContext[] = [];
    return {
      browser: chromium.browser,
      open: async (look) => {
        const context = await chromium.open(look);
        opened.push(context);
        return context;
      },
      [Symbol.asyncDispose]: async () => {
        for (const context of opened) await context.close();
      },
    };
  };
}
