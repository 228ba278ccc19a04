import { AppError } from "#core/app-error.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import type { AppCredentials, Network } from "#networks/network.ts";
import {
  findApp,
  findAppById,
  findApps,
  findAppTogether,
  replaceApp,
  saveApp,
  secretBinding,
  type AppRow,
  type StoredApp,
} from "../store/apps.ts";
import type { World } from "../world.ts";

/** An app with its secret opened, for the length of one use. */
export interface OpenApp {
  readonly id: string;
  readonly health: "well" | "rejected";
  readonly credentials: AppCredentials;
}

export interface AppEntry {
  readonly network: string;
  /** The way in, or the server; left out where the network has one app. */
  readonly instance?: string;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly fromEnvironment?: boolean;
}

type Keeping = Pick<World, "db" | "vault" | "clock" | "random">;

/** Keeps what the operator entered; a changed secret takes effect with the next call. */
export async function keepApp(world: Keeping, entry: AppEntry): Promise<void> {
  await saveApp(world.db, sealedApp(world, entry));
}

/** Keeps an app in place of the earlier one, if there is any, which stays for the logins that were given to it. */
export async function keepInstead(world: Keeping, entry: AppEntry): Promise<void> {
  await replaceApp(world.db, sealedApp(world, entry));
}

function sealedApp(world: Keeping, entry: AppEntry): AppRow {
  const now = world.clock.now();
  const { network, instance = "" } = entry;
  const sealed = entry.clientSecret ? world.vault.seal(entry.clientSecret, secretBinding(network)) : null;
  return {
    id: newId("app", now, world.random.bytes(13)),
    network,
    instance,
    clientId: entry.clientId,
    clientSecretSealed: sealed,
    settings: { ...entry.settings },
    fromEnvironment: entry.fromEnvironment ?? false,
    now,
  };
}

/** The app to begin a new dance with; of several ways in the wanted one, else the first that is set up. Throws `not_ready` when there is none. */
export async function requireApp(
  world: Pick<World, "db" | "vault">,
  network: Network,
  instance?: string,
): Promise<OpenApp> {
  const app =
    instance === undefined
      ? (await appsOf(world, network))[0]
      : await findApp(world.db, { network: network.about.id, instance });
  if (!app)
    throw new AppError(
      "not_ready",
      `${network.about.name} is not set up here yet. The operator enters the app's client id and secret first.`,
    );
  return open(world, app);
}

/** What the operator has entered for a network, in the order of its ways in. */
export async function appsOf(world: Pick<World, "db">, network: Network): Promise<readonly StoredApp[]> {
  const apps = await findApps(world.db, network.about.id);
  if (network.servers) return apps;
  const order = network.about.ways?.map((way) => way.id) ?? [""];
  return order.flatMap((instance) => apps.filter((app) => app.instance === instance));
}

export async function openAppsOf(world: Pick<World, "db" | "vault">, network: Network): Promise<readonly OpenApp[]> {
  return (await appsOf(world, network)).map((app) => open(world, app));
}

export async function appOf(world: Pick<World, "db" | "vault">, appId: string): Promise<OpenApp> {
  const app = await findAppTogether(world.db, appId);
  if (!app) throw new Error(`app ${appId} is gone`);
  return open(world, app);
}

function open(world: Pick<World, "vault">, app: StoredApp): OpenApp {
  const clientSecret =
    app.client_secret_sealed === null
      ? undefined
      : Secret.of(world.vault.open(app.client_secret_sealed, secretBinding(app.network)).reveal());
  return {
    id: app.id,
    health: app.health,
    credentials: {
      clientId: app.client_id,
      clientSecret,
      settings: app.settings,
      ...(app.instance === "" ? {} : { instance: app.instance }),
    },
  };
}

/** The client id alone: for what no secret has to be opened for. */
export async function clientIdOf(db: World["db"], appId: string): Promise<string> {
  const app = await findAppById(db, appId);
  if (!app) throw new Error(`app ${appId} is gone`);
  return app.client_id;
}

/** Whether a grant of this app can be refreshed at all: some ways in give tokens that nothing extends. */
export function isRefreshable(network: Network, { credentials }: OpenApp): boolean {
  const way = network.about.ways?.find((one) => one.id === credentials.instance);
  return network.oauth.refresh !== undefined && way?.refreshes !== false;
}
