import { Secret } from "#core/secret.ts";
import type { Network, Setting } from "#networks/network.ts";
import { appVariable } from "../config.ts";
import type { AppEntry } from "./apps.ts";

/** One app that an operator registers: a network's only one, or that of one of its ways in. */
export interface Registration {
  readonly network: Network;
  /** Empty where the network has one app; else the way's id. */
  readonly instance: string;
  readonly label: string;
  readonly settings: readonly Setting[];
}

export function registrationsOf(network: Network): readonly Registration[] {
  if (network.servers) return []; // registers itself at each server
  const { ways, settings, name } = network.about;
  if (!ways) return [{ network, instance: "", label: name, settings }];
  return ways.map((way) => ({ network, instance: way.id, label: way.label, settings: way.settings }));
}

/** The variable of the environment that gives one value: `LATCHKEY_FACEBOOK_CLIENT_ID`. */
export const variableOf = (registration: Registration, setting: Setting): string =>
  appVariable(registration.network.about.id, setting.key);

/** `pageClientId` of the way `page` is that app's `clientId`. */
export function plainKey({ instance }: Registration, key: string): string {
  if (instance === "" || !key.startsWith(instance)) return key;
  const rest = key.slice(instance.length);
  return rest.charAt(0).toLowerCase() + rest.slice(1);
}

export function missingSettings(
  registration: Registration,
  values: Readonly<Record<string, unknown>>,
): readonly Setting[] {
  return registration.settings.filter((setting) => setting.required && values[setting.key] === undefined);
}

/** Values that are not of the kind that their setting takes, each with what it must be. */
export function unfitSettings(
  registration: Registration,
  values: Readonly<Record<string, string | Secret>>,
): readonly { readonly setting: Setting; readonly must: string }[] {
  return registration.settings.flatMap((setting) => {
    const value = values[setting.key];
    if (setting.wholeNumber !== true || value === undefined || /^\d{1,9}$/.test(textOf(value))) return [];
    return [{ setting, must: "must be a whole number, such as 310, or left empty" }];
  });
}

/** The values as an app: under the names that the adapter knows them by, whichever way they belong to. */
export function entryOf(registration: Registration, values: Readonly<Record<string, string | Secret>>): AppEntry {
  const plain = Object.fromEntries(
    Object.entries(values).map(([key, value]): [string, string] => [plainKey(registration, key), textOf(value)]),
  );
  const { clientId = "", clientSecret, ...settings } = plain;
  return {
    network: registration.network.about.id,
    instance: registration.instance,
    clientId,
    clientSecret: clientSecret === undefined ? undefined : Secret.of(clientSecret),
    settings,
  };
}

const textOf = (value: string | Secret): string => (typeof value === "string" ? value : value.reveal());
