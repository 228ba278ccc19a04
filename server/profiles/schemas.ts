import { z } from "zod";
import {
  brandRef,
  capability,
  cause,
  count,
  healthState,
  personRef,
  profileStatus,
  statusCounts,
  text,
  textOrNull,
  texts,
  when,
  whenOrNull,
} from "../http/schemas.ts";
import { cursorQuery } from "../http/cursor.ts";

export const whoCanRenew = z
  .strictObject({
    people: z.array(personRef).describe("Persons who set a token here and can most simply renew it."),
    roles: text.describe("Who else could, by role: “Anyone with full control of the Page”."),
  })
  .meta({ id: "WhoCanRenew", description: "Who can renew a profile's login." });

export const profile = z
  .strictObject({
    id: text.describe("Id of the profile here."),
    network: text.describe("Id of its network."),
    remoteId: text.describe("Its id at the network."),
    name: text.describe("Its name at the network."),
    handle: textOrNull.describe("Its handle at the network; null: it has none."),
    kind: text.describe("Which kind of profile, by the network's code: `page`."),
    avatarUrl: textOrNull.describe("Address of its picture; null: none is known."),
    url: textOrNull.describe("Its address at the network; null: none is known."),
    status: profileStatus.describe("How it stands."),
    statusText: text.describe("One sentence in plain words: what happened. Never a raw code."),
    nextStep: textOrNull.describe("One sentence: what to do next; null: nothing."),
    cause: cause.nullable().describe("Why it stands so; null: nothing is wrong."),
    since: whenOrNull.describe("Since when the status holds. `expired`: since when no token works."),
    until: whenOrNull.describe(
      "`expiring`, or a deadline known long before: until when it is expected to work; null: unknown or none.",
    ),
    lostCapabilities: z.array(capability).describe("What was enabled and does not work now."),
    provedAt: whenOrNull.describe("When a real call proved it last; null: never."),
    whoCanRenew: whoCanRenew.describe("Who can renew it."),
    brands: z.array(brandRef).describe("Brands that it belongs to."),
  })
  .meta({ id: "Profile", description: "A social media profile that is connected here, or was." });

export const capabilityDetail = z
  .strictObject({
    capability: capability.describe("The capability."),
    enabled: z.boolean().describe("It is wanted here; what is missing counts as lost only then."),
    state: z
      .enum(["ready", "missing", "unknown", "absent"])
      .describe("`missing`: a scope or role is lacking · `unknown`: not proved yet · `absent`: the network has none."),
    text: text.describe("One sentence: proved when, or what is missing, or why the network has none."),
    neededScopes: texts.describe("Scopes that it needs, in the network's spelling."),
    missingScopes: texts.describe("Those of them that were not granted."),
    neededRoles: texts.describe("Roles of which it needs one, by their codes."),
    heldRoles: texts.nullable().describe("Roles that the person holds; null: the network has not told."),
  })
  .meta({
    id: "CapabilityDetail",
    description: "What a capability needs at the network, and what is held, side by side.",
  });

export const access = z
  .strictObject({
    id: text.describe("Id of the access."),
    grantId: text.describe("Id of the grant that it comes from."),
    setter: personRef.describe("Who authorised it."),
    authorisedAt: when.describe("When they did."),
    state: healthState.describe("How it stands."),
    cause: cause.nullable().describe("Why it does not work; null: nothing is wrong."),
    stateText: text.describe("How it stands, as a sentence."),
    scopesAsked: texts.describe("Scopes that were asked for."),
    scopesGranted: texts.nullable().describe("Scopes that were granted; null: the network has not told."),
    scopesDeclined: texts.describe("Scopes that the person left unticked."),
    roles: texts.nullable().describe("The person's roles on the profile; null: the network has not told."),
    expectedUntil: whenOrNull.describe("When it is expected to end; null: unknown or never. `expiryText` says which."),
    expiryText: text.describe("When it ends and what happens then, as a sentence."),
    lastProofAt: whenOrNull.describe("When a real call proved it last; null: never."),
    nextLookAt: whenOrNull.describe("When it is probed next; null: not planned."),
  })
  .meta({
    id: "Access",
    description:
      "One access token as people see it: who set it and when, what was asked and granted, its expected end, its last proof. The token itself is never in it.",
  });

export const profileDetail = profile
  .extend({
    advice: textOrNull.describe(
      "What the answer that ended it means at this network in particular and what helps there, as a sentence; null: no more to say.",
    ),
    createdAt: when.describe("When it was connected here first."),
    disconnectedAt: whenOrNull.describe("When a person here disconnected it; null: it is connected."),
    capabilities: z.array(capabilityDetail).describe("How each capability stands."),
    accesses: z.array(access).describe("Its access tokens; several may stand in for each other."),
    disconnect: z
      .strictObject({
        otherProfilesOfTheseGrants: count.describe("Other profiles that live on the same grants."),
        revokesAtNetwork: z
          .boolean()
          .describe(
            "The permission is given back at the network; false while the login still serves another profile, or another network's consent would end with it.",
          ),
      })
      .describe("What disconnecting would stop, for the question before it."),
  })
  .meta({ id: "ProfileDetail", description: "A profile with its capabilities and access tokens." });

export const networkCall = z
  .strictObject({
    id: text.describe("Id of the call."),
    at: when.describe("When it was made."),
    act: text.describe("What it was for: `probe`, `token-refresh`, `publish`."),
    method: text.describe("HTTP method."),
    address: text.describe("Address, without secrets."),
    status: z.int().describe("HTTP status of the answer; 0: no answer."),
    milliseconds: count.describe("How long it took, in milliseconds."),
  })
  .meta({ id: "NetworkCall", description: "A call that was made at a network on a profile's behalf." });

export const probeAnswer = z
  .strictObject({
    profile: profile.describe("The profile after the probe."),
    proved: z.boolean().describe("A real call proved it just now."),
  })
  .meta({ id: "ProbeAnswer", description: "What a probe showed." });

export const summary = z
  .strictObject({
    counts: statusCounts.describe("The workspace's profiles."),
    loginsToRenew: count.describe(
      "How many logins (persons) would have to be renewed to repair everything that is expired.",
    ),
    profilesRepairedByThat: count.describe("How many profiles that would repair."),
    openIncidents: count.describe("Incidents that are open."),
  })
  .meta({ id: "Summary", description: "The numbers on every page." });

export const brand = z
  .strictObject({
    id: text.describe("Id of the brand."),
    name: text.describe("Name of the brand."),
    profiles: count.describe("Profiles that belong to it."),
  })
  .meta({ id: "Brand", description: "A brand of the workspace." });

export const profilesQuery = z.strictObject({
  ...cursorQuery,
  status: z
    .string()
    .max(200)
    .optional()
    .describe("Statuses, separated by commas; `disconnected` profiles are listed only when asked for."),
  network: z.string().max(50).optional().describe("Id of a network."),
  brand: z.string().max(50).optional().describe("Id of a brand."),
  q: z.string().max(200).optional().describe("Part of the name or handle, or the whole id at the network."),
  sort: z.enum(["urgency", "name"]).default("urgency").describe("`urgency`: those that need a person first."),
});
