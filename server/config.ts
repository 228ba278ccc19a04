import { parseArgs } from "node:util";
import { Secret } from "#core/secret.ts";
import { type Setting, settings } from "./settings.ts";

export { settings } from "./settings.ts";

/** A setting cannot be used; the message is one sentence that names the variable, and shows no secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Env = Readonly<Record<string, string | undefined>>;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
type Values = { readonly [K in keyof typeof settings]: ValueOf<(typeof settings)[K]> };

/** Everything that an operator decides. Secrets are `Secret`; absent ones are made in the data folder. */
export interface Config extends Omit<Values, "url"> {
  /** Public address, without a slash at the end. */
  readonly url: string;
  /** Sentences to be logged at the start, such as a variable that nobody knows. */
  readonly warnings: readonly string[];
}

export interface ConfigOptions {
  /** What stands after the command, e.g. `--roles=worker`. */
  readonly args?: readonly string[];
  /** Variables that the networks' adapters declare; see `appVariable`. */
  readonly appVariables?: readonly string[];
}

/** Reads and checks every setting. Throws `ConfigError` for the first bad one. An empty variable counts as not set. */
export function readConfig(env: Env, options: ConfigOptions = {}): Config {
  const given = { ...env, ...readArgs(options.args ?? []) };
  const entries = Object.entries(settings).map(([name, setting]) => [name, readSetting(given, setting)]);
  const values = Object.fromEntries(entries) as Values;
  const url = values.url ?? `http://localhost:${values.port}`;
  return { ...values, url, warnings: findStrangers(env, options.appVariables ?? []) };
}

function readArgs(args: readonly string[]): Env {
  try {
    const { values } = parseArgs({ args: [...args], options: { roles: { type: "string" } } });
    return values.roles === undefined ? {} : { [settings.roles.env]: values.roles };
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readSetting(env: Env, { env: name, schema }: Setting): unknown {
  const result = schema.safeParse(env[name]?.trim() || undefined);
  if (result.success) return result.data;
  throw new ConfigError(`${name} must be ${result.error.issues[0]?.message}`);
}

/** A mistyped variable would otherwise be ignored in silence. */
function findStrangers(env: Env, appVariables: readonly string[]): string[] {
  const known = new Set([...Object.values(settings).map((setting) => setting.env), ...appVariables]);
  return Object.keys(env)
    .filter((name) => name.startsWith("LATCHKEY_") && !known.has(name))
    .map((name) => `${name} is not a setting of Latchkey; is it spelt right?`);
}

/** What an adapter says of one value that its app needs; see `Setting` in `networks/network.ts`. */
export interface AppField {
  /** Camel case: `clientId`. */
  readonly key: string;
  readonly secret?: boolean;
}

/** The variable for a network's value: `clientId` of `chirp` is `LATCHKEY_CHIRP_CLIENT_ID`. */
export function appVariable(networkId: string, key: string): string {
  const words = `${networkId}_${key}`.replaceAll("-", "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LATCHKEY_${words.toUpperCase()}`;
}

/** The values that the environment gives for a network's app. What is not set is absent; secrets are `Secret`. */
export function readAppSettings<F extends AppField>(
  env: Env,
  networkId: string,
  fields: readonly F[],
): Readonly<Record<string, string | Secret>> {
  const found = fields.flatMap((field): [string, string | Secret][] => {
    const text = env[appVariable(networkId, field.key)]?.trim();
    return text ? [[field.key, field.secret ? Secret.of(text) : text]] : [];
  });
  return Object.fromEntries(found);
}

/** What `--help` prints: every setting with its meaning and what holds when it is not set. */
export function describeSettings(): string {
  return Object.values(settings)
    .map(({ env, about, fallback }) => `${env}\n    ${about}\n    Not set: ${fallback}.`)
    .join("\n");
}
