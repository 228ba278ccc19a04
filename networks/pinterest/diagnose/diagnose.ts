import type { Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { readPinterestError } from "../api.ts";
import { boards, content } from "./boards.ts";
import { known, tokens } from "./tokens.ts";
import { limitsGuide } from "../sources.ts";

const noNeed = "Nothing to do: we wait and go on by ourselves.";

/** Every row, read from the top. 5xx, HTML and silence are judged as everywhere (kit/answer.ts). */
export const rows: readonly Row[] = [
  ...known,
  ...tokens,
  ...boards,
  ...content,
  { when: { status: 429, code: 8 }, kind: "rate-limited", reach: "app", how: noNeed, source: limitsGuide },
];

/** What an answer of Pinterest means. */
export const diagnose: (seen: Seen) => Diagnosis = diagnosisFrom({
  network: "pinterest",
  rows,
  readError: readPinterestError,
  readUntil: readReset,
});

const longestWaitSeconds = 86_400;

/** `x-ratelimit-reset` in seconds; it may list several windows, then the longest wait is safe (format unconfirmed, read 2026-11-22). */
function readReset({ headers, at }: Seen): Date | undefined {
  const windows = (headers["x-ratelimit-reset"] ?? "").split(",").map((one) => Number.parseInt(one, 10));
  const seconds = Math.max(0, ...windows.filter((one) => one > 0 && one <= longestWaitSeconds));
  return seconds > 0 ? new Date(at.getTime() + seconds * 1000) : undefined;
}
