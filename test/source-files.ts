import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "..");

const rooms = ["core", "networks", "server", "simulator", "sdk", "web", "test", "bench", "chaos", "docs"];
const notOurs = new Set(["node_modules", "dist"]);

/** Every file of the rooms, as paths from the project's folder. */
export function allFiles(): readonly string[] {
  return rooms.flatMap((room) => filesBelow(room));
}

/** Every TypeScript file of the rooms. */
export function sourceFiles(): readonly string[] {
  return allFiles().filter((path) => /\.tsx?$/.test(path));
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (notOurs.has(entry.name) || entry.name.startsWith("dist-")) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** One import of ours; `to` is a path from the project's folder, or the name of a package. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const importLines =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** What a text imports, as it is written. */
export function importsOf(text: string): readonly { readonly target: string; readonly typeOnly: boolean }[] {
  return [...text.matchAll(importLines)].map(([, type, target, dynamic]) => {
    return { target: target ?? dynamic ?? "", typeOnly: type !== undefined };
  });
}

/** What a file imports, its relative and `#room/` paths resolved. */
export function arrowsOf(from: string, text: string = textOf(from)): readonly Arrow[] {
  return importsOf(text).map(({ target, typeOnly }) => ({ from, to: resolveImport(from, target), typeOnly }));
}

function resolveImport(from: string, target: string): string {
  if (target.startsWith("#")) return target.slice(1);
  return target.startsWith(".") ? posix.join(dirname(from), target) : target;
}
