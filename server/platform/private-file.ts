import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** A file that holds secrets is open to others; the message is one sentence for the operator. */
export class ExposedFileError extends Error {
  override readonly name = "ExposedFileError";
}

/**
 * Makes the file with mode 0600 unless it is there already; says whether it did. The content appears in one step: of
 * two processes that start at once, one makes the file, and the other never reads it half written.
 */
export function createPrivateFile(path: string, content: string): boolean {
  if (existsSync(path)) return false; // in a folder that is mounted read-only, too
  // Others may pass through (as root, PostgreSQL runs under a user of its own and lives in here), but not look around.
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  const draft = writeDraft(path, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Puts new content in the file's place in one step: a reader sees the old or the new, whatever fails in between. */
export function replacePrivateFile(path: string, content: string): void {
  renameSync(writeDraft(path, content), path);
}

/** Reads the file, unless its group or anybody else may read or change it: then throws `ExposedFileError`. */
export function readPrivateFile(path: string): string {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0 && process.platform !== "win32") {
    throw new ExposedFileError(`${path} is open to other users (mode ${mode.toString(8)}); run: chmod 600 ${path}`);
  }
  return readFileSync(path, "utf8");
}

function writeDraft(path: string, content: string): string {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file); // or a power cut could leave an empty key file behind a name that exists
  } finally {
    closeSync(file);
  }
  return draft;
}
