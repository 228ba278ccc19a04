import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { isMedia } from "./answer.ts";
import * as schemas from "./contract-schemas.ts";
import { problemMediaType } from "./problem.ts";
import type { Answer, Route, Who } from "./route.ts";

/** What the document needs of a route, whatever world it runs in. */
export type DescribedRoute = Pick<
  Route,
  "method" | "path" | "summary" | "tag" | "who" | "params" | "query" | "body" | "answers" | "idempotent"
>;

type Json = Record<string, unknown>;
type Components = Record<string, Json>;

const about = `Latchkey keeps social media profiles connected.

Send an API key as \`Authorization: Bearer lk_…\`. Errors are problem documents (RFC 9457) with a stable \`code\`.
Lists are paged: give \`nextCursor\` back as \`cursor\`. Where it says so, a write may carry an \`Idempotency-Key\`.`;

/** The whole API as OpenAPI 3.1, made from the routes themselves. */
export function describeApi(
  routes: readonly DescribedRoute[],
  { version, url }: { version: string; url: string },
): Json {
  const components: Components = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const methods = (paths[route.path] ??= {});
    methods[route.method.toLowerCase()] = describeRoute(route, components);
  }
  return {
    openapi: "3.1.1",
    info: { title: "Latchkey", version, description: about, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key: `lk_…`" },
        session: { type: "apiKey", in: "cookie", name: "latchkey.session_token", description: "The web app's sign-in" },
      },
    },
  };
}

function describeRoute(route: DescribedRoute, components: Components): Json {
  const body = describeBody(route.body, components);
  const answers = Object.entries(route.answers).map(([status, answer]) => [
    status,
    describeAnswer(Number(status), answer, components),
  ]);
  const problem = problemContent(schemas.problem, components);
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    ...describeAccess(route.who),
    parameters: [
      ...describeParameters("path", route.params, components),
      ...describeParameters("query", route.query, components),
      ...(route.idempotent ? [idempotencyHeader] : []),
    ],
    ...(body ? { requestBody: body } : {}),
    responses: { ...Object.fromEntries(answers), default: { description: "A problem", content: problem } },
  };
}

/** `GET /v1/profiles/{id}/events` → `getProfilesIdEvents` */
function operationId({ method, path }: DescribedRoute): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "" && word !== "v1");
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}

function describeAccess(who: Who): Json {
  if (who === "anyone") return { security: [] };
  if (who === "browser-flow")
    return { description: "Also for the browser that began it.", security: [{ session: [] }, {}] };
  const keys = who === "viewer" || who === "member" ? [{ apiKey: [] }] : [];
  return { description: `For the role ${who} and above.`, security: [...keys, { session: [] }] };
}

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same request within a day gets the first answer again.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function describeParameters(place: "path" | "query", schema: z.ZodType, components: Components): Json[] {
  const { properties = {}, required = [] } = jsonSchema.parse(toJsonSchema(schema, "input", components));
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: shape,
  }));
}

function describeBody(body: DescribedRoute["body"], components: Components): Json | null {
  if (body === null) return null;
  if (body === "raw") return { required: true, content: { "*/*": { schema: {} } } };
  return { required: true, content: { "application/json": { schema: toJsonSchema(body, "input", components) } } };
}

function describeAnswer(status: number, answer: Answer, components: Components): Json {
  const description = STATUS_CODES[status] ?? String(status);
  if (answer === null) return { description };
  if (isMedia(answer)) return { description, content: { [answer.media]: { schema: {} } } };
  if (status >= 400) return { description, content: problemContent(answer, components) };
  return { description, content: { "application/json": { schema: toJsonSchema(answer, "output", components) } } };
}

function problemContent(schema: z.ZodType, components: Components): Json {
  return { [problemMediaType.split(";")[0] ?? ""]: { schema: toJsonSchema(schema, "output", components) } };
}

const json = z.record(z.string(), z.unknown());
const jsonSchema = z.looseObject({
  properties: z.record(z.string(), json).optional(),
  required: z.array(z.string()).optional(),
  $defs: z.record(z.string(), json).optional(),
});

/** Schemas with an id move to `components`, where OpenAPI has them. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output", components: Components): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema: one }) => {
      // Answers may grow members later: clients must not be told otherwise.
      if (io === "output" && one.additionalProperties === false) delete one.additionalProperties;
      if (one.maximum === Number.MAX_SAFE_INTEGER) delete one.maximum;
      if (one.minimum === Number.MIN_SAFE_INTEGER) delete one.minimum;
    },
  });
  const moved: unknown = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/'));
  const { $schema: _, $defs: definitions = {}, ...rest } = jsonSchema.parse(moved);
  Object.assign(components, definitions);
  return rest;
}
