import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Runs Vitest on these files in a process of its own, below our folder so that `vitest` itself is found. */
function countsOf(files: Record<string, string>): unknown {
  const parent = join(import.meta.dirname, "../node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  const root = mkdtempSync(join(parent, "closing-line-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const program = `
      import { startVitest } from "vitest/node";
      import { countOutcome } from ${JSON.stringify(join(import.meta.dirname, "closing-line.ts"))};
      const include = ["*.test.js"], exclude = [];
      const vitest = await startVitest([], { root: ${JSON.stringify(root)}, config: false, watch: false, include, exclude, reporters: [] });
      await vitest.close();
      process.stdout.write("\\n" + JSON.stringify(countOutcome(vitest)), () => process.exit(0));`;
    const args = ["--input-type=module", "-e", program];
    const env = { PATH: process.env["PATH"] };
    const said = execFileSync(process.execPath, args, { encoding: "utf8", env, cwd: join(import.meta.dirname, "..") });
    return JSON.parse(said.trim().split("\n").at(-1) ?? "");
  } finally {
    rmSync(root, { recursive: true });
  }
}

const head = 'import { test, describe, beforeAll } from "vitest";\n';

test("passes, failures, skips, todos, and whatever breaks outside of a test are counted", () => {
  const counts = countsOf({
    "mixed.test.js": `${head} test("a", () => {}); test("b", () => { throw new Error("no") }); test.skip("c", () => {}); test.todo("d");`,
    "does-not-load.test.js": `${head} throw new Error("broken");`,
    "syntax.test.js": "this is no program",
    "hook.test.js": `${head} describe("x", () => { beforeAll(() => { throw new Error("no") }); test("never runs", () => {}); });`,
    "unhandled.test.js": `${head} test("e", () => { void Promise.reject(new Error("nobody listens")); });`,
  });
  // Failed: b, the two files that do not load, the file whose hook fails, the rejection. Skipped: c, d, "never runs".
  expect(counts).toEqual({ passed: 2, failed: 5, skipped: 3 });
});
