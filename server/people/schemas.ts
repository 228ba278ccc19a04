import { z } from "zod";
import { roles } from "../http/route.ts";
import { text, when, whenOrNull } from "../http/schemas.ts";

const signIn = z.strictObject({
  email: text.describe("E-mail address of a sample person."),
  password: text.describe("Their password."),
});

export const session = z
  .strictObject({
    setupNeeded: z.boolean().describe("Nobody has signed up yet: the first person creates the workspace."),
    demo: z.boolean().describe("This is the demo: the strip “Simulated networks” is shown."),
    demoSignIn: signIn.exactOptional().describe("In the demo: what to sign in with."),
    now: when.describe("The server's time."),
    user: z
      .strictObject({
        id: text.describe("Id of the person."),
        name: text.describe("Their name."),
        email: text.describe("Their e-mail address."),
        twoFactorEnabled: z.boolean().describe("They sign in with a second factor."),
      })
      .nullable()
      .describe("Who is signed in; null: nobody."),
    workspace: z
      .strictObject({ id: text.describe("Id of the workspace."), name: text.describe("Its name.") })
      .nullable()
      .describe("The workspace that they look at; null: none."),
    role: z.enum(roles.toReversed()).nullable().describe("Their role in it; null: none."),
    operator: z
      .boolean()
      .describe("They look after the apps of this installation: an owner or admin of its first workspace."),
  })
  .meta({ id: "Session", description: "Who is here. Strangers are answered too." });

const name = z.string().trim().min(1).max(80);

export const setup = z
  .strictObject({
    workspaceName: name.describe("What the workspace is called."),
    name: name.describe("Name of the first person."),
    email: z.email().max(254).describe("Their e-mail address, to sign in with."),
    password: z
      .string()
      .min(10, "At least 10 characters")
      .max(128, "At most 128 characters")
      .describe("Their password, 10 to 128 characters."),
  })
  .meta({ id: "Setup", description: "Who creates the workspace, and what it is called." });

export const apiKey = z
  .strictObject({
    id: text.describe("Id of the key; not the key itself."),
    name: text.describe("What it is called."),
    start: text.describe("Its first characters, to recognise it."),
    createdAt: when.describe("When it was made."),
    lastUsedAt: whenOrNull.describe("When it was used last; null: never."),
  })
  .meta({ id: "ApiKey", description: "A key with which a program acts in one workspace, as a member." });

export const newApiKey = apiKey
  .extend({ key: text.describe("The key, `lk_…`. It is shown this once.") })
  .meta({ id: "NewApiKey", description: "An API key that was just made." });

export const keyToMake = z.strictObject({
  name: name.describe("What the key is called: name the program that uses it."),
});
