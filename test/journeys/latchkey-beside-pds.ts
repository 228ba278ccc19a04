import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { assemble, keepAppsOf } from "#server/assemble.ts";
import { readConfig } from "#server/config.ts";
import { systemClock } from "#server/platform/clock.ts";
import { openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";
import { ensureWebBuilt } from "#server/web-dist.ts";
import type { World } from "#server/world.ts";
import type { RealPds } from "../pds.ts";
import { freshDatabase } from "../postgres.ts";
import { freePort } from "../free-port.ts";

export const mira = { name: "Mira Solberg", email: "mira@northwind.example", password: "correct horse battery" };

/** The whole product as `npm start` runs it with no variable set, web app and worker, with a real PDS for Bluesky. */
export interface LatchkeyBesidePds extends AsyncDisposable {
  readonly world: World;
  readonly url: string;
  /** A GET with an API key of the workspace. */
  get<T>(path: string): Promise<T>;
  profile(id: string): Promise<contract.ProfileDetail>;
  timeline(id: string): Promise<contract.TimelineEvent[]>;
  /** Every call on the profile's behalf, newest first, as `POST <path> <status>`. */
  calls(id: string): Promise<string[]>;
  logged(): string;
}

export async function latchkeyBesidePds(pds: RealPds): Promise<LatchkeyBesidePds> {
  await buildWeb();
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), "latchkey-journey-"));
  const given = readConfig({ LATCHKEY_PORT: String(await freePort()), LATCHKEY_SWEEP_SECONDS: "1" });
  const lines: string[] = [];
  const { world, people, url, close } = await assemble({
    config: { ...given, dataFolder, outsideHosts: hostsAt(pds) },
    databaseUrl: database.url,
    networks,
    clock: systemClock,
    random: systemRandom,
    log: openLog({ level: "debug", to: { write: (line) => void lines.push(line) } }),
    checkAnswers: true,
  });
  await keepAppsOf(world, {});
  const ids = await people.seedPerson({ workspaceName: "Northwind Coffee", ...mira });
  const { key } = await people.createApiKey({ ...ids, name: "Tests" });
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    world,
    url: given.url,
    get,
    profile: (id) => get(`/v1/profiles/${id}`),
    timeline: async (id) => (await get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events`)).items,
    calls: async (id) =>
      (await get<contract.Page<contract.NetworkCall>>(`/v1/profiles/${id}/calls?limit=100`)).items.map(
        ({ method, address, status }) => `${method} /${address.split("/").slice(1).join("/")} ${status}`,
      ),
    logged: () => lines.join(""),
    [Symbol.asyncDispose]: async () => {
      await close();
      await database[Symbol.asyncDispose]();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

/** As for real: the test runner has set NODE_ENV, by which Vite would build for development. */
async function buildWeb(): Promise<void> {
  const mode = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    await ensureWebBuilt();
  } finally {
    process.env["NODE_ENV"] = mode;
  }
}

/** Where the directory of accounts and the resolver of handles are, when they are the test's own; and the PDS, which no guard lets pass on this machine. */
export const hostsAt = (pds: RealPds) => ({
  "plc.directory": pds.plcUrl,
  "public.api.bsky.app": pds.url,
  [new URL(pds.url).host]: pds.url,
});
