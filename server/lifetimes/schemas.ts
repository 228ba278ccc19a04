import { z } from "zod";
import { cause, count, seconds, text } from "../http/schemas.ts";

export const learnedLifetime = z
  .strictObject({
    ended: count.describe("Lives that ended at the network."),
    medianSeconds: seconds.describe("The median of their lengths, in seconds; null: too few to tell."),
    shortestSeconds: seconds.describe("The shortest of them, in seconds; null: none ended."),
    longestSeconds: seconds.describe("The longest of them, in seconds; null: none ended."),
    causes: z
      .array(z.strictObject({ cause: cause.describe("The cause."), count: count.describe("Lives that it ended.") }))
      .describe("Why they ended, the most frequent cause first."),
    alive: count.describe("Logins that live now."),
    oldestAliveSeconds: seconds.describe("How long the oldest of those has lived, in seconds; null: none lives."),
  })
  .meta({ id: "LearnedLifetime", description: "How long logins lived, from consent to their death at the network." });

const learnedOfWay = learnedLifetime.extend({
  id: text.describe("Id of the way in."),
  label: text.describe("What people call it."),
});

export const learnedLifetimes = learnedLifetime
  .extend({
    enough: count.describe("Of fewer lives that ended no median is told."),
    ways: z.array(learnedOfWay).describe("Where a network has several ways in: each by itself."),
  })
  .meta({
    id: "LearnedLifetimes",
    description:
      "How long logins really live on this installation, from consent to their death at the network. What a person here ended, and what a renewal replaced while it lived, might have lived on and does not count.",
  });
