import type { Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { access, content, project, readBusinessError } from "./calls.ts";
import { known, tokens } from "./tokens.ts";

/** Every row, read from the top. 5xx, HTML and silence are judged as everywhere (kit/answer.ts). */
export const rows: readonly Row[] = [...known, ...tokens, ...project, ...access, ...content];

/** What an answer of Google or of Business Profile means. */
export const diagnose: (seen: Seen) => Diagnosis = diagnosisFrom({
  network: "google-business",
  rows,
  readError: readBusinessError,
});
