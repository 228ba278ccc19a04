import { dirname } from "node:path";
import type { Arrow } from "./source-files.ts";

/**
 * Who may import whom. A room is named by how its paths begin; the first line that fits a file holds; `*` is one name.
 * A room may always import itself. Test files, `test/`, `bench/` and `chaos/` may import everything.
 */
export const arrows: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ["core", []],
  ["networks/network.ts", ["core", "networks/contract"]],
  ["networks/contract", ["core"]],
  ["networks/registry.ts", ["networks/network.ts"]],
  ["networks/index.ts", ["networks/*"]],
  ["networks/kit", ["core", "networks/network.ts", "networks/contract"]],
  // `simulator/google`, `simulator/meta`: what several products of one house have in common.
  [
    "networks/*/simulated",
    ["simulator/play.ts", "simulator/site.ts", "simulator/trouble.ts", "simulator/google", "simulator/meta"],
  ],
  ["networks/*", ["core", "networks/network.ts", "networks/contract", "networks/kit"]],
  ["simulator", []],
  ["sdk", []],
  ["web", ["sdk"]],
  ["server/platform", ["core"]],
  ["server/settings.ts", ["core", "server/platform"]],
  ["server/config.ts", ["core", "server/platform", "server/settings.ts"]],
  ["server/db", ["core", "server/platform", "server/config.ts"]],
  ["server/jobs.ts", ["core", "networks/network.ts", "networks/registry.ts", "server"]],
  ["server/jobs", ["core", "server/platform", "server/db", "server/config.ts", "server/world.ts"]],
  ["server/main.ts", ["core", "networks", "server", "sdk"]],
  ["server/demo", ["core", "networks", "server", "sdk", "simulator"]],
  ["server", ["core", "networks/network.ts", "networks/registry.ts", "networks/kit", "server", "sdk"]],
];

/** What these rooms may import from packages and Node: nothing but what is named. The other rooms are free. */
export const packages: Readonly<Record<string, readonly string[]>> = { core: [], sdk: [] };

/** Why an import is not allowed, as "networks/x → server/y"; `undefined` when it is. */
export function objection(arrow: Arrow): string | undefined {
  const { from, to, typeOnly } = arrow;
  if (/^(test|bench|chaos)\//.test(from) || /\.test\.tsx?$/.test(from)) return undefined;
  if (!isOurs(to)) return packages[topOf(from)]?.includes(to) === false ? `${from} → ${to} (a package)` : undefined;
  const [room, mayImport] = arrows.find(([name]) => isIn(name, from)) ?? ["", []];
  const inside = isIn(fill(room, from), to);
  if (!inside && !mayImport.some((name) => isIn(name, to))) return `${from} → ${to}`;
  if (isForeignQueries(from, to)) return `${from} → ${to} (another feature's SQL)`;
  if (to === "server/world.ts" && !typeOnly) return `${from} → ${to} (types only: import type)`;
  return undefined;
}

/** `networks/*` within `networks/chirp/oauth.ts` means `networks/chirp`: one network never imports another. */
function fill(room: string, path: string): string {
  const names = path.split("/");
  return room
    .split("/")
    .map((name, index) => (name === "*" ? names[index] : name))
    .join("/");
}

function isIn(room: string, path: string): boolean {
  const pattern = room.split("/").map((name) => (name === "*" ? "[^/]+" : name.replaceAll(".", "\\.")));
  return new RegExp(`^${pattern.join("/")}(/|\\.tsx?$|$)`).test(path);
}

function isForeignQueries(from: string, to: string): boolean {
  const feature = dirname(to);
  return /^server\/.*[/-]queries\.ts$/.test(to) && dirname(from) !== feature && from !== `${feature}.ts`;
}

function isOurs(path: string): boolean {
  return /^(core|networks|server|simulator|sdk|web|test|bench|chaos|docs)\//.test(path);
}

function topOf(path: string): string {
  return path.split("/", 1)[0] ?? "";
}

/** Files each network has; `<id>` is the folder's name. */
export const networkFiles = [
  "<id>.ts",
  "about.ts",
  "policy.ts",
  "oauth.ts",
  "profiles.ts",
  "probe.ts",
  "diagnose/diagnose.ts",
  "wire.ts",
  "simulated.ts",
  "<id>.test.ts",
  "NOTES.md",
  "logo.svg",
];

export const bannedNames = /(^|[-./])(utils?|helpers?|common|misc|managers?|services?|base|handlers?)([-./]|$)/;

/** What only the edges may touch: [what, how it looks in code]. */
export const edges: readonly (readonly [what: string, look: RegExp])[] = [
  ["Date.now", /\bDate\.now\b/],
  ["new Date()", /\bnew Date\(\s*\)/],
  ["Math.random", /\bMath\.random\b/],
  ["process.env", /\bprocess\.env\b/],
  ["fetch", /\bglobalThis\.fetch\b|(?:\bawait|\breturn|=>?|[(,?&|])\s*fetch\(/],
];

/** Where they may be touched. `sdk` runs in browsers, and takes another fetch when it is given one. */
export const edgePlaces = [
  "server/platform",
  "server/config.ts",
  "server/main.ts",
  "server/demo",
  "simulator",
  "sdk",
  "web",
  "test",
  "bench",
  "chaos",
];

export function mayTouchEdges(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || edgePlaces.some((place) => isIn(place, path));
}

/** SQL stands in `queries.ts` (or, of a large room, in `flow-queries.ts` and the like), in migrations, and in `server/db`, which brings the database up. */
export function maySpeakSql(path: string): boolean {
  return /(^|[/-])queries\.ts$|\.test\.ts$|^(test|bench|chaos|server\/db|web)\//.test(path);
}

export const sql =
  /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(<[^`]*>)?`|["'`]\s*(select\s+\S+\s+from|insert into|update\s+\S+\s+set|delete from|create (table|index)|alter table)\b/i;

/** Code without its comments, so that they may name what the code may not do. Line numbers stay. */
export function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ""))
    .replaceAll(/(^|[\s;,{}()])\/\/[^\n]*/g, "$1");
}
