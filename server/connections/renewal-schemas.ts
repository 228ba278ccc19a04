import { z } from "zod";
import { count, personRef, profileName, sentId, text, texts, when } from "../http/schemas.ts";

export const renewalStart = z
  .strictObject({
    profileId: sentId
      .exactOptional()
      .describe("The profile to renew; its grant is found. Name either this or `grantId`."),
    grantId: sentId.exactOptional().describe("The grant to renew, with all profiles on it."),
    as: z
      .enum(["redirect", "link"])
      .exactOptional()
      .describe(
        "`redirect` (unless told): an address for a browser that is signed in here · `link`: a single-use link for somebody without an account here.",
      ),
    rerequest: z.boolean().exactOptional().describe("Ask again for what was left unticked."),
    switchAccount: z.boolean().exactOptional().describe("Ask the network for another login, where it can."),
  })
  .meta({ id: "RenewalStart", description: "What to renew, and how." });

export const confirmRenewal = z
  .strictObject({
    way: z
      .enum(["renew", "new_profile", "additional_access"])
      .describe(
        "`renew`: save it · after a mismatch `new_profile`: add what this login reaches · `additional_access`: keep it beside the old one.",
      ),
  })
  .meta({ id: "ConfirmRenewal", description: "How to go on with a renewal." });

export const renewalLink = z
  .strictObject({
    network: text.describe("Id of the network."),
    networkName: text.describe("What people call the network."),
    profile: profileName.describe("The profile to renew."),
    profilesHealed: count.describe("How many profiles one login repairs."),
    person: personRef.describe("Who authorised before."),
    invitedBy: text.describe("Who made the link, by name."),
    workspace: text.describe("Name of the workspace."),
    expiresAt: when.describe("Until when the link can be used."),
    state: z.enum(["open", "used", "expired"]).describe("Only an `open` link can be started."),
    needs: texts.describe("What a person needs before they go on, as sentences."),
  })
  .meta({ id: "RenewalLink", description: "What the landing page of a link shows. No account is needed." });
