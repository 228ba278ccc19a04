import { AppError } from "#core/app-error.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { appsOf, keepApp, requireApp, type AppEntry } from "../apps/apps.ts";
import {
  entryOf,
  missingSettings,
  plainKey,
  registrationsOf,
  unfitSettings,
  variableOf,
  type Registration,
} from "../apps/registrations.ts";
import { withCall } from "../calls/call.ts";
import { budgetEntered } from "../calls/paid-reads.ts";
import { appAccepted, appRejected } from "../health/guard.ts";
import { redirectUri } from "../http/paths.ts";
import type { StoredApp } from "../store/apps.ts";
import type { World } from "../world.ts";

/** The operator's road to an app: what to do at the network, what to enter here, how it stands. */
export async function presentSetup(world: World, network: Network): Promise<contract.NetworkSetup> {
  const { id } = network.about;
  const apps = await appsOf(world, network);
  const base = `${world.config.url}/v1/networks/${id}`;
  return {
    network: id,
    portal: network.setup ? { ...network.setup.portal } : null,
    steps: [...(network.setup?.steps ?? [])],
    redirectUrl: redirectUri(world),
    hooks: Object.keys(network.hooks ?? {}).map((name) => ({ name, url: `${base}/hooks/${name}` })),
    documents: Object.keys(network.documents ?? {}).map((name) => ({ name, url: `${base}/documents/${name}` })),
    apps: registrationsOf(network).map((registration) =>
      presentApp(
        registration,
        apps.find((app) => app.instance === registration.instance),
      ),
    ),
  };
}

function presentApp(registration: Registration, app: StoredApp | undefined): contract.NetworkSetup["apps"][number] {
  const values: Readonly<Record<string, string>> = app ? { ...app.settings, clientId: app.client_id } : {};
  return {
    instance: registration.instance,
    label: registration.label,
    configured: app !== undefined,
    fromEnvironment: app?.from_environment ?? false,
    health: app?.health ?? "well",
    healthSince: app?.health_since?.toISOString() ?? null,
    canProve: registration.network.setup?.prove !== undefined,
    fields: registration.settings.map((setting) => {
      const name = plainKey(registration, setting.key);
      const value = setting.secret ? undefined : values[name];
      return {
        key: setting.key,
        label: setting.label,
        help: setting.help,
        secret: setting.secret,
        required: setting.required,
        variable: variableOf(registration, setting),
        value: value ?? null,
        isSet: name === "clientSecret" ? (app?.client_secret_sealed ?? null) !== null : Boolean(values[name]),
      };
    }),
  };
}

export interface AppInput {
  readonly instance: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Keeps an app once the network knows it. A refused app changes nothing; one that cannot be proved now is kept and said so.
 * A secret that is left empty stays as it is.
 */
export async function enterApp(world: World, network: Network, input: AppInput): Promise<contract.AppProof> {
  const registration = requireRegistration(network, input.instance);
  const before = (await appsOf(world, network)).find((app) => app.instance === input.instance);
  if (before?.from_environment)
    throw new AppError(
      "conflict",
      "These values come from the environment; change them there and start Latchkey again.",
    );
  const entry = await completed(world, network, registration, input);
  const proof = await proveEntry(world, network, entry);
  if (proof.state === "refused") throw new AppError("network_refused", proof.text);
  await keepApp(world, entry);
  const app = await requireApp(world, network, input.instance);
  await budgetEntered(world, network, app.id);
  if (proof.state === "proved") await appAccepted(world, network, app.id);
  return proof;
}

/** Proves what is entered already; a refusal is the operator's alarm at once, not only after people meet it. */
export async function proveApp(world: World, network: Network, instance: string): Promise<contract.AppProof> {
  requireRegistration(network, instance);
  const { id, credentials } = await requireApp(world, network, instance);
  const proof = await proveEntry(world, network, { network: network.about.id, ...credentials });
  if (proof.state === "proved") await appAccepted(world, network, id);
  if (proof.state === "refused") await appRejected(world, network, id, { how: proof.text });
  return proof;
}

function requireRegistration(network: Network, instance: string): Registration {
  const found = registrationsOf(network).find((one) => one.instance === instance);
  if (!found) throw new AppError("invalid_input", `${network.about.name} has no app “${instance}” to be entered.`);
  return found;
}

async function completed(
  world: World,
  network: Network,
  registration: Registration,
  { values }: AppInput,
): Promise<AppEntry> {
  const known = new Set(registration.settings.map((setting) => setting.key));
  const stranger = Object.keys(values).find((key) => !known.has(key));
  if (stranger !== undefined)
    throw new AppError("invalid_input", `${network.about.name} knows no value “${stranger}”.`);
  const kept = await keptSecret(world, network, registration);
  const given = Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, string][] => (value.trim() ? [[key, value.trim()]] : [])),
  );
  const all = { ...kept, ...given };
  const missing = missingSettings(registration, all);
  if (missing.length > 0)
    throw new AppError("invalid_input", `${missing.map((setting) => setting.label).join(", ")} is missing.`, {
      errors: missing.map((setting) => ({ path: `values.${setting.key}`, message: "is missing" })),
    });
  const unfit = unfitSettings(registration, all);
  if (unfit.length > 0)
    throw new AppError("invalid_input", unfit.map(({ setting, must }) => `${setting.label} ${must}.`).join(" "), {
      errors: unfit.map(({ setting, must }) => ({ path: `values.${setting.key}`, message: must })),
    });
  return entryOf(registration, all);
}

/** The browser never has the secret, so a form that comes back without one means: as it was. */
async function keptSecret(world: World, network: Network, registration: Registration): Promise<Record<string, string>> {
  const setting = registration.settings.find((one) => plainKey(registration, one.key) === "clientSecret");
  const exists = (await appsOf(world, network)).some((app) => app.instance === registration.instance);
  if (!setting || !exists) return {};
  const { clientSecret } = (await requireApp(world, network, registration.instance)).credentials;
  return clientSecret ? { [setting.key]: clientSecret.reveal() } : {};
}

async function proveEntry(world: World, network: Network, entry: AppEntry): Promise<contract.AppProof> {
  const prove = network.setup?.prove;
  const { name } = network.about;
  if (!prove)
    return { state: "unproved", text: `${name} shows whether an app is right only when somebody connects a profile.` };
  const credentials = {
    clientId: entry.clientId,
    clientSecret: entry.clientSecret,
    settings: entry.settings,
    ...(entry.instance ? { instance: entry.instance } : {}),
  };
  try {
    await withCall(world, { network, app: { id: "", health: "well", credentials } }, (call) => prove(call));
    return { state: "proved", text: `${name} knows this app: client id and secret are right.` };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return failure.diagnosis.kind === "app-rejected"
      ? { state: "refused", text: `${name} refuses this app. ${failure.diagnosis.repair.how}` }
      : { state: "unproved", text: `${name} gave no usable answer just now, so the app is kept without proof.` };
  }
}
