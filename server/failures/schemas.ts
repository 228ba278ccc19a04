import { z } from "zod";
import { diagnosisKinds, retries } from "#core/diagnosis.ts";
import { cursorQuery } from "../http/cursor.ts";
import { cause, count, repairer, restsOn, text, textOrNull, texts, when } from "../http/schemas.ts";

const deepestBody = 40;
/** Deeper than any network's answer: what walks through it later may rely on that. */
function isShallow(value: unknown, left = deepestBody): boolean {
  if (typeof value !== "object" || value === null) return true;
  return left > 0 && Object.values(value).every((member) => isShallow(member, left - 1));
}

export const failureReport = z
  .strictObject({
    call: z
      .enum(["token-refresh", "probe", "publish", "inbox", "analytics", "discover"])
      .describe("What you were doing."),
    status: z
      .int()
      .min(0)
      .max(599)
      .describe("The HTTP status, also when it is a 200 with an error inside; 0: no answer at all."),
    headers: z
      .record(z.string().min(1).max(200), z.string().max(16_000))
      .refine((headers) => Object.keys(headers).length <= 200, "More than 200 headers")
      .exactOptional()
      .describe("The answer's headers as they came, names in any case."),
    body: z
      .unknown()
      .refine((body) => isShallow(body), `Nested deeper than ${deepestBody}`)
      .exactOptional()
      .describe("The answer's body: the JSON value, or the text where it was none."),
  })
  .meta({ id: "FailureReport", description: "What a network answered to a call of yours." });

export const failureDiagnosis = z
  .strictObject({
    kind: z.enum(diagnosisKinds).describe("Which kind of failure it is."),
    cause: cause.describe("The cause."),
    repair: z
      .strictObject({
        who: repairer.describe("Who can repair it."),
        how: text.describe("What they do, as a sentence."),
      })
      .describe("The way out."),
    retry: z
      .enum(retries)
      .describe(
        "Whether to try again: `backoff` with growing pauses · `at-until` from `until` on · `after-refresh` with a new token · `daily` · `never`.",
      ),
    confidence: z
      .enum(["certain", "likely"])
      .describe("`certain`: this answer leaves no doubt · `likely`: it is confirmed by a second look first."),
    until: when.exactOptional().describe("The moment that the network asked to wait for."),
    scopes: texts.exactOptional().describe("Scopes that the answer says are missing."),
    rule: text.describe("The row of the network's table that fits."),
    restsOn: restsOn.exactOptional().describe("What of the answer that row reads."),
    source: text.describe("Where that row is from, with the day it was read."),
  })
  .meta({
    id: "FailureDiagnosis",
    description:
      "What an answer means. Nothing is decided by a report alone: Latchkey looks itself, with a cheap read.",
  });

export const unrecognisedAnswer = z
  .strictObject({
    id: text.describe("Id of this kind of answer."),
    network: text.describe("Id of the network."),
    call: text.describe("What was being done."),
    status: z.int().describe("HTTP status; 0: no answer."),
    code: textOrNull.describe("The network's own code in it; null: none."),
    subcode: textOrNull.describe("Its second code; null: none."),
    words: text.describe("What it says, without names, ids and numbers."),
    count: count.describe("How often it was met."),
    reported: count.describe("How many of them were reported by callers; the others Latchkey met itself."),
    firstSeenAt: when.describe("When it was met first."),
    lastSeenAt: when.describe("When it was met last."),
    sample: z
      .strictObject({
        address: text.describe("The address that was called, without secrets."),
        body: z.unknown().describe("The answer, redacted."),
        at: when.describe("When the network answered."),
      })
      .describe("The newest one."),
  })
  .meta({ id: "UnrecognisedAnswer", description: "One kind of answer that no row of a network's table fits." });

export const reportQuery = z.strictObject({
  dry: z.enum(["true", "false"]).default("false").describe("`true`: only say what it means; nothing is done or kept."),
});

export const unrecognisedQuery = z.strictObject({
  ...cursorQuery,
  network: z.string().max(50).optional().describe("Id of a network."),
});
