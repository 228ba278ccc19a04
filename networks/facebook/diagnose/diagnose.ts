import type { Row } from "../../kit/answer.ts";
import { metaDiagnosis, readGraphError, readRegainAccess } from "../../kit/meta-graph.ts";
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

/** What an answer of Facebook means. */
export const diagnose = metaDiagnosis({
  network: "facebook",
  rows,
  readError: readGraphError,
  readUntil: readRegainAccess,
});
