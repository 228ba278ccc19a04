import { z } from "zod";
import { text, when } from "../http/schemas.ts";

export const demoAction = z
  .strictObject({
    id: text.describe("Id of the action."),
    label: text.describe("What its button says."),
    help: text.describe("What happens then, as a sentence."),
    on: z.boolean().nullable().describe("A switch: whether it is on. Null: it is no switch."),
  })
  .meta({ id: "DemoAction", description: "Something that the simulated networks can be made to do." });

export const demoState = z
  .strictObject({
    now: when.describe("The time at the simulated networks."),
    actions: z.array(demoAction).describe("What can be made to happen."),
    simulatorUrl: text.describe("Address of the simulator's own page."),
    people: z
      .array(
        z.strictObject({
          name: text.describe("Name of the person."),
          email: text.describe("What they sign in with at the networks."),
          password: text.describe("Their password there."),
        }),
      )
      .describe("People who live at the simulated networks."),
  })
  .meta({ id: "DemoState", description: "How the simulated networks stand." });
