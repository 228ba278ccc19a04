import { Refusal } from "#simulator/meta/errors.ts";
import { errors } from "./errors.ts";

/** A field that was asked for, with those of the object behind it. */
export interface Field {
  name: string;
  fields: Field[];
}

/** What a node can tell: null leaves the field out. */
export type Readers<Node> = Record<string, (node: Node, asked: Field[]) => unknown>;

/** "id,picture.type(large),instagram_business_account{id}" → what is asked for. Arguments in brackets are ignored. */
export function readFields(text: string): Field[] {
  const fields: Field[] = [];
  let depth = 0;
  let part = "";
  for (const letter of `${text},`) {
    if (letter === "{" || letter === "(") depth += 1;
    if (letter === "}" || letter === ")") depth -= 1;
    if (letter !== "," || depth > 0) {
      part += letter;
      continue;
    }
    const name = /^\s*([A-Za-z_]\w*)/.exec(part)?.[1];
    if (name) fields.push({ name, fields: readFields(/\{(.*)\}/s.exec(part)?.[1] ?? "") });
    part = "";
  }
  return fields;
}

/** Reads the fields of a node; the id is always among them, an unknown field is error 100. */
export function project<Node>(
  node: Node,
  type: string,
  readers: Readers<Node>,
  fields: Field[],
): Record<string, unknown> {
  const wanted = fields.some((field) => field.name === "id") ? fields : [...fields, { name: "id", fields: [] }];
  const answer: Record<string, unknown> = {};
  for (const field of wanted) {
    const reader = Object.hasOwn(readers, field.name) ? readers[field.name] : undefined;
    if (!reader) throw new Refusal(errors.noField(field.name, type));
    const value = reader(node, field.fields) ?? null;
    if (value !== null) answer[field.name] = narrow(value, field.fields);
  }
  return answer;
}

function narrow(value: unknown, fields: Field[]): unknown {
  if (fields.length === 0 || typeof value !== "object" || value === null) return value;
  const names = new Set(["id", ...fields.map((field) => field.name)]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
}
