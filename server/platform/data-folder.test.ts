import { execFile } from "node:child_process";
import { mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { openKeyFile } from "./key-ring.ts";
import { dataFolderTrouble } from "./data-folder.ts";

const folder = "/srv/latchkey";
const refused = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: refused`), { code, ...(path === undefined ? {} : { path }) });

function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "latchkey-data-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test.each([
  ["EACCES", "this user may not write there"],
  ["EROFS", "read-only"],
  ["ENOSPC", "disk is full"],
  ["ENOTDIR", "a file, not a folder"],
  ["EEXIST", "a file stands in its place"],
])("R8 %s at the log, the keys, the sign-in secret or the folder itself is one sentence: …%s", (code, reason) => {
  const paths = ["postgres.log", "keys.json.0a1b", "auth-secret.0a1b", "postgres.draft-1.password", ""];
  for (const path of [...paths.map((name) => join(folder, name)), "/srv"]) {
    const sentence = dataFolderTrouble(refused(code, path), folder);
    expect(sentence).toMatch(/^the data folder \/srv\/latchkey cannot be written \([A-Z]+\): .+ LATCHKEY_DATA$/);
    expect(sentence).toContain(reason);
    expect(sentence).not.toContain("\n");
  }
});

test("an error of another place, or of another kind, is no trouble of the folder", () => {
  expect(dataFolderTrouble(refused("EACCES", "/srv/latchkey-other/x"), folder)).toBeUndefined();
  expect(dataFolderTrouble(refused("ENOENT", join(folder, "x")), folder)).toBeUndefined();
  expect(dataFolderTrouble(refused("EACCES"), folder)).toBeUndefined();
  expect(dataFolderTrouble(new Error("a bug"), folder)).toBeUndefined();
  expect(dataFolderTrouble("a bug", folder)).toBeUndefined();
});

test("a full disk names no file, and a folder behind a link is the same folder", () => {
  expect(dataFolderTrouble(refused("ENOSPC"), folder)).toContain("disk is full");
  const real = newFolder();
  const link = join(newFolder(), "link");
  symlinkSync(real, link);
  expect(dataFolderTrouble(refused("EROFS", join(real, "postgres.log")), link)).toContain(`the data folder ${link}`);
});

test("the real errors of Node are understood: a file in the folder's place, and one above it", () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  for (const place of [file, join(file, "deeper")]) {
    let error: unknown;
    try {
      openKeyFile(place);
    } catch (thrown) {
      error = thrown;
    }
    expect(dataFolderTrouble(error, place)).toContain(`the data folder ${place} cannot be written`);
  }
  expect(() => openSync(join(file, "x"), "a")).toThrow("ENOTDIR");
});

test("R8 the start says so in that sentence alone", { timeout: 120_000 }, async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  const main = join(import.meta.dirname, "../main.ts");
  const env = { ...process.env, LATCHKEY_ROLES: "worker", LATCHKEY_DATA: file };
  const starting = promisify(execFile)(process.execPath, [main], { env: { ...env, DATABASE_URL: "" } });
  const failure = await starting.catch((error: { stderr: string }) => error);
  expect(failure.stderr).toBe(
    `Latchkey does not start: the data folder ${file} cannot be written (EEXIST): a file stands in its place; make room or give it to this user, or choose another folder with LATCHKEY_DATA\n`,
  );
});
