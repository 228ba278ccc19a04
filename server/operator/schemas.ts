import { z } from "zod";
import { text, textOrNull, texts, whenOrNull } from "../http/schemas.ts";

const namedUrl = z.strictObject({
  name: text.describe("What it is called."),
  url: text.describe("Its address."),
});

const appField = z.strictObject({
  key: text.describe("Give it as a key of `values` when the app is entered."),
  label: text.describe("What the network calls it."),
  help: text.describe("Where it is found and what it is for, as a sentence."),
  secret: z.boolean().describe("It is sealed, and never shown again."),
  required: z.boolean().describe("Without it nothing can be connected."),
  variable: text.describe("The variable of the environment that can give it."),
  value: textOrNull.describe("What is entered; null for secrets, and for what is not entered."),
  isSet: z.boolean().describe("Something is entered."),
});

const registration = z.strictObject({
  instance: text.describe("Which app: the id of a way in; empty where a network has one app."),
  label: text.describe("What people call it."),
  configured: z.boolean().describe("It is entered."),
  fromEnvironment: z.boolean().describe("Its values stand in the environment and are changed there."),
  health: z.enum(["well", "rejected"]).describe("`rejected`: the network refuses this app."),
  healthSince: whenOrNull.describe("Since when; null: it was never refused."),
  canProve: z.boolean().describe("A call can prove that the network knows it."),
  fields: z.array(appField).describe("What has to be entered."),
});

export const networkSetup = z
  .strictObject({
    network: text.describe("Id of the network."),
    portal: namedUrl.nullable().describe("Where apps are registered; null: none is needed."),
    steps: texts.describe("What to do there, step by step."),
    redirectUrl: text.describe("To be entered at the network, letter for letter."),
    hooks: z.array(namedUrl).describe("Addresses at which the network tells us of things; to be entered there."),
    documents: z.array(namedUrl).describe("Documents that the network reads from us; to be entered there."),
    apps: z.array(registration).describe("The app, or one for each way in."),
  })
  .meta({ id: "NetworkSetup", description: "The operator's road to an app. Secrets are never in it." });

const instance = z.string().max(50).exactOptional().describe("Which app, where a network has several.");

export const appInput = z
  .strictObject({
    instance,
    values: z
      .record(z.string().max(100), z.string().max(10_000))
      .describe("What is entered, by the keys of the fields. A secret that is left out stays as it is."),
  })
  .meta({ id: "AppInput", description: "An app of this installation, as the operator enters it." });

export const appChoice = z.strictObject({ instance });

export const appProof = z
  .strictObject({
    state: z
      .enum(["proved", "unproved", "refused"])
      .describe("`unproved`: the network could not be asked, or offers no call that proves it."),
    text: text.describe("What the network answered, in plain words."),
  })
  .meta({ id: "AppProof", description: "Whether the network knows the app." });
