import { z } from "zod";
import { capabilities } from "#core/capability.ts";
import { causes, repairers, restsOnKinds } from "#core/diagnosis.ts";
import { healthStates } from "#core/health.ts";
import { profileStatuses } from "#core/profile-status.ts";
import {
  capabilityMeanings,
  causeMeanings,
  healthMeanings,
  repairerMeanings,
  restsOnMeanings,
  statusMeanings,
} from "./meanings.ts";

/**
 * What several rooms say in the API. The rooms' own `schemas.ts` say the rest. Each member has a sentence; a schema with an
 * `id` becomes a type of that name in `sdk/contract/` (`npm run docs`) and a component of `/openapi.json`.
 */

/** A text of any length. */
export const text = z.string();
export const texts = z.array(text);
export const textOrNull = text.nullable();
/** A moment as ISO 8601 in UTC. */
export const when = z.iso.datetime();
export const whenOrNull = when.nullable();
/** A whole number, 0 or more. */
export const count = z.int().min(0);
/** A length of time in seconds; null where there is none, or none is known. */
export const seconds = z.number().min(0).nullable();
/** What callers send is bounded, so that nothing oversize reaches a table. */
export const sentId = z.string().min(1).max(200);

// ── The closed lists ────────────────────────────────────────────────────────────────────────────────────────────────

/** `x-enumDescriptions` is how Scalar and others show what each word means. */
const listed = (id: string, description: string, meanings: Readonly<Record<string, string>>) => ({
  id,
  description,
  "x-enumDescriptions": meanings,
});

export const profileStatus = z
  .enum(profileStatuses)
  .meta(listed("ProfileStatus", "How a profile stands. It is derived from proofs, never set by hand.", statusMeanings));

export const capability = z
  .enum(capabilities)
  .meta(listed("Capability", "What can be done with a profile.", capabilityMeanings));

export const cause = z.enum(causes).meta(listed("Cause", "Why something does not work.", causeMeanings));

export const repairer = z.enum(repairers).meta(listed("Repairer", "Who can repair something.", repairerMeanings));

export const healthState = z
  .enum(healthStates)
  .meta(listed("HealthState", "How a login or an access token stands.", healthMeanings));

export const restsOn = z
  .enum(restsOnKinds)
  .meta(listed("RestsOn", "What of a network's answer its meaning rests on.", restsOnMeanings));

// ── Lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A list that is read page by page: `Page<Profile>` of the SDK is `page(profile)`. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z
    .strictObject({
      items: z.array(item).describe("The items of this page."),
      nextCursor: textOrNull.describe("Give it back as `cursor` for the next page; null: this was the last one."),
    })
    .describe("One page of the list.");

/** A list that is short enough to need no pages. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item).describe("All of them.") }).describe("The whole list.");

// ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const problemMembers = {
  type: text.describe("`urn:latchkey:problem:` and the code."),
  title: text.describe("What kind of problem this is; the same for every problem with this code."),
  status: z.int().describe("The HTTP status of the answer."),
  code: text.describe(
    "The stable name of the kind. Programs decide by it; the list stands at the top of the reference.",
  ),
  detail: text.describe("What happened here, as a sentence for a person."),
  errors: z
    .array(
      z.strictObject({
        path: text.describe("Which member: `remoteIds.0` of the body, or `limit` of the query."),
        message: text.describe("What is wrong with it."),
      }),
    )
    .exactOptional()
    .describe("`invalid_input`: which members of the input were refused."),
  requestId: text
    .exactOptional()
    .describe("Also in the header `x-request-id` and in the log: name it when you ask for help."),
};

export const problem = z
  .strictObject(problemMembers)
  .meta({ id: "Problem", description: "What was refused and why (RFC 9457), as `application/problem+json`." });

// ── What several rooms show ─────────────────────────────────────────────────────────────────────────────────────────

export const sourced = z
  .strictObject({
    source: text.describe("Where this fact is from: an address, or the place in a document."),
    readOn: z.iso.date().describe("The day it was read there, as an ISO 8601 date."),
  })
  .meta({ id: "Sourced", description: "Where a fact is from." });

export const personRef = z
  .strictObject({
    name: text.describe("The person's name at the network."),
    handle: textOrNull.describe("Their handle at the network; null: it has none, or none is known."),
    avatarUrl: textOrNull.describe("Address of their picture; null: none is known."),
  })
  .meta({ id: "PersonRef", description: "A person at a network." });

export const brandRef = z
  .strictObject({ id: text.describe("Id of the brand."), name: text.describe("Name of the brand.") })
  .meta({ id: "BrandRef", description: "A brand, by id and name." });

export const profileName = z
  .strictObject({
    id: text.describe("Id of the profile."),
    name: text.describe("Name of the profile at the network."),
    avatarUrl: textOrNull.describe("Address of its picture; null: none is known."),
  })
  .meta({ id: "ProfileName", description: "A profile, by id, name and picture." });

export const profileNoun = z.strictObject({
  one: text.describe("For one: “Page”."),
  many: text.describe("For several: “Pages”."),
});

export const statusCounts = z
  .strictObject({
    all: count.describe("All profiles but the disconnected ones."),
    problems: count.describe("Those that are expired, limited or expiring: somebody here should act."),
    byStatus: z.record(profileStatus, count).describe("How many stand how."),
  })
  .meta({ id: "StatusCounts", description: "How many profiles there are, and how they stand." });
