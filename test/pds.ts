import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { xrpc } from "./pds/xrpc.ts";

const folder = fileURLToPath(new URL("./pds/", import.meta.url));
const lockFile = `${folder}package-lock.json`;
/** npm writes it last, so it tells a finished install from one that was cut off. */
const installedLockFile = `${folder}node_modules/.package-lock.json`;

/** Somebody who lives on the PDS. */
export interface PdsAccount {
  did: string;
  handle: string;
  email: string;
  password: string;
}

/** A PDS with its PLC directory and OAuth server, as its operator and its people see it. */
export interface RealPds extends AsyncDisposable {
  /** Origin of the PDS, which is its own authorisation server. */
  url: string;
  /** Origin of the PLC directory. */
  plcUrl: string;
  /** Handles must end in `.test`. */
  createAccount(wanted: Omit<PdsAccount, "did">): Promise<PdsAccount>;
  /** Moderation takes the account down. */
  takeDown(did: string): Promise<void>;
  restore(did: string): Promise<void>;
  /** The person switches the account off, and on again. */
  deactivate(account: PdsAccount): Promise<void>;
  activate(account: PdsAccount): Promise<void>;
  deleteAccount(did: string): Promise<void>;
  /** The operator sets another password; the answer is the account with it. */
  changePassword(account: PdsAccount, password: string): Promise<PdsAccount>;
  /** The instance goes down; accounts and sessions are still there after `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** What the PDS fetches from `origin`, such as a client's documents, it finds at `address`. */
  standIn(origin: string, address: string): Promise<void>;
}

/** Installs the PDS (some 450 MB) unless it is there already: for the test runner, before any test starts. */
export async function ensurePdsInstalled(): Promise<void> {
  if (isInstalled()) return;
  process.stdout.write("Installing the Bluesky PDS for the tests (once, about two minutes) …\n");
  const npm = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  const [code] = await once(npm, "exit");
  if (code !== 0) throw new Error(`npm ci in test/pds ended with ${code}.`);
}

/**
 * Starts a PDS of one's own, which ends with the process that asked for it at the latest. Takes about seven seconds.
 * @param hostName makes the PDS call itself `https://<hostName>`, for what a plain http address cannot show; it listens
 *   at `url` all the same
 */
export async function startPds(hostName?: string): Promise<RealPds> {
  if (!isInstalled()) throw new Error("The PDS for the tests is not installed: npm ci in test/pds does it.");
  const script = ["serve.mjs", "0", "0", ...(hostName ? [hostName] : [])];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...script], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, "exit");

  async function answer() {
    const { value, done } = await lines.next();
    if (done) throw new Error("The PDS for the tests ended unasked.");
    return JSON.parse(value) as Record<string, string>;
  }
  async function order(...words: string[]) {
    child.stdin.write(`${words.join(" ")}\n`);
    const { state, reason } = await answer();
    if (state !== "done") throw new Error(`The PDS did not obey “${words.join(" ")}”: ${reason}`);
  }
  async function end() {
    child.stdin.end();
    await exited;
  }

  const { pds, plc, adminPassword } = (await answer()) as { pds: string; plc: string; adminPassword: string };
  return {
    url: pds,
    plcUrl: plc,
    ...acts(pds, adminPassword),
    stop: () => order("stop"),
    start: () => order("start"),
    standIn: (origin, address) => order("stand-in", origin, address),
    [Symbol.asyncDispose]: end,
  };
}

function acts(pds: string, adminPassword: string) {
  const admin = `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`;
  const asAdmin = (method: string, body: object) =>
    xrpc(pds, `com.atproto.admin.${method}`, { body, authorization: admin });
  const moderate = (did: string, takedown: object) =>
    asAdmin("updateSubjectStatus", { subject: { $type: "com.atproto.admin.defs#repoRef", did }, takedown });
  async function asPerson({ did, password }: PdsAccount, method: string, body?: object) {
    const session = await xrpc(pds, "com.atproto.server.createSession", { body: { identifier: did, password } });
    await xrpc(pds, method, {
      ...(body && { body }),
      method: "POST",
      authorization: `Bearer ${String(session["accessJwt"])}`,
    });
  }

  return {
    async createAccount(wanted: Omit<PdsAccount, "did">) {
      const { did } = await xrpc(pds, "com.atproto.server.createAccount", { body: wanted });
      return { ...wanted, did: String(did) };
    },
    takeDown: async (did: string) => void (await moderate(did, { applied: true, ref: "test" })),
    restore: async (did: string) => void (await moderate(did, { applied: false })),
    deactivate: (account: PdsAccount) => asPerson(account, "com.atproto.server.deactivateAccount", {}),
    activate: (account: PdsAccount) => asPerson(account, "com.atproto.server.activateAccount"),
    deleteAccount: async (did: string) => void (await asAdmin("deleteAccount", { did })),
    async changePassword(account: PdsAccount, password: string) {
      await asAdmin("updateAccountPassword", { did: account.did, password });
      return { ...account, password };
    },
  };
}

function isInstalled() {
  return existsSync(installedLockFile) && statSync(installedLockFile).mtimeMs >= statSync(lockFile).mtimeMs;
}
