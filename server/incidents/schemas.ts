import { z } from "zod";
import { cursorQuery } from "../http/cursor.ts";
import {
  cause,
  count,
  personRef,
  profileName,
  profileStatus,
  text,
  textOrNull,
  when,
  whenOrNull,
} from "../http/schemas.ts";

export const incident = z
  .strictObject({
    id: text.describe("Id of the incident."),
    network: text.describe("Id of the network."),
    server: textOrNull.describe("Where a network is many servers: the one that is in trouble; else null."),
    reach: z
      .enum(["grant", "access", "network", "app"])
      .describe(
        "How far it reaches. `grant`: one person's login · `access`: a role or a profile · `network` · `app`: this installation's app.",
      ),
    cause: cause.describe("The cause."),
    headline: text.describe("What happened, as a sentence."),
    nextStep: text.describe("What to do, as a sentence."),
    advice: textOrNull.describe(
      "What the answer means at this network in particular and what helps there, as a sentence; null: no more to say.",
    ),
    openedAt: when.describe("When it began."),
    closedAt: whenOrNull.describe("When it was over; null: it is open."),
    person: personRef.nullable().describe("Whose login it is; null: it is no single person's."),
    grantId: textOrNull.describe("The grant that it is about; null: no single one."),
    profiles: z
      .array(profileName)
      .describe("Profiles that it affects now, the first hundred; once it is over, those that it affected."),
    profileCount: count.describe("How many it affects now; once it is over, how many it affected."),
    cameBack: z
      .strictObject({
        count: count.describe("How many."),
        at: when.describe("Since when the last of them works."),
      })
      .nullable()
      .describe("Of an open one: those that it affected and that work again; null: none, or it is over."),
    status: profileStatus.describe("The gravest status among its profiles; `connected` once they are well."),
    verdictsFrozen: z.boolean().describe("Verdicts are paused while it lasts."),
  })
  .meta({ id: "Incident", description: "One cause, with everything that it affects." });

export const incidentsQuery = z.strictObject({
  ...cursorQuery,
  open: z
    .enum(["true", "false"])
    .optional()
    .describe("`true`: open ones alone · `false`: closed ones · left out: all."),
});
