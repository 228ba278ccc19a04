import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "..");
const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, "bench", "run.ts"), ...args], { cwd: root, encoding: "utf8" });

const figure = z.strictObject({
  name: z.string(),
  value: z.number().positive(),
  unit: z.string(),
  vs: z.strictObject({ what: z.string(), value: z.number().positive(), ratio: z.number().positive() }),
});

test("every benchmark runs at its smallest and prints one JSON object a line", { timeout: 180_000 }, () => {
  const { stdout, stderr, status } = bench("--json", "--smallest");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const figures = stdout
    .trim()
    .split("\n")
    .map((line) => figure.parse(JSON.parse(line)));
  expect(new Set(figures.map(({ name }) => name.split("/")[0]))).toEqual(
    new Set(["token-read", "sweep", "drain", "refresh", "vault", "picker", "save"]),
  );
});

test("a benchmark that does not exist is refused with the names of those that do", () => {
  const { stderr, status } = bench("tokens");
  expect(status).toBe(1);
  expect(stderr).toContain(
    "there is no benchmark tokens; there are token-read, steady-read, sweep, drain, refresh, vault, picker, save",
  );
});
