import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./chromium.ts";

/** The browser tests cannot run; the message is one sentence that says what to do. */
export class NoChromiumError extends Error {
  override readonly name = "NoChromiumError";
}

/** Finds Chromium, or installs Debian's when that is possible here; returns the path of the program. */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  const given = process.env["LATCHKEY_CHROMIUM"];
  if (given) throw new NoChromiumError(`LATCHKEY_CHROMIUM is ${given}, but no file is there`);
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new NoChromiumError(
      "the browser tests need Chromium: install it (Debian: sudo apt-get install chromium), or set LATCHKEY_CHROMIUM to its program",
    );
  }
  say("no Chromium here: installing Debian's, which takes a minute or two");
  apt(["update"]);
  apt(["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
  const installed = findChromium();
  if (!installed) throw new NoChromiumError("Debian's chromium was installed, but its program is not to be found");
  return installed;
}

function apt(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync("apt-get", ["-q", ...args], { stdio: ["ignore", "inherit", "inherit"], env });
  if (done.status === 0) return;
  throw new NoChromiumError(`apt-get ${args[0]} failed; install Chromium by hand, or set LATCHKEY_CHROMIUM`);
}
