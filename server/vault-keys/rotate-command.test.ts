import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { openKeyFile } from "../platform/key-ring.ts";

vi.setConfig({ testTimeout: 120_000 }); // whole programs are started

const main = join(import.meta.dirname, "../main.ts");

async function rotate(env: Record<string, string>): Promise<string> {
  const run = promisify(execFile)(process.execPath, [main, "--rotate-keys"], { env: { ...process.env, ...env } });
  const { stdout, stderr } = await run.catch((failure: { stdout: string; stderr: string }) => failure);
  return stdout + stderr;
}

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("the operator makes a new key with one command; the older ones stay and open what they sealed", async () => {
  const folder = dataFolder();
  const before = openKeyFile(folder).map((key) => key.id);
  const said = await rotate({ LATCHKEY_DATA: folder });
  const after = openKeyFile(folder).map((key) => key.id);
  expect(after.slice(1)).toEqual(before);
  expect(said).toContain(`Key ${after[0]} is in the key file; 1 older stay`);
});

test("where there is no key file, or the environment gives the keys, it says so in a sentence and makes nothing", async () => {
  const folder = dataFolder();
  expect(await rotate({ LATCHKEY_DATA: folder })).toContain("there is no key file");
  expect(await rotate({ LATCHKEY_DATA: folder, LATCHKEY_KEYS: `old:${"A".repeat(43)}` })).toContain("LATCHKEY_KEYS");
  expect(() => openKeyFile(folder)).not.toThrow();
});
