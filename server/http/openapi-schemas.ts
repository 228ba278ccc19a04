import { z } from "zod";

export type Json = Record<string, unknown>;
/** The schemas of the document that have a name. */
export type Components = Record<string, Json>;

const json = z.record(z.string(), z.unknown());
const jsonSchema = z.looseObject({
  properties: z.record(z.string(), json).optional(),
  required: z.array(z.string()).optional(),
  $defs: z.record(z.string(), json).optional(),
});

export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly description: unknown;
  readonly schema: Json;
}

/** The members of an object, as parameters are described: one by one, each with its sentence beside its schema. */
export function membersOf(schema: z.ZodType, components: Components): Member[] {
  const { properties = {}, required = [] } = jsonSchema.parse(toJsonSchema(schema, "input", components));
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    isRequired: required.includes(name),
    description,
    schema: shape,
  }));
}

/** A zod schema as OpenAPI 3.1 has it; those with an id move to `components`. */
export function toJsonSchema(schema: z.ZodType, io: "input" | "output", components: Components): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema: one }) => {
      // Answers may grow members later: clients must not be told otherwise.
      if (io === "output" && one.additionalProperties === false) delete one.additionalProperties;
      if (one.maximum === Number.MAX_SAFE_INTEGER) delete one.maximum;
      if (one.minimum === Number.MIN_SAFE_INTEGER) delete one.minimum;
      // `format` says the same to people; the pattern of a date is 200 characters long.
      if (one.format !== undefined) delete one.pattern;
    },
  });
  const moved: unknown = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/'));
  const { $schema: _, $defs: definitions = {}, ...rest } = jsonSchema.parse(moved);
  Object.assign(components, definitions);
  return rest;
}
