import type { Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { readXError } from "../api.ts";
import { accounts, content } from "./accounts.ts";
import { app, limits } from "./app.ts";
import { tokens } from "./tokens.ts";

/**
 * Every row, read from the top. X's own names are matched, whichever envelope they come in; 5xx, HTML and silence are judged
 * as everywhere (kit/answer.ts), as is a 429 that says no more.
 */
export const rows: readonly Row[] = [...tokens, ...limits, ...app, ...accounts, ...content];

/** What an answer of X means. */
export const diagnose: (seen: Seen) => Diagnosis = diagnosisFrom({
  network: "x",
  rows,
  readError: readXError,
  readUntil: readDailyReset,
});

/** Where a limit of 24 hours is what stopped us, its end counts and not that of the quarter hour (header names recorded, unconfirmed). */
function readDailyReset({ headers, at }: Seen): Date | undefined {
  const ends = ["x-app-limit-24hour", "x-user-limit-24hour"]
    .filter((limit) => headers[`${limit}-remaining`] === "0")
    .map((limit) => Number(headers[`${limit}-reset`]) * 1000)
    .filter((end) => end > at.getTime() && end <= at.getTime() + 86_400_000);
  return ends.length > 0 ? new Date(Math.max(...ends)) : undefined;
}
