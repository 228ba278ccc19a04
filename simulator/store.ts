import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { SavedState } from "./stage.ts";

/** Keeps the state in a file, soon after each change and at the latest when closed. */
export interface Store {
  touch(): void;
  close(): Promise<void>;
}

/** Reads the state file; null when there is none yet. A file that is no state of ours is refused with its name. */
export async function readState(file: string): Promise<SavedState | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const saved: unknown = JSON.parse(text);
  if (!isSavedState(saved)) throw new Error(`${file} does not hold the simulator's state.`);
  return saved;
}

const isSavedState = (value: unknown): value is SavedState =>
  typeof value === "object" && value !== null && "version" in value && value.version === 1;

/** Starts keeping. Writes to a file beside and renames it, so a crash leaves the old state or the new one. */
export function createStore(file: string, snapshot: () => SavedState): Store {
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const write = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(snapshot()), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  const queue = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  };
  return {
    // Many changes come together: one file for all of them. A write that fails ends the process, loudly.
    touch() {
      if (closed) return;
      timer ??= setTimeout(() => void queue(), 150);
    },
    close() {
      closed = true;
      return queue();
    },
  };
}
