import type { Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { errorIn, failReasonIn } from "../api.ts";
import { afterwards, data, otherInterface, posting } from "./calls.ts";
import { app, dance, own } from "./oauth.ts";

/** Every row, read from the top. Codes are matched, never the HTTP status: TikTok sends errors with 200, too. */
export const rows: readonly Row[] = [...own, ...dance, ...app, ...data, ...posting, ...afterwards, ...otherInterface];

/** The row of a refresh that TikTok calls malformed; oauth.ts asks once more then. */
export const malformedRefresh = "tiktok/refresh-malformed";

/** What an answer of TikTok means. */
export const diagnose: (seen: Seen) => Diagnosis = diagnosisFrom({
  network: "tiktok",
  rows,
  readError: ({ body }) => errorIn(body) ?? failReasonIn(body),
});
