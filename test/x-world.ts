import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import { sample } from "#networks/x/simulated/sample.ts";
import type * as contract from "#sdk/contract.ts";
import { keepApp } from "#server/apps/apps.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { testWorld, type TestWorld, type TestWorldOptions } from "./world.ts";

const [sampleApp] = sample.apps ?? [];
export const xApp = { clientId: sampleApp?.id ?? "", clientSecret: sampleApp?.secret ?? "" };
/** Anna's login at the simulated X; she has three accounts there. */
export const annaAtX = { email: "anna@northwind.example", password: "coffee" };

export interface XWorld extends TestWorld {
  readonly xSide: Control;
}

export interface XWorldOptions extends TestWorldOptions {
  /** The accounts that Anna connects at the beginning. */
  readonly accounts?: readonly string[];
  readonly monthlyReads?: number;
}

/** Latchkey with an app at the simulated X, where Anna has connected some of her accounts. */
export async function xWorld({ accounts = [], monthlyReads, ...options }: XWorldOptions = {}): Promise<XWorld> {
  const t = await testWorld({ networks, ...options });
  const xSide = createControl(t.simulatorUrl, "x");
  const redirectUris = [`${t.url}/v1/oauth/callback`];
  await xSide.load({
    ...sample,
    apps: [{ name: "Latchkey", id: xApp.clientId, secret: xApp.clientSecret, redirectUris }],
  });
  const settings = monthlyReads === undefined ? {} : { monthlyReads: String(monthlyReads) };
  await keepApp(t.world, {
    network: "x",
    clientId: xApp.clientId,
    clientSecret: Secret.of(xApp.clientSecret),
    settings,
  });
  const world = Object.assign(t, { xSide });
  for (const name of accounts) await connectAtX(world, name);
  return world;
}

/** One consent is one account. */
export async function connectAtX(t: TestWorld, name: string): Promise<void> {
  const flow = await t.mira.beginConnecting({ ...annaAtX, pages: [name] }, "x");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
}

/** What X itself has charged for these accounts, counted there. */
export async function chargesAtX({ xSide }: XWorld, names: readonly string[]): Promise<number[]> {
  const charges = names.map(async (name) => Number((await xSide.findPage(name)).notes["charges"] ?? 0));
  return Promise.all(charges);
}
