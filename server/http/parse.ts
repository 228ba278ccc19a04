import type { z } from "zod";
import { AppError } from "#core/app-error.ts";
import { refuseInput } from "./problem.ts";
import type { Route } from "./route.ts";

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  /** Parsed JSON, bytes for `raw`, undefined when none was sent. */
  readonly body: unknown;
}

/** The wall: what comes in becomes typed here, or is refused as `invalid_input`. */
export function parseInput(route: Pick<Route, "params" | "query" | "body">, raw: RawInput): RawInput {
  const params = parse(route.params, raw.params);
  const query = parse(route.query, raw.query);
  return { params, query, body: parseBody(route.body, raw.body) };
}

function parseBody(schema: Route["body"], body: unknown): unknown {
  if (schema === "raw") return body ?? new Uint8Array();
  if (schema !== null) return parse(schema, body);
  // Clients that send JSON always may send an empty object.
  const isEmpty = body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
  if (!isEmpty) throw new AppError("invalid_input", "No body is expected here.");
  return undefined;
}

function parse(schema: z.ZodType, value: unknown): unknown {
  refuseUnstorable(value);
  const result = schema.safeParse(value);
  if (!result.success) throw refuseInput(result.error);
  return result.data;
}

/**
 * Throws `invalid_input` for text that is none: PostgreSQL stores neither U+0000 in text nor a lone surrogate in JSON,
 * and would answer with an error of its own.
 * https://www.postgresql.org/docs/18/datatype-json.html (read 2026-11-22)
 */
export function refuseUnstorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) throw unstorable(path);
  if (typeof value !== "object" || value === null) return;
  // Deeper than anything we accept: left to the schema, which refuses it.
  if (path.length > 20) return;
  for (const [key, member] of Object.entries(value)) {
    if (key.includes("\0") || !key.isWellFormed()) throw unstorable(path);
    refuseUnstorable(member, [...path, key]);
  }
}

function unstorable(path: readonly string[]): AppError {
  const where = path.join(".");
  const errors = [{ path: where, message: "Contains characters that are no text" }];
  return new AppError("invalid_input", `Refused: ${where || "the body"}.`, { errors });
}
