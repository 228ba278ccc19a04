/** Something wrong with what the control API was told; answered with status 400 and this sentence. */
export class ControlProblem extends Error {
  override name = "ControlProblem";
}

/** Fields of a JSON object, read one by one and checked. */
export interface Fields {
  text(name: string): string;
  maybeText(name: string): string | null;
  maybeNumber(name: string): number | null;
  maybeFlag(name: string): boolean | null;
  maybeTexts(name: string): string[] | null;
  /** A value whose shape the reader itself knows. */
  raw(name: string): unknown;
}

/** Reads an object that came from outside; `about` begins every complaint, `known` names the fields it may have. */
export function readFields(value: unknown, about: string, known: readonly string[]): Fields {
  if (!isRecord(value)) throw new ControlProblem(`${about}: a JSON object is expected.`);
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new ControlProblem(`${about}: "${stranger}" is not known here; known are ${known.join(", ")}.`);
  const take = (name: string): unknown => value[name] ?? null;
  const checked = <T>(name: string, kind: string, is: (found: unknown) => found is T): T | null => {
    const found = take(name);
    if (found === null) return null;
    if (!is(found)) throw new ControlProblem(`${about}: "${name}" must be ${kind}.`);
    return found;
  };
  const maybeText = (name: string): string | null => checked(name, "a non-empty text", isText);
  return {
    maybeText,
    text(name) {
      const found = maybeText(name);
      if (found === null) throw new ControlProblem(`${about}: "${name}" is missing.`);
      return found;
    },
    maybeNumber: (name) => checked(name, "a number", isNumber),
    maybeFlag: (name) => checked(name, "true or false", (found) => typeof found === "boolean"),
    maybeTexts: (name) => checked(name, "a list of texts", isTexts),
    raw: take,
  };
}

/** Is it a JSON object? */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
