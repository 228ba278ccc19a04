import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capabilities, type CapabilityAbsent, type CapabilityNeeds } from "#core/capability.ts";
import * as networks from "#networks/index.ts";
import type { Network } from "#networks/network.ts";
import { networkList } from "#networks/registry.ts";
import { settings } from "#server/config.ts";
import { registrationsOf, variableOf } from "#server/apps/registrations.ts";
import { contractFolder, generatedContract } from "./generated-contract.ts";

/** A part of a page that is made from the code: it stands between `<!-- name -->` and `<!-- /name -->`. */
interface Generated {
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows]
    .map((cells) => `|${cells.map((cell) => (cell === "---" ? cell : ` ${cell} `)).join("|")}|`)
    .join("\n");

const all = networkList(networks).all();

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

function needs({ about, roleNames }: Network, one: CapabilityNeeds | CapabilityAbsent): string {
  if ("absent" in one) return `— ${one.absent}`;
  const named = (roles: readonly string[]): string =>
    roles.map((role) => `${roleNames?.[role] ?? role} (\`${role}\`)`).join(", ");
  const part = ({ scopes, anyRole }: Pick<CapabilityNeeds, "scopes" | "anyRole">): string =>
    [
      scopes.length > 0 ? code(scopes) : "no permission of its own",
      ...(anyRole.length > 0 ? [`role: ${anyRole.length > 1 ? "one of " : ""}${named(anyRole)}`] : []),
    ].join("; ");
  const absentFor = Object.entries(one.absentFor ?? {}).map(
    ([kind, why]) => `Not for ${about.kindNames?.[kind] ?? kind}: ${why}`,
  );
  return [part(one), ...(one.instead ? [`or ${part(one.instead)}`] : []), ...absentFor].join("<br>");
}

const life = (seconds: number | null): string => {
  if (seconds === null) return "no end by time";
  if (seconds >= 2 * 86_400) return `${Math.round(seconds / 86_400)} days`;
  return seconds >= 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`;
};

const lifetimes = ({ about, policy }: Network): string[][] =>
  policy.lifetimes.map((one) => [about.name, one.what, life(one.seconds), one.source]);

const limits = ({ about, policy }: Network): string[][] =>
  policy.limits.map((one) => [
    about.name,
    one.what,
    one.unconfirmed ? `${one.limit} Not confirmed by the network.` : one.limit,
    one.source,
  ]);

export const generated: readonly Generated[] = [
  {
    page: "docs/operating.md",
    name: "settings",
    text: table(
      ["variable", "meaning", "not set"],
      Object.values(settings).map(({ env, about, fallback }) => [`\`${env}\``, about, fallback]),
    ),
  },
  {
    page: "docs/operating.md",
    name: "apps",
    text: table(
      ["variable", "what", "where from, what for"],
      all
        .flatMap(registrationsOf)
        .flatMap((registration) =>
          registration.settings.map((setting) => [
            `\`${variableOf(registration, setting)}\``,
            `${registration.network.about.name}: ${setting.label}${setting.required ? "" : " (optional)"}`,
            setting.help,
          ]),
        ),
    ),
  },
  {
    page: "docs/networks.md",
    name: "capabilities",
    text: table(
      ["network", ...capabilities],
      all.map((network) => [
        network.about.limited ? `${network.about.name} (limited)` : network.about.name,
        ...capabilities.map((name) => needs(network, network.capabilities[name])),
      ]),
    ),
  },
  {
    page: "docs/networks.md",
    name: "lifetimes",
    text: table(["network", "what", "lives", "source"], all.flatMap(lifetimes)),
  },
  {
    page: "docs/networks.md",
    name: "limits",
    text: table(["network", "what", "limit", "source"], all.flatMap(limits)),
  },
];

const root = join(import.meta.dirname, "..");
const between = (name: string): RegExp => new RegExp(`(<!-- ${name}[^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);

/** What the page says at present. */
export function written({ page, name }: Generated): string | undefined {
  return between(name)
    .exec(readFileSync(join(root, page), "utf8"))?.[0]
    .split("\n")
    .slice(1, -1)
    .join("\n")
    .trim();
}

function writeTables(): void {
  for (const { page, name, text } of generated) {
    const path = join(root, page);
    const now = readFileSync(path, "utf8").replace(
      between(name),
      (_whole, open: string, close: string) => `${open}${text}\n${close}`,
    );
    writeFileSync(path, now);
  }
}

async function writeContract(): Promise<void> {
  const files = await generatedContract();
  rmSync(join(root, contractFolder), { recursive: true, force: true });
  mkdirSync(join(root, contractFolder));
  for (const { path, text } of files) writeFileSync(join(root, path), text);
}

if (import.meta.main) {
  writeTables();
  await writeContract();
}
