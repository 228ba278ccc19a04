import type { ErrorSeen, Row } from "../../kit/answer.ts";
import { metaDiagnosis, isTokenVerdict, readGraphError, readRegainAccess } from "../../kit/meta-graph.ts";
import { metaAppRows } from "../../kit/meta-rows.ts";
import type { Seen } from "../../network.ts";
import { limits, restrictions, rights, trouble } from "./acts.ts";
import { content, publishing } from "./content.ts";
import { login, notExtended, sessions } from "./tokens.ts";
import { unreadableToken } from "../api.ts";

/** Every row, read from the top. Text is compared only where a code says too little; these rows say so. */
export const rows: readonly Row[] = [
  ...login,
  ...sessions,
  ...metaAppRows,
  ...restrictions,
  ...limits,
  ...notExtended,
  ...publishing,
  ...rights,
  ...content,
  ...trouble,
];

/** Two envelopes: that of the Graph API on both its hosts, and the one of api.instagram.com, where codes become tokens. */
export function readError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  return readLoginError(seen.body) ?? readTokenVerdict(seen) ?? readGraphError(seen);
}

function readLoginError(body: unknown): ErrorSeen | undefined {
  if (typeof body !== "object" || body === null || !("error_type" in body)) return undefined;
  const words = "error_message" in body ? body.error_message : undefined;
  return { code: String(body.error_type), words: typeof words === "string" ? words : undefined };
}

/** `debug_token` calls a token unreadable without a subcode: that was asked at the right host, so it is no mix-up of hosts. */
function readTokenVerdict(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const isVague = isTokenVerdict(seen.body) && readGraphError(seen)?.subcode === undefined;
  return isVague ? { code: unreadableToken } : undefined;
}

/** What an answer means. */
export const diagnose = metaDiagnosis({ network: "instagram", rows, readError, readUntil: readRegainAccess });

/** api.instagram.com says no without an `error` member; failed publishing is told with HTTP 200 and one (recorded). */
export function carriesError(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return "error_type" in body || ("error" in body && Boolean(body.error));
}
