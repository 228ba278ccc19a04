import type { Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import { readGoogleError } from "../../kit/google-calls.ts";
import type { Seen } from "../../network.ts";
import { access, content, project, rights } from "./calls.ts";
import { known, tokens } from "./tokens.ts";

/** Every row, read from the top. 5xx, HTML and silence are judged as everywhere (kit/answer.ts). */
export const rows: readonly Row[] = [...known, ...tokens, ...project, ...access, ...content, ...rights];

/** What an answer of Google or YouTube means. */
export const diagnose: (seen: Seen) => Diagnosis = diagnosisFrom({
  network: "youtube",
  rows,
  readError: readGoogleError,
});
