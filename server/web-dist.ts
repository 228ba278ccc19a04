import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** The web app cannot be served; the message is one sentence for the operator. */
export class WebDistError extends Error {
  override readonly name = "WebDistError";
}

const root = join(import.meta.dirname, "..");
/** Where the built web app is. */
export const webDist = join(root, "web", "dist");

export interface WebPlace {
  /** The folder with `index.html`; the app is built into `dist` below it. */
  readonly web: string;
  /** All that the app is made from. */
  readonly sources: readonly string[];
}

const ours: WebPlace = { web: join(root, "web"), sources: [join(root, "web"), join(root, "sdk")] };
const notSources = new Set(["dist", "node_modules"]);

/**
 * Builds the web app when it is missing or older than its sources; says whether it did. An image without the build
 * tool serves what was built into it. Throws `WebDistError` when there is neither.
 */
export async function ensureWebBuilt({ web, sources }: WebPlace = ours): Promise<boolean> {
  const dist = join(web, "dist");
  const builtAt = newest([join(dist, "index.html")]);
  if (builtAt >= newest(sources)) return false;
  const vite = await loadVite();
  if (!vite && builtAt > 0) return false;
  if (!vite) throw new WebDistError("the web app is not built and the build tool is not installed; run npm ci first");
  // Built beside and then moved into place, so that whoever is being served meanwhile keeps a whole app.
  const [draft, old] = [`${dist}-draft-${process.pid}`, `${dist}-old-${process.pid}`];
  try {
    await vite.build({ root: web, logLevel: "warn", build: { outDir: draft, emptyOutDir: true } });
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(draft, dist);
  } finally {
    for (const path of [draft, old]) rmSync(path, { recursive: true, force: true });
  }
  return true;
}

async function loadVite() {
  try {
    return await import("vite");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The latest change among these files and all below these folders, in ms; 0 when there is nothing. */
function newest(paths: readonly string[]): number {
  return Math.max(0, ...paths.map(changedAt));
}

function changedAt(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => !notSources.has(name) && !name.startsWith("dist-"));
  return newest(names.map((name) => join(path, name)));
}
