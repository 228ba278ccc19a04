import { diagnosisFrom, type ErrorSeen, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { content, limits, rights } from "./acts.ts";
import { endpoints, tokens, versions } from "./tokens.ts";

/** Every row, read from the top. Text is compared only where a code says too little; the message of an answer may change at any time. */
export const rows: readonly Row[] = [...tokens, ...endpoints, ...versions, ...rights, ...limits, ...content];

/** Older answers carry the number alone. 65602: confirmed by live answers. */
const names: ReadonlyMap<unknown, string> = new Map([
  [100, "ACCESS_DENIED"],
  [65600, "INVALID_ACCESS_TOKEN"],
  [65601, "REVOKED_ACCESS_TOKEN"],
  [65602, "EXPIRED_ACCESS_TOKEN"],
]);

/** Two shapes: OAuth's `error` with a description, and `serviceErrorCode` with `code` and `message`. */
export function readError({ body }: Pick<Seen, "body">): ErrorSeen | undefined {
  const top = members(body);
  if (!top) return undefined;
  if (typeof top["error"] === "string") return { code: top["error"], words: asText(top["error_description"]) };
  const number = asCode(top["serviceErrorCode"]);
  const inputs = members(top["errorDetails"])?.["inputErrors"];
  const first: unknown = Array.isArray(inputs) ? inputs[0] : undefined;
  return {
    code: names.get(Number(number)) ?? asText(top["code"]) ?? number,
    subcode: asText(members(first)?.["code"]),
    words: asText(top["message"]),
  };
}

type Members = Readonly<Record<string, unknown>>;
const members = (value: unknown): Members | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const asCode = (value: unknown): string | number | undefined =>
  typeof value === "string" || typeof value === "number" ? value : undefined;

/** What an answer of LinkedIn means. */
export const diagnose = diagnosisFrom({ network: "linkedin", rows, readError });
