import { Secret } from "#core/secret.ts";
import type { Network } from "#networks/network.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { redirectUri } from "../http/paths.ts";
import { mostAMonth } from "#core/paid-reads.ts";
import { keepApp } from "../apps/apps.ts";
import { registrationsOf } from "../apps/registrations.ts";
import type { World } from "../world.ts";
import { connect } from "./connect.ts";

interface Place {
  readonly world: World;
  readonly simulatorUrl: string;
  readonly workspaceId: string;
}

/** Connects what a simulated network brings as its own sample: a new network is in the demo without a word about it here. */
export async function seedSample(place: Place, network: Network): Promise<void> {
  const control = createControl(place.simulatorUrl, network.about.id);
  await control.loadSample();
  const way = await enterApp(place.world, network, control);
  const { people, pages } = await control.networkState();
  for (const { id, email, password } of people) {
    const theirs = pages.filter((page) => id in page.members && page.notes["unconnected"] !== true);
    if (network.about.identifier) {
      for (const { name, username, notes } of theirs)
        await connect({
          ...place,
          network: network.about.id,
          identifier: typeof notes["server"] === "string" ? notes["server"] : username,
          visit: { email, password, pages: [name] },
        });
      continue;
    }
    const wish = { ...place, network: network.about.id, ...(way === undefined ? {} : { way }) };
    const found = await connect({ ...wish, visit: { email, password } });
    // Where a login is one account (TikTok), a person with several goes through the consent once for each.
    for (const { name, username } of found.length === 1 ? theirs.filter((one) => one.name !== found[0]) : [])
      await connect({ ...wish, visit: { email, password, pages: [name], account: username } });
  }
}

/** The simulated operator registers the redirect and the callbacks there, and enters the app here. */
export async function enterApp(world: World, network: Network, control: Control): Promise<string | undefined> {
  const { id } = network.about;
  if (isRegisteredNowhere(network)) {
    await keepApp(world, { network: id, clientId: "", clientSecret: undefined, settings: {} });
    return undefined;
  }
  const {
    apps: [app],
    pages,
  } = await control.networkState();
  if (!app) throw new Error(`the sample of ${network.about.name} has no app`);
  const [hook] = Object.keys(network.hooks ?? {});
  await control.updateApp({
    app: app.id,
    redirectUris: [redirectUri(world)],
    ...(hook === undefined ? {} : { deauthorizeUrl: `${world.config.url}/v1/networks/${id}/hooks/${hook}` }),
  });
  // Where our app registers itself at each server there is nothing to enter.
  if (network.servers) return undefined;
  const [registration] = registrationsOf(network);
  const instance = registration?.instance ?? "";
  const { paidReads } = network.policy;
  await keepApp(world, {
    network: id,
    instance,
    clientId: app.id,
    clientSecret: Secret.of(app.secret),
    settings: paidReads ? { [paidReads.budget]: String(mostAMonth(pages.length)) } : {},
  });
  return instance === "" ? undefined : instance;
}

/** A network that asks the operator for nothing (Bluesky): clients are known there by their own address. */
export const isRegisteredNowhere = (network: Network): boolean =>
  network.servers === undefined &&
  registrationsOf(network).every(({ settings }) => settings.every((setting) => !setting.required));
