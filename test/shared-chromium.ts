import type { BrowserContext } from "playwright-core";
import { launchChromium, type TestBrowser } from "./chromium.ts";

let running: Promise<TestBrowser> | undefined;

/**
 * Windows of the one Chromium that all tests of this process share; they are closed at the end of the `await using`
 * block, and Chromium ends with the process.
 */
export async function openWindows(): Promise<TestBrowser> {
  running ??= launch();
  const { browser, open } = await running;
  const opened: BrowserContext[] = [];
  return {
    browser,
    open: async (look) => {
      const context = await open(look);
      opened.push(context);
      return context;
    },
    [Symbol.asyncDispose]: async () => {
      for (const context of opened) await context.close();
    },
  };
}

async function launch(): Promise<TestBrowser> {
  try {
    const chromium = await launchChromium();
    chromium.browser.once("disconnected", () => (running = undefined));
    return chromium;
  } catch (error) {
    running = undefined;
    throw error;
  }
}
