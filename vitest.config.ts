import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What breaks on purpose takes the whole machine: `LATCHKEY_CHAOS=1 npm test -- chaos`. */
const chaos = process.env["LATCHKEY_CHAOS"] ? [] : ["chaos/**"];

export default defineConfig({
  test: {
    include: ["{core,networks,server,simulator,sdk,web,test,bench,chaos,docs}/**/*.test.ts", "web/**/*.test.tsx"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/pds/**", ...chaos],
    globalSetup: ["test/postgres-setup.ts"],
    // Browsers, PDSes and child processes run beside the workers, so not every core gets one.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
