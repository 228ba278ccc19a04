import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macPaths = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The program of an installed Chromium: `LATCHKEY_CHROMIUM`, or the first one found. */
export function findChromium(): string | undefined {
  const given = process.env["LATCHKEY_CHROMIUM"];
  if (given) return existsSync(given) ? given : undefined;
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macPaths].find(existsSync);
}

/** No sandbox: as root it cannot start. The rest keeps it from calling home, which fails slowly without a network, and from preparing windows of its own. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication,PreloadTopChromeWebUI",
  "--font-render-hinting=none",
];

/** A headless browser with a profile of its own; closed at the end of the `await using` block. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** A fresh person: no cookies, no cache. */
  open(look?: Look): Promise<BrowserContext>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly touch?: boolean;
  readonly more?: BrowserContextOptions;
}

/** What a phone shows, for `open`. */
export const phone: Look = { width: 390, height: 844, touch: true };

/** Starts Chromium. `npm test` has made sure that there is one. */
export async function launchChromium(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium is installed; npm test says how to get one");
  const home = mkdtempSync(join(tmpdir(), "latchkey-chromium-"));
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const browser = await chromium.launch({ executablePath, args: flags, env: env as Record<string, string> });
  const forget = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  browser.once("disconnected", forget); // also when it ends with this process
  return {
    browser,
    open: (look = {}) => browser.newContext(contextOptions(look)),
    async [Symbol.asyncDispose]() {
      await browser.close();
      forget();
    },
  };
}

function contextOptions({ width = 1280, height = 800, colorScheme = "light", touch = false, more }: Look) {
  return {
    viewport: { width, height },
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce" as const,
    ...more,
  };
}
