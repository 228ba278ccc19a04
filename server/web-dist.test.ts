import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureWebBuilt } from "./web-dist.ts";

test("the web app is built when it is missing or older than its sources, and not otherwise", async () => {
  const web = mkdtempSync(join(tmpdir(), "latchkey-web-"));
  const sdk = join(web, "..", `${web.split("/").at(-1)}-sdk`);
  mkdirSync(sdk);
  try {
    const place = { web, sources: [web, sdk] };
    const built = () => readFileSync(join(web, "dist", "index.html"), "utf8");
    writeFileSync(join(web, "index.html"), "<h1>first</h1>");
    expect(await ensureWebBuilt(place)).toBe(true);
    expect(built()).toContain("first");
    expect(await ensureWebBuilt(place)).toBe(false);

    writeFileSync(join(web, "index.html"), "<h1>second</h1>");
    const later = new Date(Date.now() + 5000);
    utimesSync(join(web, "index.html"), later, later);
    expect(await ensureWebBuilt(place)).toBe(true);
    expect(built()).toContain("second");
    expect(readdirSync(web).toSorted()).toEqual(["dist", "index.html"]);

    utimesSync(join(web, "dist", "index.html"), later, later);
    expect(await ensureWebBuilt(place)).toBe(false);
    const muchLater = new Date(Date.now() + 10_000);
    writeFileSync(join(sdk, "client.ts"), "");
    utimesSync(join(sdk, "client.ts"), muchLater, muchLater);
    expect(await ensureWebBuilt(place)).toBe(true);
  } finally {
    for (const path of [web, sdk]) rmSync(path, { recursive: true });
  }
});
