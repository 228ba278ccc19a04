import { z } from "zod";
import {
  capability,
  cause,
  problemMembers,
  profileStatus,
  repairer,
  text,
  texts,
  whenOrNull,
} from "../http/schemas.ts";

export const tokenAnswer = z
  .strictObject({
    token: text.describe("The token. Use it now, keep it nowhere, and ask again next time: Latchkey keeps it fresh."),
    kind: z
      .enum(["bearer", "dpop", "oauth1"])
      .describe(
        "How to send it: `bearer` in the Authorization header · `dpop` with a proof signed by `dpopKey` (RFC 9449) · `oauth1` with requests signed by `tokenSecret` as well.",
      ),
    dpopKey: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe("`dpop`: the private key that signs the proofs, as a JWK."),
    audience: text.exactOptional().describe("`dpop`: the server that the token is for."),
    tokenSecret: text.exactOptional().describe("`oauth1`: the secret that signs requests together with the token."),
    expiresAt: whenOrNull.describe("When this token ends; null: unknown or never."),
    scopes: texts.nullable().describe("Scopes that it was granted; null: the network has not told."),
    setter: text.describe("Who authorised it, by name."),
    network: text.describe("Id of the network."),
    remoteId: text.describe("The profile's id at the network: what most calls there ask for."),
    accessId: text.describe("Id of the access that it is from."),
  })
  .meta({ id: "TokenAnswer", description: "A token that works now." });

export const tokenUnavailable = z
  .strictObject({
    ...problemMembers,
    profileStatus: profileStatus.describe("How the profile stands."),
    cause: cause.nullable().describe("Why there is no token; null: not known."),
    since: whenOrNull.describe("Since when; null: not known."),
    repair: z
      .strictObject({
        who: repairer.describe("Who can repair it."),
        people: texts.describe("Persons who can most simply do it, by name."),
        how: text.describe("What they do, as a sentence."),
      })
      .describe("The way out."),
    renewalUrl: text.describe("The page on which the login is renewed: pass it on."),
    retryable: z.boolean().describe("It may pass by itself: ask again later. False: only the repair helps."),
  })
  .meta({ id: "TokenUnavailable", description: "Why there is no token, and who repairs it." });

export const tokenQuery = z.strictObject({
  capability: capability.optional().describe("What you are going to do: only a token that may do it is answered."),
});
