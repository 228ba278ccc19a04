import { z } from "zod";
import { cursorQuery } from "../http/cursor.ts";
import { restsOn, text, textOrNull, when } from "../http/schemas.ts";

const evidence = z.strictObject({
  act: text.describe("What was being done at the network."),
  address: text.describe("The address that was called, without secrets."),
  status: z.int().describe("HTTP status of the answer; 0: no answer."),
  trouble: text.exactOptional().describe("Without an answer: what kept it away."),
  body: z.unknown().describe("The answer, redacted."),
  rule: text.describe("The row of the network's table that fits."),
  restsOn: restsOn
    .exactOptional()
    .describe("What of the answer the rule reads: the network's own code, its words, or nothing but the HTTP status."),
  source: text.describe("Where that row is from, with the day it was read."),
  at: when.describe("When the network answered."),
});

export const timelineEvent = z
  .strictObject({
    id: text.describe("Id of the event."),
    at: when.describe("When it happened."),
    kind: text.describe("What happened, as a word for programs: `renewed`. Kinds are added now and then."),
    text: text.describe("What happened, as a sentence."),
    tone: z.enum(["good", "bad", "warn", "neutral"]).describe("How it should look."),
    profileId: textOrNull.describe("The profile that it concerns; null: none in particular."),
    grantId: textOrNull.describe("The grant that it concerns; null: none in particular."),
    incidentId: textOrNull.describe("The incident that it belongs to; null: none."),
    actor: textOrNull.describe("The person or API key that did it; null: Latchkey itself."),
    evidence: evidence.nullable().describe("The network's answer that it rests on, redacted; null: none."),
  })
  .meta({ id: "TimelineEvent", description: "One line of the timeline, in plain words." });

export const eventsQuery = z.strictObject({
  ...cursorQuery,
  profile: z.string().max(64).optional().describe("Id of a profile: only what concerns it."),
});
