import { z } from "zod";
import { cursorQuery } from "../http/cursor.ts";
import {
  brandRef,
  capability,
  count,
  personRef,
  profileName,
  profileNoun,
  profileStatus,
  sentId,
  text,
  textOrNull,
  texts,
  when,
} from "../http/schemas.ts";

export const connectionStart = z
  .strictObject({
    network: sentId.describe("Id of the network, as `GET /v1/networks` lists it."),
    identifier: z
      .string()
      .min(1)
      .max(300)
      .exactOptional()
      .describe("The person's handle or server, where the network's `identifier` asks for one."),
    way: z
      .string()
      .min(1)
      .max(50)
      .exactOptional()
      .describe("Which way in, where the network has several; left out: the first that is set up."),
  })
  .meta({ id: "ConnectionStart", description: "What to connect." });

export const started = z
  .strictObject({
    connectionId: textOrNull.describe(
      "Id of the connection to follow; null: a link was made, and nobody has used it yet.",
    ),
    url: text.describe("Open it in the person's browser. Of a link: pass it on."),
    expiresAt: when.describe("Until when it can be used."),
  })
  .meta({ id: "Started", description: "Where the person goes on." });

export const comparison = z
  .strictObject({
    keeps: z.array(profileName).describe("Profiles that the login served and goes on serving."),
    drops: z.array(profileName).describe("Reached by the old grant, not by this consent: they would lose this access."),
    heals: z.array(profileName).describe("Known profiles that come back to life."),
    newlyReachable: count.describe("Profiles that are reachable and not connected here yet."),
    lostCapabilities: z.array(capability).describe("What worked before and would not any more."),
    regainedCapabilities: z.array(capability).describe("What did not work before and would again."),
  })
  .meta({ id: "Comparison", description: "What saving this consent would change, shown before it is saved." });

export const connectionResult = z
  .strictObject({
    profileId: textOrNull.describe("Id of the profile; null: not added, or not added yet. `text` says which."),
    name: text.describe("Its name at the network."),
    avatarUrl: textOrNull.describe("Address of its picture; null: none is known."),
    proved: z.boolean().nullable().describe("A real call proved it; null: it was not asked yet."),
    status: profileStatus.describe("How it stands."),
    text: text.describe("How it went, as a sentence."),
    brands: z.array(brandRef).describe("Brands that it belongs to."),
  })
  .meta({ id: "ConnectionResult", description: "One profile that was picked, and how it went." });

const connectionStatus = z.enum([
  "waiting",
  "discovering",
  "picking",
  "mismatch",
  "comparing",
  "proving",
  "done",
  "cancelled",
  "failed",
  "expired",
]);

export const connection = z
  .strictObject({
    id: text.describe("Id of the connection."),
    purpose: z.enum(["connect", "renew"]).describe("What it is for."),
    network: text.describe("Id of the network."),
    networkName: text.describe("What people call the network."),
    profileNoun: profileNoun.describe("What people call a profile there."),
    otherAccount: text.describe("How somebody changes to another login there."),
    status: connectionStatus.describe(
      "`waiting` for the person at the network · `discovering` profiles · `picking` some of them (connect) · `mismatch`: another person or profile than expected · `comparing`: a renewal, shown before it is saved · `proving` by real calls · `done` · `cancelled` · `failed` · `expired`.",
    ),
    expiresAt: when.describe("Until when the person can go on."),
    person: personRef.nullable().describe("Who authorised at the network; null: nobody yet."),
    expected: z
      .strictObject({
        person: personRef.nullable().describe("Who authorised before; null: not known."),
        profile: profileName.nullable().describe("The profile that has to be reached; null: it is gone."),
      })
      .nullable()
      .describe("Of a renewal: who and what is expected. Null: it is a new connection."),
    found: count.describe("From `discovering` on: how many profiles were found so far."),
    usable: count.describe("How many of them can be used."),
    scopes: z
      .strictObject({
        asked: texts.describe("Scopes that were asked for."),
        granted: texts.nullable().describe("Scopes that were granted; null: the network has not told."),
        declined: texts.describe("Scopes that the person left unticked."),
        lostCapabilities: z.array(capability).describe("What cannot work without them."),
      })
      .nullable()
      .describe("What the person granted; null: nobody authorised yet."),
    comparison: comparison.nullable().describe("What saving would change; null: there is nothing to save now."),
    mismatch: z
      .strictObject({
        text: text.describe("One sentence with both names."),
        ways: z
          .array(z.enum(["other_login", "new_profile", "additional_access"]))
          .describe("Which ways on are open: another login, add it as a new profile, keep it as a further access."),
      })
      .nullable()
      .describe("`mismatch`: what differs, and how to go on; else null."),
    results: z
      .array(connectionResult)
      .describe("`proving`, `done`, and `failed` after a proof: one line for each profile that was picked."),
    message: textOrNull.describe("`failed`, `cancelled`, `expired`: what happened and what is unchanged; else null."),
    viaLink: z.boolean().describe("The person came through a renewal link and has no account here."),
  })
  .meta({
    id: "Connection",
    description: "One act of connecting or renewing, as the browser that began it may see it.",
  });

export const restart = z
  .strictObject({
    switchAccount: z.boolean().optional().describe("Ask the network for another login, where it can."),
    rerequest: z.boolean().optional().describe("Ask again for what was left unticked."),
  })
  .meta({ id: "Restart", description: "How the same is begun again." });

export const candidate = z
  .strictObject({
    remoteId: text.describe("Its id at the network: give it back to add it."),
    name: text.describe("Its name at the network."),
    handle: textOrNull.describe("Its handle at the network; null: it has none."),
    kind: text.describe("Which kind of profile, by the network's code."),
    avatarUrl: textOrNull.describe("Address of its picture; null: none is known."),
    roles: texts.nullable().describe("The person's roles on it; null: the network has not told."),
    alreadyConnected: z.boolean().describe("Connected in this workspace already, by this or another person."),
    leftOut: z
      .boolean()
      .describe("Somebody has disconnected it, or left it out where everything else is added by itself."),
    unusable: textOrNull.describe("Why it cannot be used, as a sentence; null: it can."),
  })
  .meta({ id: "Candidate", description: "A profile that the consent reaches." });

export const addProfiles = z
  .strictObject({
    remoteIds: z.array(sentId).min(1).max(5000).describe("`remoteId` of each candidate to add."),
  })
  .meta({ id: "AddProfiles", description: "Which profiles to add." });

export const candidatesQuery = z.strictObject({
  ...cursorQuery,
  q: z.string().max(200).optional().describe("Part of the name or handle, or the whole id at the network."),
});
