import type * as contract from "#sdk/contract.ts";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import type { Browser } from "./browser.ts";
import { testWorld, type TestWorld, type TestWorldOptions } from "./world.ts";

/** A world with Mastodon's two simulated servers; whoever has no account of another name has one of their own at both. */
export interface Fediverse extends TestWorld {
  readonly mastodonSide: Control;
  /** Connects what this person has at that server; answers the handle. */
  connectAt(server: string, person: string, browser?: Browser): Promise<string>;
  /** The simulated registration of ours at that server; undefined before the first visit. */
  appAt(server: string): Promise<string | undefined>;
  /** A profile by its handle: the same name may be at two servers. */
  at(handle: string): Promise<contract.Profile>;
}

export const big = "northwind.social";
export const small = "coffee.example";

export const handleAt = (server: string, person: string): string => `@${person.replaceAll("-", "_")}@${server}`;

export async function fediverse(scenario: Scenario, options: TestWorldOptions = {}): Promise<Fediverse> {
  const t = await testWorld(options);
  const mastodonSide = createControl(t.simulatorUrl, "mastodon");
  await mastodonSide.load(scenario);
  return Object.assign(t, {
    mastodonSide,
    connectAt: async (server: string, person: string, browser: Browser = t.mira) => {
      const started = await browser.post<contract.Started>("/v1/connections", {
        network: "mastodon",
        identifier: server,
      });
      await finishConnecting(t, browser, started, person);
      return handleAt(server, person);
    },
    appAt: async (server: string) => {
      const { apps } = await mastodonSide.networkState();
      return apps.findLast((app) => app.configurations[0]?.id === server)?.id;
    },
    at: async (handle: string) => {
      const all = "/v1/profiles?network=mastodon&limit=200";
      const found = (await t.get<contract.Page<contract.Profile>>(all)).items.find((one) => one.handle === handle);
      if (!found) throw new Error(`no ${handle} is connected`);
      return found;
    },
  });
}

/** Through the consent, and everything that it reaches is added. */
export async function finishConnecting(
  t: TestWorld,
  browser: Browser,
  started: contract.Started,
  person: string,
): Promise<void> {
  await browser.walk(started.url, { email: `${person}@people.example`, password: "password" });
  await t.settle();
  const id = started.connectionId ?? "";
  const { items } = await browser.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates?limit=200`);
  const remoteIds = items.filter((one) => one.unusable === null).map((one) => one.remoteId);
  await browser.post(`/v1/connections/${id}/profiles`, { remoteIds });
  await t.settle();
}
