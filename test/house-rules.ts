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

/**
 * The floors of the server, the lowest first. A room imports values from lower floors only; types may come from everywhere. A file
 * directly in `server/` is a room of its own, named with its ending.
 */
export const floors: readonly (readonly string[])[] = [
  ["platform", "world.ts", "version.ts", "metrics.ts", "web-dist.ts"],
  ["settings.ts", "db", "jobs", "words"],
  ["config.ts", "http", "store"],
  ["lifetimes", "stream", "events", "vault-keys"],
  ["calls", "incidents", "processes"],
  ["apps"],
  ["grants"],
  ["health"],
  ["attaching", "ending", "operator"],
  ["networks", "failures", "people"],
  ["profiles"],
  ["connections", "tokens"],
  ["hooks"],
  ["routes.ts", "jobs.ts"],
  ["worker.ts", "demo"],
  ["assemble.ts"],
  ["main.ts", "demo.ts"],
];

/** Why an import climbs, as "server/x → server/y (from floor 2 to 5)"; `undefined` when it goes down, as it must. */
export function climb({ from, to, typeOnly }: Arrow): string | undefined {
  const [own, other] = [serverRoomOf(from), serverRoomOf(to)];
  if (typeOnly || from.endsWith(".test.ts") || own === undefined || other === undefined || own === other)
    return undefined;
  const [here, there] = [floorOf(own), floorOf(other)];
  return there < here ? undefined : `${from} → ${to} (from floor ${here} to ${there})`;
}

/** `server/grants/refresh.ts` → `grants`, `server/jobs.ts` → `jobs.ts`; undefined outside of the server. */
export function serverRoomOf(path: string): string | undefined {
  return /^server\/([^/]+)/.exec(path)?.[1];
}

/** -1: the room stands on no floor yet. */
export const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));

/** The one file that inserts, updates and deletes the rows of a table. Whoever needs another write asks there for it. */
export const owners: Readonly<Record<string, string>> = {
  access: "server/store/accesses.ts",
  apikey: "server/people/queries.ts",
  app: "server/store/apps.ts",
  authorization_candidate: "server/connections/candidate-queries.ts",
  authorization_flow: "server/connections/flow-queries.ts",
  brand: "server/demo/queries.ts",
  brand_profile: "server/demo/queries.ts",
  ended_life: "server/lifetimes/queries.ts",
  event: "server/events/queries.ts",
  grant: "server/store/grant-writes.ts",
  idempotency_key: "server/http/queries.ts",
  incident: "server/store/incidents.ts",
  incident_profile: "server/store/incidents.ts",
  left_out: "server/attaching/queries.ts",
  migration: "server/db/migrate.ts",
  network_call: "server/store/calls.ts",
  network_condition: "server/store/conditions.ts",
  paid_read: "server/calls/paid-read-queries.ts",
  process: "server/store/processes.ts",
  profile: "server/store/profiles.ts",
  refresh_attempt: "server/store/attempts.ts",
  refresh_caution: "server/grants/caution-queries.ts",
  refusal: "server/health/witness-queries.ts",
  registration_lease: "server/store/apps.ts",
  renewal_link: "server/connections/link-queries.ts",
  second_chance: "server/health/second-chance-queries.ts",
  unrecognised_answer: "server/store/unrecognised.ts",
  vault_key: "server/vault-keys/queries.ts",
};

/** A table that is written, and in which line. `name`: "?" where the statement does not say it. */
export interface Write {
  readonly table: string;
  readonly line: number;
}

const writing = new RegExp(
  [
    String.raw`\b(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*(?:["'\x60]([a-z_]+)|(?=[^"'\x60\s]))`,
    String.raw`\b(?:insert\s+into|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+"?(?:([a-z_]+)|\$)`,
    String.raw`\bupdate\s+(?:only\s+)?"?(?:([a-z_]+)|\$\{[^}]*\})"?\s+(?:as\s+\w+\s+)?set\b`,
  ].join("|"),
  "g",
);

/** Every statement of a text that writes a table, through kysely or in SQL. */
export function writesOf(text: string): readonly Write[] {
  const code = withoutComments(text);
  return [...code.matchAll(writing)].map(({ index, 1: built, 2: put, 3: updated }) => ({
    table: built ?? put ?? updated ?? "?",
    line: code.slice(0, index).split("\n").length,
  }));
}

/** Sealed columns that no rotation has to seal anew, and why. */
export const sealedForShort: Readonly<Record<string, string>> = {
  "vault_key.check_sealed": "proves which key it is, sealed with this very key",
  "authorization_flow.verifier_sealed": "over within the hour",
  "authorization_flow.keep_sealed": "over within the hour",
  "authorization_flow.consent_sealed": "over within the hour",
  "authorization_candidate.token_sealed": "over within the hour",
};

/** The sealed columns of a migration, as "table.column". */
export function sealedColumnsOf(migration: string): readonly string[] {
  let table = "";
  return migration.split("\n").flatMap((line) => {
    table = /^(?:create|alter) table "?(\w+)/.exec(line)?.[1] ?? table;
    const column = /^(?:.*\badd (?:column )?|\s+)(\w+_sealed) text\b/.exec(line)?.[1];
    return column === undefined ? [] : [`${table}.${column}`];
  });
}

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

/** SQL stands in `server/store`, in a room's `queries.ts` (or `flow-queries.ts` and the like), in migrations, and in `server/db`, which brings the database up. */
export function maySpeakSql(path: string): boolean {
  return /(^|[/-])queries\.ts$|\.test\.ts$|^(test|bench|chaos|server\/db|server\/store|web)\//.test(path);
}

export const sql =
  /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(<[^`]*>)?`|["'`]\s*(select\s+\S+\s+from|insert into|update\s+\S+\s+set|delete from|create (table|index)|alter table)\b/i;

/** Code without its comments, so that they may name what the code may not do. Line numbers stay. */
export function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ""))
    .replaceAll(/(^|[\s;,{}()])\/\/[^\n]*/g, "$1");
}
