import { format } from "oxfmt";
import { z } from "zod";
import * as connections from "#server/connections/schemas.ts";
import * as renewals from "#server/connections/renewal-schemas.ts";
import * as demo from "#server/demo/schemas.ts";
import * as events from "#server/events/schemas.ts";
import * as failures from "#server/failures/schemas.ts";
import * as grants from "#server/grants/schemas.ts";
import * as http from "#server/http/schemas.ts";
import * as incidents from "#server/incidents/schemas.ts";
import * as lifetimes from "#server/lifetimes/schemas.ts";
import * as networks from "#server/networks/schemas.ts";
import * as operator from "#server/operator/schemas.ts";
import * as people from "#server/people/schemas.ts";
import * as profiles from "#server/profiles/schemas.ts";
import * as stream from "#server/stream/schemas.ts";
import * as tokens from "#server/tokens/schemas.ts";
import { docComment, typeText, type JsonSchema } from "./schema-types.ts";

/** A file that is written whole from the code. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

interface Room {
  /** Where the schemas stand. */
  readonly source: string;
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** Nothing else may stand here: it is emptied and written whole. */
export const contractFolder = "sdk/contract";

/** The files of `sdk/contract/`, by name, in the order in which `sdk/contract.ts` lists them. */
const rooms: Readonly<Record<string, Room>> = {
  http: { source: "server/http/schemas.ts", schemas: http },
  profiles: { source: "server/profiles/schemas.ts", schemas: profiles },
  tokens: { source: "server/tokens/schemas.ts", schemas: tokens },
  connections: { source: "server/connections/schemas.ts", schemas: connections },
  renewals: { source: "server/connections/renewal-schemas.ts", schemas: renewals },
  grants: { source: "server/grants/schemas.ts", schemas: grants },
  incidents: { source: "server/incidents/schemas.ts", schemas: incidents },
  events: { source: "server/events/schemas.ts", schemas: events },
  stream: { source: "server/stream/schemas.ts", schemas: stream },
  networks: { source: "server/networks/schemas.ts", schemas: networks },
  lifetimes: { source: "server/lifetimes/schemas.ts", schemas: lifetimes },
  operator: { source: "server/operator/schemas.ts", schemas: operator },
  failures: { source: "server/failures/schemas.ts", schemas: failures },
  people: { source: "server/people/schemas.ts", schemas: people },
  demo: { source: "server/demo/schemas.ts", schemas: demo },
};

interface Named {
  readonly room: string;
  readonly name: string;
  readonly schema: JsonSchema;
}

/** Every schema that has an id, and in which file its type stands; by name, since a module's exports have no sure order. */
const named: readonly Named[] = Object.entries(rooms)
  .flatMap(([room, { schemas }]) =>
    Object.values(schemas).flatMap((schema) => {
      const name = schema instanceof z.ZodType ? schema.meta()?.id : undefined;
      return name === undefined ? [] : [{ room, name, schema: jsonOf(schema as z.ZodType, name) }];
    }),
  )
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** No schema says these two by itself. */
const written = [
  {
    room: "http",
    name: "Timestamp",
    text: `${docComment("A moment: ISO 8601 in UTC.")}\nexport type Timestamp = string;`,
  },
  { room: "http", name: "Page", text: genericPage() },
];

const types = [...written, ...named.map((one) => ({ ...one, text: declaration(one) }))];

/** `sdk/contract/*` and its index, made from the schemas of the rooms: what `npm run docs` writes. */
export async function generatedContract(): Promise<readonly GeneratedFile[]> {
  const files = Object.keys(rooms).map((room) => ({ path: `${contractFolder}/${room}.ts`, text: fileOf(room) }));
  return Promise.all([...files, { path: "sdk/contract.ts", text: indexFile() }].map(formatted));
}

function fileOf(room: string): string {
  const own = types.filter((one) => one.room === room);
  const body = own.map(({ text }) => text).join("\n\n");
  const head = `// Written by \`npm run docs\` from ${rooms[room]?.source ?? ""}. Change it there.`;
  return [head, importsOf(room, body), body].filter((part) => part !== "").join("\n\n");
}

/** The types of other rooms that the text names outside of its comments. */
function importsOf(room: string, body: string): string {
  const code = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, "").replaceAll(/"[^"]*"/g, "");
  const words = new Set(code.match(/\b[A-Z]\w+/g));
  return Object.keys(rooms)
    .filter((other) => other !== room)
    .flatMap((other) => {
      const names = types.filter((one) => one.room === other && words.has(one.name)).map(({ name }) => name);
      return names.length === 0 ? [] : [`import type { ${names.toSorted().join(", ")} } from "./${other}.ts";`];
    })
    .join("\n");
}

function indexFile(): string {
  const about = [
    "The types of the HTTP API. They are written by `npm run docs` from the schemas of the server's rooms, with their sentences.",
    "All times are ISO 8601 in UTC. Ids are opaque strings. Lists are paged by `cursor`.",
  ];
  const exports = Object.keys(rooms).map((room) => `export type * from "./contract/${room}.ts";`);
  return ["/**", ...about.map((line) => ` * ${line}`), " */", ...exports].join("\n");
}

function declaration({ name, schema }: Named): string {
  const doc = docComment(schema.description ?? "", schema["x-enumDescriptions"]);
  if (!schema.properties) return `${doc}\nexport type ${name} = ${typeText(schema)};`;
  const parent = parentOf(name, schema.properties);
  const inherited = new Set(Object.keys(parent?.schema.properties ?? {}));
  const own = Object.entries(schema.properties).filter(([member]) => !inherited.has(member));
  const body = typeText({ ...schema, properties: Object.fromEntries(own) });
  return `${doc}\nexport interface ${name} ${parent ? `extends ${parent.name} ` : ""}${body}`;
}

/** The type with the most members among those whose members this one has all, each with the same sentence. */
function parentOf(name: string, properties: NonNullable<JsonSchema["properties"]>): Named | undefined {
  const members = new Map(Object.entries(properties).map(([member, schema]) => [member, JSON.stringify(schema)]));
  const isPart = ([member, schema]: [string, JsonSchema]) => members.get(member) === JSON.stringify(schema);
  const sizeOf = ({ schema }: Named) => Object.keys(schema.properties ?? {}).length;
  return named
    .filter((one) => one.name !== name && sizeOf(one) > 1 && Object.entries(one.schema.properties ?? {}).every(isPart))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
}

function genericPage(): string {
  const { $defs: _, ...shape } = toJson(http.page(z.unknown().meta({ id: "Item" })));
  return `${docComment("A list that is read page by page.")}\nexport interface Page<Item> ${typeText(shape)}`;
}

function jsonOf(schema: z.ZodType, id: string): JsonSchema {
  const found = toJson(schema).$defs?.[id];
  if (!found) throw new Error(`${id} has no definition`);
  return found;
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as JsonSchema;
}

async function formatted({ path, text }: GeneratedFile): Promise<GeneratedFile> {
  const { code, errors } = await format(path, text, { printWidth: 120 });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? ""}\n${text}`);
  return { path, text: code };
}
