import type { ErrorSeen, Row } from "../../kit/answer.ts";
import { metaDiagnosis, readGraphError, readRegainAccess } from "../../kit/meta-graph.ts";
import type { Seen } from "../../network.ts";
import { content, limits, restrictions, rights, trouble, vague } from "./acts.ts";
import { app, login, windowErrors } from "./app.ts";
import { notExtended, sessions } from "./tokens.ts";

/** Every row, read from the top. Text is compared only where a code says too little; these rows say so. */
export const rows: readonly Row[] = [
  ...windowErrors,
  ...login,
  ...app,
  ...sessions,
  ...restrictions,
  ...limits,
  ...notExtended,
  ...rights,
  ...content,
  ...vague,
  ...trouble,
];

/** Three envelopes: of the API, of the address where codes become tokens, and of the window. */
export function readError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const { body } = seen;
  if (typeof body === "object" && body !== null && "error_message" in body) return readFlat(body);
  const error = readGraphError(seen);
  return error && isTransient(body) && !isDefinite(error) ? { ...error, code: unavailable } : error;
}

function readFlat(body: { readonly error_message: unknown }): ErrorSeen {
  const { error_message: words } = body;
  const code = "error_type" in body ? String(body.error_type) : "error_code" in body ? body.error_code : undefined;
  return {
    code: typeof code === "number" || typeof code === "string" ? code : undefined,
    words: typeof words === "string" ? words : undefined,
  };
}

/** Meta's "service unavailable". */
const unavailable = 2;

/** An error that Threads calls temporary is that, unless its code speaks of tokens, permissions or limits (fact sheet, order of judgement). */
function isTransient(body: unknown): boolean {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  return typeof error === "object" && error !== null && "is_transient" in error && error.is_transient === true;
}

const definite: readonly unknown[] = [4, 10, 17, 32, 190, 368, 613];

const isDefinite = ({ code }: ErrorSeen): boolean =>
  definite.includes(code) || (typeof code === "number" && code >= 200 && code <= 299);

/** What an answer means. */
export const diagnose = metaDiagnosis({ network: "threads", rows, readError, readUntil: readRegainAccess });

/** Two of the envelopes have no `error` member. */
export function carriesError(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return "error_type" in body || "error_code" in body || ("error" in body && Boolean(body.error));
}
