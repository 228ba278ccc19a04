import { canExpire, type Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import { isTokenVerdict, readGraphError, readRegainAccess } from "../../kit/meta-graph.ts";
import type { Seen } from "../../network.ts";
import { content, limits, restrictions, rights, trouble } from "./acts.ts";
import { app, sessions } from "./tokens.ts";

/** Every row, read from the top. Text is compared only where a code says too little; these rows say so. */
export const rows: readonly Row[] = [
  ...sessions,
  ...app,
  ...limits,
  ...restrictions,
  ...rights,
  ...content,
  ...trouble,
];

const fromTable = diagnosisFrom({ network: "facebook", rows, readError: readGraphError, readUntil: readRegainAccess });

/** What an answer of Facebook means. A verdict of `debug_token` that names its subcode leaves no doubt: one look is enough. */
export function diagnose(seen: Seen): Diagnosis {
  const diagnosis = fromTable(seen);
  const isCertain = canExpire(diagnosis) && isTokenVerdict(seen.body) && readGraphError(seen)?.subcode !== undefined;
  return isCertain ? { ...diagnosis, confidence: "certain" } : diagnosis;
}
