import { z } from "zod";
import { cause, count, healthState, personRef, text, texts, when, whenOrNull } from "../http/schemas.ts";

export const grant = z
  .strictObject({
    id: text.describe("Id of the grant."),
    network: text.describe("Id of the network."),
    setter: personRef.describe("Who authorised."),
    state: healthState.describe("How it stands."),
    cause: cause.nullable().describe("Why it does not work; null: nothing is wrong."),
    stateText: text.describe("How it stands, as a sentence."),
    authorisedAt: when.describe("When the person authorised."),
    refreshedAt: whenOrNull.describe("When it was refreshed last; null: never."),
    refreshAt: whenOrNull.describe("When it is refreshed next; null: it is not."),
    expectedUntil: whenOrNull.describe("When its token is expected to end; null: unknown or never."),
    expiryText: text.describe("When it ends and what happens then, as a sentence."),
    scopesAsked: texts.describe("Scopes that were asked for."),
    scopesGranted: texts.nullable().describe("Scopes that were granted; null: the network has not told."),
    profiles: count.describe("Profiles that it reaches and that are connected here."),
  })
  .meta({ id: "Grant", description: "What a person authorised at a network: one login, however many profiles." });
