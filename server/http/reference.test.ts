import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { createClient } from "#sdk/client.ts";
import { connectPages } from "#test/acts.ts";
import { anna } from "#test/browser.ts";
import { testWorld } from "#test/world.ts";
import { problemKinds } from "./problem.ts";

const object = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.looseObject({ schema: object }));
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  description: z.string().min(1),
  tags: z.tuple([z.string()]),
  security: z.array(object),
  parameters: z.array(z.looseObject({ name: z.string(), description: z.string().min(1).optional() })),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(1), content: content.optional() })),
});
type Operation = z.output<typeof operation>;
const shape = z.looseObject({
  info: z.looseObject({ description: z.string() }),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string().min(1) })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), object) }),
});

async function readReference(url: string) {
  return shape.parse(await (await fetch(`${url}/openapi.json`)).json());
}

/** Every member of every object in it that has no sentence, as `Profile.whoCanRenew.people`. */
function withoutSentence(schema: unknown, where: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => withoutSentence(one, where));
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, ...others } = schema as Record<string, unknown>;
  const members = Object.entries(object.parse(properties ?? {}));
  const silent = members
    .filter(([, member]) => !object.parse(member)["description"])
    .map(([name]) => `${where}.${name}`);
  const inside = members.flatMap(([name, member]) => withoutSentence(member, `${where}.${name}`));
  return [...silent, ...inside, ...Object.values(others).flatMap((other) => withoutSentence(other, where))];
}

test("the reference says a sentence about every member, parameter and operation, and names each as the SDK does", async () => {
  await using t = await testWorld();
  const { paths, components, tags } = await readReference(t.url);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ where: `${method} ${path}`, ...one })),
  );
  const silent = [
    ...Object.entries(components.schemas).flatMap(([name, schema]) =>
      schema["description"] ? withoutSentence(schema, name) : [name],
    ),
    ...operations.flatMap(({ where, parameters }) =>
      parameters.filter(({ description }) => description === undefined).map(({ name }) => `${where} ${name}`),
    ),
    ...withoutSentence(paths, "paths"),
  ];
  expect(silent).toEqual([]);

  const inSdk = new Set(Object.keys(createClient({ baseUrl: "" })));
  const named = operations.filter((one) => one.tags[0] !== "System").map(({ operationId }) => operationId);
  expect(named.filter((name) => !inSdk.has(name))).toEqual([]);
  expect([...inSdk].filter((name) => !named.includes(name))).toEqual(["thawNetwork", "demoState", "demoAction"]);
  expect(tags.slice(0, 6).map(({ name }) => name)).toEqual([
    "Tokens",
    "Profiles",
    "Connections",
    "Renewals",
    "Incidents",
    "Events",
  ]);
  expect(new Set(operations.flatMap((one) => one.tags))).toEqual(new Set(tags.map(({ name }) => name)));
  expect(Object.keys(paths).filter((path) => /logo|thaw|hooks|oauth|documents|data-deletion/.test(path))).toEqual([]);
});

test("each operation describes its answers, and its refusals as problem documents", async () => {
  await using t = await testWorld();
  const { paths, info } = await readReference(t.url);
  const statuses = (one: Operation | undefined): string[] => Object.keys(one?.responses ?? {});
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { operationId, responses, security } of operations) {
    const found = Object.keys(responses);
    expect(found, operationId).toEqual(expect.arrayContaining(["400", "429", "503", "default"]));
    expect(
      found.some((status) => /^[23]/.test(status)),
      operationId,
    ).toBe(true);
    if (security.length > 0) expect(found, operationId).toContain("401");
    const refusals = Object.entries(responses).filter(([status]) => !/^[23]/.test(status));
    for (const [, refusal] of refusals)
      expect(Object.keys(refusal.content ?? {}), operationId).toEqual(["application/problem+json"]);
  }
  expect(statuses(paths["/v1/profiles/{id}/token"]?.["get"])).toEqual([
    "200",
    "400",
    "401",
    "403",
    "404",
    "409",
    "429",
    "503",
    "default",
  ]);
  for (const code of Object.keys(problemKinds)) expect(info.description).toContain(`- \`${code}\` (`);
});

test("the examples of the reference run as they stand", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, ["Northwind Berlin"]);
  const { id } = await t.profile("Northwind Berlin");
  const { info } = await readReference(t.url);
  const examples = [...info.description.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  const env = { ...process.env, LATCHKEY_API_KEY: t.apiKey, PROFILE: id };
  const answers: unknown[] = [];
  for (const example of examples) {
    const { stdout } = await promisify(execFile)("sh", ["-c", example], { env });
    answers.push(JSON.parse(stdout));
  }
  expect(answers).toEqual([
    { items: [], nextCursor: null },
    expect.objectContaining({ kind: "bearer", network: "facebook" }),
    { connectionId: null, url: expect.stringContaining(t.url), expiresAt: expect.any(String) },
  ]);
});
