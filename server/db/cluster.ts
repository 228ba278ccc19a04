import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { findRunner, type Runner } from "./os-user.ts";
import { type Binaries, findBinaries } from "./postgres-binaries.ts";

/** The files of one embedded PostgreSQL: `<data folder>/postgres`, made on the first start. */
export interface Cluster {
  readonly folder: string;
  readonly logPath: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly runner: Runner;
}

/** What PostgreSQL writes into `postmaster.pid` while it runs. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  /** `ready` once it takes connections; otherwise it is on its way up or down. */
  readonly status: string;
}

/** The embedded PostgreSQL does not come up; the message is for the operator and ends with PostgreSQL's own words. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}

export const SUPERUSER = "latchkey";
const PASSWORD_FILE = "latchkey-password";
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Finds the cluster of a data folder; makes it when there is none. `durable: false` is for tests: it skips fsync. */
export async function openCluster(dataFolder: string, { durable }: { durable: boolean }): Promise<Cluster> {
  if (process.platform === "win32") throw new Error("there is no embedded PostgreSQL on Windows; set DATABASE_URL");
  // Passable for PostgreSQL's own user, but not listable: the keys are in here too.
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const home = realpathSync(dataFolder);
  const binaries = await findBinaries();
  const runner = findRunner(binaries, home);
  const folder = join(home, "postgres");
  if (!existsSync(folder)) create(folder, { binaries, runner, durable });
  const password = readFileSync(join(folder, PASSWORD_FILE), "utf8").trim();
  return { folder, logPath: join(home, "postgres.log"), password, binaries, runner };
}

interface Making {
  readonly binaries: Binaries;
  readonly runner: Runner;
  readonly durable: boolean;
}

/** Made under another name and moved into place whole, password and all: a start that is cut off leaves nothing half. */
function create(folder: string, { binaries, runner, durable }: Making): void {
  const draft = `${folder}.draft-${randomBytes(6).toString("hex")}`;
  const passwordPath = `${draft}.password`;
  try {
    writeFileSync(passwordPath, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
    mkdirSync(draft, { mode: 0o700 });
    if (runner.owner) for (const path of [draft, passwordPath]) chownSync(path, runner.owner.uid, runner.owner.gid);
    initialize(draft, passwordPath, { binaries, runner, durable });
    renameSync(passwordPath, join(draft, PASSWORD_FILE));
    renameSync(draft, folder);
  } catch (error) {
    // Another starter was faster; what it made is as good as ours.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  } finally {
    for (const path of [draft, passwordPath]) rmSync(path, { recursive: true, force: true });
  }
}

function initialize(draft: string, passwordPath: string, { binaries, runner, durable }: Making): void {
  // The built-in locale sorts the same on every machine and through every upgrade of the system's C library.
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${SUPERUSER}`, `--pwfile=${passwordPath}`, "--auth=scram-sha-256"];
  const { file, args, options } = runner.command(binaries.initdb, [
    `--pgdata=${draft}`,
    ...locale,
    ...access,
    ...(durable ? [] : ["--no-sync"]),
  ]);
  const made = spawnSync(file, args, { ...options, cwd: "/", encoding: "utf8" });
  if (made.status === 0) return;
  throw new EmbeddedError(`PostgreSQL could not make its files: ${made.stderr?.trim() || made.error?.message}`);
}

/** Starts the server on `port`; resolves when it has ended, never rejects. It outlives us unless it is told to stop. */
export function spawnServer(cluster: Cluster, port: number, settings: Readonly<Record<string, string>>) {
  const all = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = cluster.runner.command(cluster.binaries.postgres, ["-D", cluster.folder, ...flags]);
  const log = openLogFile(cluster.logPath);
  // A session of its own: Ctrl-C in the terminal reaches every process of ours, and PostgreSQL has to outlast our calls.
  const child = spawn(file, args, { ...options, cwd: "/", detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return { ended };
}

function openLogFile(path: string): number {
  if (existsSync(path) && statSync(path).size > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

/** The last lines of PostgreSQL's own log, for an error message. */
export function logTail({ logPath }: Cluster): string {
  return existsSync(logPath) ? readFileSync(logPath, "utf8").trim().split("\n").slice(-6).join("\n") : "";
}

/** `undefined` when PostgreSQL has left none, or is just writing it. */
export function readPidFile({ folder }: Cluster): PidFile | undefined {
  const path = join(folder, "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const lines = readText(path).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 ? { pid, port: port || 0, status: (lines[7] ?? "").trim() } : undefined;
}

/** Says whether this process is the server of this cluster, rather than a stranger that got its old number. */
export function isServer(pid: number, { folder }: Cluster): boolean {
  const line = commandLine(pid);
  return line.includes(`-D ${folder} `);
}

/** Belongs to nobody: beyond what Linux and macOS hand out. */
const NO_PID = "2147483647";

/**
 * For a `postmaster.pid` whose number now belongs to a stranger: PostgreSQL would refuse to start because of it. Only
 * the number is struck out. The rest stays, because by its shared memory PostgreSQL tells whether processes of a
 * killed server are still at work on the data (CreateLockFile in miscinit.c, 18.4); the file must never be removed.
 */
export function disownPidFile({ folder }: Cluster): void {
  const path = join(folder, "postmaster.pid");
  const text = readText(path);
  if (text !== "") writeFileSync(path, text.replace(/^\d+/, NO_PID));
}

/** Empty for a process that is gone, or dead and not yet buried by its parent. */
function commandLine(pid: number): string {
  if (process.platform === "linux") return readText(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
}

/** Empty when the file vanished between two looks. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
