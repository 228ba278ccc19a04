import { expect, test } from "vitest";
import { z } from "zod";
import type { HttpWorld } from "./answer.ts";
import { defineRoute, ok, type Route } from "./route.ts";
import { page } from "./schemas.ts";
import { openTestServer } from "#test/http-server.ts";
import { renewalStart } from "../connections/renewal-schemas.ts";
import { profileDetail } from "../profiles/schemas.ts";
import { tokenUnavailable } from "../tokens/schemas.ts";

const json = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: json }));
const operationShape = z.object({
  operationId: z.string(),
  security: z.array(json),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: json }).loose()),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});
const documentShape = z.object({
  openapi: z.string(),
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), json) }),
});

const renewal: Route<HttpWorld> = defineRoute({
  method: "POST",
  path: "/v1/renewals/{id}",
  name: "renewAtOnce",
  summary: "Starts a renewal",
  tag: "Renewals",
  who: "member",
  idempotent: true,
  query: z.strictObject({
    limit: z.coerce.number().int().max(9).default(5),
    q: z.string().describe("Search").exactOptional(),
  }),
  body: renewalStart,
  answers: { 200: page(profileDetail), 409: tokenUnavailable },
  problems: ["token_unavailable"],
  run: async (_world: HttpWorld) => ok({ items: [], nextCursor: null }),
});

const hidden: Route<HttpWorld> = defineRoute({
  method: "GET",
  path: "/v1/hidden",
  internal: true,
  summary: "For browsers",
  tag: "Renewals",
  who: "anyone",
  answers: { 200: z.strictObject({}) },
  run: async (_world: HttpWorld) => ok({}),
});

async function readDocument() {
  await using server = await openTestServer({ routes: [renewal, hidden] });
  const answer = await server.fetch("/openapi.json");
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  return documentShape.parse(await answer.json());
}

test("the description is OpenAPI 3.1 and lists every route that is served, but for internal ones", async () => {
  const document = await readDocument();
  expect(document.openapi).toBe("3.1.1");
  expect(document.info.version).toBe("1.2.3");
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(listed.toSorted()).toEqual([
    "DELETE /v1/api-keys/{id}",
    "GET /healthz",
    "GET /metrics",
    "GET /openapi.json",
    "GET /v1/api-keys",
    "GET /v1/session",
    "GET /v1/stream",
    "POST /v1/api-keys",
    "POST /v1/renewals/{id}",
    "POST /v1/setup",
  ]);
});

test("the description is valid by the rules of OpenAPI 3.1", async () => {
  const document = await readDocument();
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = operation.parameters.filter((one) => one.in === "path");
    expect(inPath.map(({ name }) => name)).toEqual(names);
    expect(inPath.every(({ required }) => required)).toBe(true);
    for (const { description } of Object.values(operation.responses)) expect(description).not.toBe("");
    expect(Object.keys(operation.responses).every((status) => /^([1-5]\d\d|default)$/.test(status))).toBe(true);
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.length).toBeGreaterThan(5);
  for (const reference of references) expect(known).toContain(reference);
  expect(JSON.stringify(document)).not.toMatch(/\$defs|\$schema/);
});

test("a route's input, answers and access are described as they are", async () => {
  const { paths, components } = await readDocument();
  const operation = paths["/v1/renewals/{id}"]?.["post"];
  expect(operation?.operationId).toBe("renewAtOnce");
  expect(operation?.security).toEqual([{ apiKey: [] }, { session: [] }]);
  expect(operation?.parameters).toMatchObject([
    { name: "id", in: "path", required: true },
    { name: "limit", in: "query", required: false, schema: { type: "integer", maximum: 9, default: 5 } },
    { name: "q", in: "query", required: false, description: "Search" },
    { name: "Idempotency-Key", in: "header" },
  ]);
  expect(operation?.requestBody?.content["application/json"]?.schema).toEqual({
    $ref: "#/components/schemas/RenewalStart",
  });
  expect(components.schemas["RenewalStart"]).toMatchObject({ type: "object", additionalProperties: false });
  expect(operation?.responses["200"]?.content?.["application/json"]?.schema).toMatchObject({
    properties: { items: { items: { $ref: "#/components/schemas/ProfileDetail" } } },
  });
  expect(operation?.responses["409"]?.content?.["application/problem+json"]?.schema).toEqual({
    $ref: "#/components/schemas/TokenUnavailable",
  });
  expect(operation?.responses["default"]?.content?.["application/problem+json"]?.schema).toEqual({
    $ref: "#/components/schemas/Problem",
  });
  expect(components.schemas["Profile"] ?? {}).not.toHaveProperty("additionalProperties");
});

test("the reference page and all it needs come from this server", async () => {
  await using server = await openTestServer();
  expect((await server.fetch("/docs")).headers.get("location")).toMatch(/^\/docs\/$/);
  const page = await server.fetch("/docs/");
  const html = await page.text();
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(html).toContain('"url": "/openapi.json"');
  const policy = page.headers.get("content-security-policy");
  expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]{44}'/);
  expect(policy).toMatch(/connect-src 'self';/);
  const source = /<script[^>]*src="([^"]+)"/.exec(html)?.[1] ?? "";
  const script = await server.fetch(new URL(source, `${server.url}/docs/`).pathname);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "application/javascript; charset=utf-8"]);
});
