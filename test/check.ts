import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./source-files.ts";

/** `npm run check`: everything that can be said of the code without running it. All of it runs, then the verdict. */
interface Check {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const projects = ["tsconfig.json", "web/tsconfig.json", "sdk/tsconfig.json"].filter((path) =>
  existsSync(join(root, path)),
);

const checks: readonly Check[] = [
  ...projects.map((path) => ({ name: `types (${path})`, program: "tsc", args: ["--noEmit", "-p", path] })),
  { name: "lint", program: "oxlint", args: ["--type-aware"] },
  { name: "format", program: "oxfmt", args: ["--check"] },
  { name: "unused code", program: "knip", args: [] },
  {
    name: "the house and what is written from the code",
    program: "vitest",
    args: ["run", "test/house.test.ts", "docs/docs.test.ts"],
  },
];

function passes({ name, program, args }: Check): boolean {
  console.log(`\n── ${name}`);
  const bin = join(root, "node_modules", ".bin", program);
  return spawnSync(bin, args, { cwd: root, stdio: "inherit" }).status === 0;
}

const failed = checks.filter((check) => !passes(check)).map(({ name }) => name);
console.log(failed.length === 0 ? "\nEverything is in order." : `\nNot in order: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
