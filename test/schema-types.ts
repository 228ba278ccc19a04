/** The part of JSON Schema (2020-12) that zod writes for the schemas of the API. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly "x-enumDescriptions"?: Readonly<Record<string, string>>;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

const simple: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** A schema as TypeScript; a definition that it points to is called by its name. Throws for what it does not know. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeText).join(" | ");
  if (schema.not) return "never";
  const { type } = schema;
  if (Array.isArray(type)) return type.map((one: string) => typeText({ ...schema, type: one })).join(" | ");
  if (type === "array") return `(${typeText(schema.items ?? {})})[]`;
  if (type === "object") return objectText(schema);
  if (type === undefined) return "unknown";
  if (type === "string" && schema.format === "date-time") return "Timestamp";
  const name = simple[String(type)];
  if (name === undefined) throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  return name;
}

function objectText({ properties, required = [], propertyNames = {}, additionalProperties }: JsonSchema): string {
  if (!properties) {
    const value = typeof additionalProperties === "object" ? typeText(additionalProperties) : "unknown";
    return `Record<${typeText(propertyNames)}, ${value}>`;
  }
  const members = Object.entries(properties).map(([name, member]) => {
    const doc = member.description === undefined ? "" : `${docComment(member.description)}\n`;
    return `${doc}${name}${required.includes(name) ? "" : "?"}: ${typeText(member)};`;
  });
  return `{\n${members.join("\n")}\n}`;
}

const lineWidth = 110;

/** A doc comment of one line where that is enough; `meanings` are listed below the sentence. */
export function docComment(sentence: string, meanings: Readonly<Record<string, string>> = {}): string {
  const listed = Object.entries(meanings).map(([word, meaning]) => `- \`${word}\`: ${meaning}`);
  const lines = [
    ...wrapped(sentence),
    ...listed.flatMap((line) => wrapped(line).map((part, at) => (at ? `  ${part}` : part))),
  ];
  if (lines.length === 1) return `/** ${lines[0]} */`;
  return ["/**", ...lines.map((line) => ` * ${line}`), " */"].join("\n");
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < lineWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
