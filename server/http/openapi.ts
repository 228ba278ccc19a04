import { STATUS_CODES } from "node:http";
import { isMedia } from "./answer.ts";
import { type Components, type Json, membersOf, toJsonSchema } from "./openapi-schemas.ts";
import { problemKinds, problemMediaType } from "./problem.ts";
import { introduction, pathSentences, tagsOf } from "./reference-text.ts";
import { refusalsOf } from "./refusals.ts";
import type { Answer, Route } from "./route.ts";
import { problem } from "./schemas.ts";

/** A route, whatever world it runs in. */
export type DescribedRoute = Omit<Route, "run" | "runNow">;

/** The whole API as OpenAPI 3.1, made from the routes themselves. Internal ones are left out. */
export function describeApi(
  routes: readonly DescribedRoute[],
  { version, url }: { version: string; url: string },
): Json {
  const components: Components = {};
  const paths: Record<string, Json> = {};
  const shown = routes.filter(({ internal }) => !internal);
  for (const route of shown) {
    const methods = (paths[route.path] ??= {});
    methods[route.method.toLowerCase()] = describeRoute(route, components);
  }
  return {
    openapi: "3.1.1",
    info: { title: "Latchkey", version, description: introduction(url), license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url }],
    tags: tagsOf(shown.map(({ tag }) => tag)),
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
  const { sentence, security } = describeAccess(route);
  return {
    operationId: route.name,
    summary: route.summary,
    description: [route.description, sentence].filter((one) => one !== "").join(" "),
    tags: [route.tag],
    security,
    parameters: [
      ...describePath(route, components),
      ...membersOf(route.query, components).map(({ name, isRequired, description, schema }) => ({
        name,
        in: "query",
        required: isRequired,
        description,
        schema,
      })),
      ...(route.idempotent ? [idempotencyHeader] : []),
    ],
    ...(body ? { requestBody: body } : {}),
    responses: describeResponses(route, components),
  };
}

/** What an API key may do is said beside what the web app may. */
function describeAccess({ who, keysOnly }: Pick<Route, "who" | "keysOnly">): { sentence: string; security: Json[] } {
  if (who === "anyone") return { sentence: "For everybody, signed in or not.", security: [] };
  if (who === "browser-flow")
    return {
      sentence: "For the browser that began it, and for people with the role member or above.",
      security: [{ session: [] }, {}],
    };
  if (keysOnly) return { sentence: "For API keys alone.", security: [{ apiKey: [] }] };
  const isForKeys = who === "viewer" || who === "member";
  return {
    sentence: isForKeys
      ? `For API keys, and for people with the role ${who} or above.`
      : `For people with the role ${who} or above, in the web app; not for API keys.`,
    security: [...(isForKeys ? [{ apiKey: [] }] : []), { session: [] }],
  };
}

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same request within a day gets the first answer again.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function describePath({ path, params }: DescribedRoute, components: Components): Json[] {
  return membersOf(params, components).map(({ name, description, schema }) => {
    const [, before = ""] = new RegExp(`([^/]+)/\\{${name}\\}`).exec(path) ?? [];
    const sentence = description ?? pathSentences[before];
    return { name, in: "path", required: true, ...(sentence === undefined ? {} : { description: sentence }), schema };
  });
}

function describeBody(body: DescribedRoute["body"], components: Components): Json | null {
  if (body === null) return null;
  if (body === "raw") return { required: true, content: { "*/*": { schema: {} } } };
  return { required: true, content: { "application/json": { schema: toJsonSchema(body, "input", components) } } };
}

/** What it answers, what it refuses with, and what else may go wrong. */
function describeResponses(route: DescribedRoute, components: Components): Json {
  const answers = Object.entries(route.answers)
    .filter(([status]) => Number(status) < 400)
    .map(([status, answer]) => [status, describeAnswer(Number(status), answer, components)]);
  const refusals = Map.groupBy(refusalsOf(route), (code) => problemKinds[code].status);
  const problems = [...refusals].map(([status, codes]) => [
    String(status),
    {
      description: codes
        .map((code) => `\`${code}\`: ${problemKinds[code].title}. ${problemKinds[code].help}`)
        .join("\n\n"),
      content: problemContent(route.answers[status], components),
    },
  ]);
  const other = { description: "Any other problem.", content: problemContent(problem, components) };
  return { ...Object.fromEntries([...answers, ...problems]), default: other };
}

function describeAnswer(status: number, answer: Answer, components: Components): Json {
  const plain = STATUS_CODES[status] ?? String(status);
  if (answer === null) return { description: plain };
  const description = (isMedia(answer) ? answer.event : answer)?.description ?? plain;
  if (!isMedia(answer))
    return { description, content: { "application/json": { schema: toJsonSchema(answer, "output", components) } } };
  const schema = answer.event ? toJsonSchema(answer.event, "output", components) : {};
  return { description, content: { [answer.media]: { schema } } };
}

/** A route may say more in a problem than the standard members. */
function problemContent(answer: Answer | undefined, components: Components): Json {
  const schema = answer && !isMedia(answer) ? answer : problem;
  return { [problemMediaType.split(";")[0] ?? ""]: { schema: toJsonSchema(schema, "output", components) } };
}
