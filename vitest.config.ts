import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,networks,server,simulator,sdk,web,test}/**/*.test.ts", "web/**/*.test.tsx"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/pds/**"],
    globalSetup: ["test/postgres-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
