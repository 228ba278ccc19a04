import { parseCLI, startVitest } from "vitest/node";
import { ensureWebBuilt } from "#server/web-dist.ts";
import { ensureChromium } from "./chromium-install.ts";
import { closingLine, countOutcome, type Outcome } from "./closing-line.ts";

/**
 * `npm test`: makes sure of what the tests need, then runs them. Arguments go to Vitest: `npm test -- core -t Secret`.
 * Always ends with a line `N passed, N failed, N skipped`, alone.
 */
const say = (line: string) => console.log(`· ${line}`);

async function prepare(): Promise<void> {
  say(`Chromium: ${ensureChromium(say)}`);
  say("the real PDS (the first time it is installed, which takes a while)");
  const { ensurePdsInstalled } = await import("./pds.ts");
  await ensurePdsInstalled();
  say("the web app");
  say((await ensureWebBuilt()) ? "the web app was built" : "the web app is up to date");
}

async function runTests(args: readonly string[]): Promise<Outcome> {
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const vitest = await startVitest(filter, { ...options, watch: false, run: true });
  await vitest.close();
  const outcome = countOutcome(vitest);
  const nothingRan = outcome.passed + outcome.failed === 0;
  return nothingRan ? { ...outcome, failed: 1 } : outcome; // a filter that matches no test is a mistake, not a success
}

async function main(): Promise<Outcome> {
  try {
    await prepare();
  } catch (error) {
    console.error(`\nThe tests cannot run: ${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return runTests(process.argv.slice(2));
}

const outcome = await main();
process.stdout.write(`\n${closingLine(outcome)}\n`, () => process.exit(outcome.failed > 0 ? 1 : 0));
