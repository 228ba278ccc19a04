import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./test/slowest-first.ts";

/** Where compiled files are kept: a program that a test starts is up a second sooner. */
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules", ".cache", "compiled");

export default defineConfig({
  test: {
    include: ["{core,networks,server,simulator,sdk,web,test,bench,chaos,docs}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/pds/**"],
    globalSetup: ["test/postgres-setup.ts"],
    // Files share their worker, for nothing here keeps state in modules: each file would load the product anew.
    isolate: false,
    // Node runs the files as they are, here as in production.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Browsers, PDSes and child processes run beside the workers, so not every core gets one.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    // Of one file only the chaos scenarios run at the same time: each is several processes that mostly wait.
    maxConcurrency: 3,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
