import { realpathSync } from "node:fs";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
  ENOSPC: "its disk is full",
  EDQUOT: "the quota of its disk is used up",
  ENOTDIR: "a part of that path is a file, not a folder",
  EEXIST: "a file stands in its place",
};

/** One sentence for the operator when a first write to the data folder was refused; undefined for every other error. */
export function dataFolderTrouble(error: unknown, folder: string): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code = "", path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const reason = reasons[code];
  const named = [path, dest].filter((one) => one !== undefined);
  // What is refused while a file that is open is written names no path; before the start is over it can be no other folder's.
  const isOurs =
    named.length === 0 ? code === "ENOSPC" || code === "EDQUOT" : named.some((one) => isWithin(folder, one));
  if (reason === undefined || !isOurs) return undefined;
  return `the data folder ${folder} cannot be written (${code}): ${reason}; make room or give it to this user, or choose another folder with LATCHKEY_DATA`;
}

/** Or above it: a folder is made with all that lead to it. */
function isWithin(folder: string, path: string): boolean {
  return [folder, real(folder)].some((place) => isBelow(place, path) || isBelow(path, place));
}

function isBelow(place: string, path: string): boolean {
  return path === place || path.startsWith(place.endsWith("/") ? place : `${place}/`);
}

/** The embedded PostgreSQL works with the path behind links. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // it is not there yet, so there is no other path to it
  }
}
