import { execFileSync, spawnSync, type SpawnOptions } from "node:child_process";
import type { Binaries } from "./postgres-binaries.ts";

/** How PostgreSQL's programs are run here: as we are, or, since they refuse to run as root, as a user of their own. */
export interface Runner {
  /** Who has to own the cluster's files; absent when that is us. */
  readonly owner?: Owner;
  command(program: string, args: readonly string[]): Command;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptions, "uid" | "gid" | "env">;
}

/** PostgreSQL cannot be run on this machine as things are; the message is one sentence for the operator. */
export class RunnerError extends Error {
  override readonly name = "RunnerError";
}

const USER = "postgres";
/** Messages in one language and nothing of ours: PostgreSQL has no business with our environment. */
const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };

/** Finds out how PostgreSQL can be run on `folder`. As root it makes the user `postgres` if there is none. */
export function findRunner(binaries: Binaries, folder: string): Runner {
  if (process.getuid?.() !== 0) return { command: (file, args) => ({ file, args, options: { env } }) };
  const owner = findOwner();
  if (reaches(owner, binaries, folder)) {
    return { owner, command: (file, args) => ({ file, args, options: { ...owner, env } }) };
  }
  const through = (program: string, args: readonly string[]): Command => {
    return { file: "setpriv", args: [...throughClosedFolders(owner), program, ...args], options: { env } };
  };
  const trial = through(binaries.postgres, ["--version"]);
  if (spawnSync(trial.file, trial.args, { env }).status === 0) return { owner, command: through };
  throw new RunnerError(
    `PostgreSQL does not run as root, and the user ${USER} has no way into ${folder} or to ${binaries.postgres}; ` +
      "start Latchkey as another user, or set DATABASE_URL",
  );
}

/**
 * Below a folder that only root may enter, such as /root, the user would find neither the programs nor the data. It
 * gets one right of root's along: to pass through and read. `no_setuid_fixup` lets it count for access(2) too, with
 * which PostgreSQL looks for its own programs (capabilities(7); tried with util-linux 2.38 and PostgreSQL 18.4).
 */
function throughClosedFolders({ uid, gid }: Owner): readonly string[] {
  const right = "+dac_read_search";
  const bits = ["--securebits", "+no_setuid_fixup"];
  return [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--inh-caps", right, "--ambient-caps", right, ...bits];
}

function reaches(owner: Owner, binaries: Binaries, folder: string): boolean {
  const trials = [
    [binaries.postgres, ["--version"]],
    ["/bin/sh", ["-c", 'cd "$0"', folder]],
  ] as const;
  return trials.every(([file, args]) => spawnSync(file, args, { ...owner, env, cwd: "/" }).status === 0);
}

function findOwner(): Owner {
  const owner = lookUp();
  if (owner) return owner;
  const home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
  try {
    execFileSync("useradd", ["--system", "--user-group", ...home, USER], { stdio: "pipe", env });
  } catch (error) {
    throw new RunnerError(
      `PostgreSQL does not run as root, and the user ${USER} could not be made for it; ` +
        "start Latchkey as another user, or set DATABASE_URL",
      { cause: error },
    );
  }
  const made = lookUp();
  if (!made) throw new RunnerError(`the user ${USER} was made, but is not there`);
  return made;
}

function lookUp(): Owner | undefined {
  const [uid, gid] = ["-u", "-g"].map((what) => spawnSync("id", [what, USER], { encoding: "utf8", env }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
