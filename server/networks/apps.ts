import { AppError } from "#core/app-error.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import type { AppCredentials, Network } from "#networks/network.ts";
import type { World } from "../world.ts";
import { findApp, findAppById, saveApp, type StoredApp } from "./queries.ts";

/** An app with its secret opened, for the length of one use. */
export interface OpenApp {
  readonly id: string;
  readonly health: "well" | "rejected";
  readonly credentials: AppCredentials;
}

/** What the sealed secret of an app is bound to. */
export const secretBinding = (network: string): string => `app:${network}:secret`;

export interface AppEntry {
  readonly network: string;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** Keeps what the operator entered; a changed secret takes effect with the next call. */
export async function keepApp(world: Pick<World, "db" | "vault" | "clock" | "random">, entry: AppEntry): Promise<void> {
  const now = world.clock.now();
  const sealed = entry.clientSecret ? world.vault.seal(entry.clientSecret, secretBinding(entry.network)) : null;
  await saveApp(world.db, {
    id: newId("app", now, world.random.bytes(13)),
    network: entry.network,
    clientId: entry.clientId,
    clientSecretSealed: sealed,
    settings: { ...entry.settings },
    now,
  });
}

/** The app to begin a new dance with. Throws `not_ready` when the operator has entered none. */
export async function requireApp(world: Pick<World, "db" | "vault">, network: Network): Promise<OpenApp> {
  const app = await findApp(world.db, { network: network.about.id, instance: "" });
  if (!app)
    throw new AppError(
      "not_ready",
      `${network.about.name} is not set up here yet. The operator enters the app's client id and secret first.`,
    );
  return open(world, app);
}

export async function appOf(world: Pick<World, "db" | "vault">, appId: string): Promise<OpenApp> {
  const app = await findAppById(world.db, appId);
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
    credentials: { clientId: app.client_id, clientSecret, settings: app.settings },
  };
}
