import { z } from "zod";
import { profileStatus, text } from "../http/schemas.ts";

/** An event that names what changed. */
const changed = <Name extends string>(name: Name) =>
  z.strictObject({
    event: z.literal(name).describe(`The ${name} changed.`),
    data: z.strictObject({ id: text.describe(`Id of the ${name}.`) }).describe("Which one."),
  });

export const streamEvent = z
  .discriminatedUnion("event", [
    z.strictObject({
      event: z.literal("profile").describe("The status of a profile changed."),
      data: z
        .strictObject({
          id: text.describe("Id of the profile."),
          status: profileStatus.describe("How it stands now."),
          name: text.describe("Its name."),
          was: profileStatus.describe("How it stood before."),
        })
        .describe("Which one, and how it stands."),
    }),
    changed("incident"),
    changed("connection"),
    changed("network"),
    z.strictObject({
      event: z
        .literal("refresh")
        .describe("Much changed at once, or the stream was interrupted: read everything again."),
      data: z.record(z.string(), z.never()).describe("Empty."),
    }),
  ])
  .meta({
    id: "StreamEvent",
    description: "An event of `GET /v1/stream`: its name and its data. Read again what it names.",
  });
