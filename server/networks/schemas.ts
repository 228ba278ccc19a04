import { z } from "zod";
import {
  capability,
  count,
  profileNoun,
  sourced,
  statusCounts,
  text,
  textOrNull,
  texts,
  when,
  whenOrNull,
} from "../http/schemas.ts";
import { learnedLifetimes } from "../lifetimes/schemas.ts";

const scopesHeld = texts.describe("Scopes that are needed, in the network's spelling.");
const anyRole = texts.describe("Roles of which one is needed, by their codes; empty: no role.");

export const capabilityNeeds = z
  .union([
    z.strictObject({
      scopes: scopesHeld,
      anyRole,
      instead: z
        .strictObject({ scopes: scopesHeld, anyRole })
        .nullable()
        .describe("Another set that is as good, of the network's other way in; null: there is none."),
      absentFor: z
        .array(
          z.strictObject({
            kind: text.describe("Code of the kind."),
            name: text.describe("What people call the kind."),
            why: text.describe("Why it never has this, as a sentence."),
          }),
        )
        .describe("Kinds of profiles that never have it, with the reason."),
      ...sourced.shape,
    }),
    z.strictObject({ absent: text.describe("Why this network has none, as a sentence.") }),
  ])
  .meta({ id: "CapabilityNeeds", description: "What a capability asks for at a network, or why it has none." });

export const lifetime = z
  .strictObject({
    what: text.describe("What lives so long, in a few words."),
    seconds: z.number().min(0).nullable().describe("How long, in seconds; null: no end by time."),
    ofLogin: z.boolean().describe("It is the whole login that lives so long when nobody renews it."),
    way: textOrNull.describe("Id of the way in that it holds for; null: any."),
    ...sourced.shape,
  })
  .meta({ id: "Lifetime", description: "What a network has written down about how long something lives." });

export const paidReads = z
  .strictObject({
    month: text.describe("The calendar month in UTC: `2026-11`."),
    used: count.describe("Reads that were charged this month: one for each account and day."),
    budget: count.nullable().describe("What the operator allows a month; null: no limit."),
    cents: z.number().describe("What `used` costs, in US cents."),
    centsEach: z.number().describe("What one more costs, in US cents."),
    state: z
      .enum(["well", "low", "used_up"])
      .describe(
        "`low`: four fifths are used and the rest does not last the month · `used_up`: logins are kept alive, profiles are not probed.",
      ),
    accounts: count.describe("Accounts whose logins are kept alive."),
    needed: count.describe("The most reads that those accounts can take in a month."),
    endsAt: when.describe("When the next month begins."),
    lastMonth: z
      .strictObject({
        month: text.describe("The month before, in UTC."),
        used: count.describe("Reads that were charged then."),
        cents: z.number().describe("What they cost, in US cents."),
      })
      .describe("The month before."),
    ...sourced.shape,
  })
  .meta({
    id: "PaidReads",
    description:
      "Reads that the network charges this installation's app for, this calendar month in UTC, counted as the network counts. What other programs read with tokens that they were lent is not among them.",
  });

const guide = z.strictObject({
  needs: texts.describe("What a person needs before they connect, as sentences."),
  whoCanRenew: text.describe("Who can renew, by role: “Anyone with full control of the Page.”"),
  whatExpires: text.describe("What ends when, as a sentence."),
  otherAccount: text.describe("How somebody changes to another login at this network."),
  helpTopic: textOrNull.describe("The page of the help that explains rights there; null: none."),
  whatRevokingEnds: textOrNull.describe(
    "What else ends there when a permission is given back, where that is more than one connection; null: nothing else.",
  ),
});

const networkHealth = z.strictObject({
  state: z
    .enum(["well", "unavailable", "frozen", "app_rejected"])
    .describe(
      "`unavailable`: no usable answers · `frozen`: many logins failed at once, so verdicts are paused · `app_rejected`: this installation's app is refused.",
    ),
  since: whenOrNull.describe("Since when; null while it is well."),
});

const troubledServer = z.strictObject({
  name: text.describe("The server's host."),
  state: z
    .enum(["unavailable", "frozen"])
    .describe("`unavailable`: no usable answers · `frozen`: verdicts are paused."),
  since: whenOrNull.describe("Since when."),
});

const alarm = z.strictObject({
  kind: z
    .enum(["app_rejected", "consent_refused", "version_ending", "version_ended", "reads_low", "reads_used_up"])
    .describe("What it is about."),
  text: text.describe("What the operator has to do, as a sentence."),
  since: whenOrNull.describe("Since when; null where there is no such moment."),
});

const version = z.strictObject({
  name: text.describe("The version, as the network calls it."),
  endsAt: whenOrNull.describe("Its announced end; null: none is announced."),
  state: z.enum(["current", "ending", "ended"]).describe("How it stands with that end."),
  ...sourced.shape,
});

const way = z.strictObject({
  id: text.describe("Give it as `way` when a connection is started."),
  label: text.describe("What people choose."),
  help: text.describe("What it is for, as a sentence."),
  configured: z.boolean().describe("The operator has entered the app of this way."),
});

export const network = z
  .strictObject({
    id: text.describe("Id of the network: `facebook`."),
    name: text.describe("What people call it."),
    logoUrl: text.describe("Path of its logo on this server, an SVG."),
    profileNoun: profileNoun.describe("What people call a profile there."),
    identifier: z
      .strictObject({
        label: text.describe("What is asked for."),
        placeholder: text.describe("An example of it."),
      })
      .nullable()
      .describe("To be asked before the redirect (a handle, a server); null: not needed."),
    accountSwitch: z
      .enum(["forced", "hinted", "none"])
      .describe("Whether a renewal can make the network ask for another login, at least suggest one, or neither."),
    guide: guide.describe("Plain sentences for people, shown before the redirect."),
    limited: textOrNull.describe(
      "What people must know before they rely on it; the network is labelled “limited” then. Null: nothing.",
    ),
    refuses: texts.describe("What cannot be connected although people look for it, with the reason."),
    ways: z.array(way).describe("Ways in that a person chooses from before the redirect; empty where there is one."),
    follows: z.boolean().describe("Everything usable is added by itself, now and when it appears later; nobody picks."),
    capabilities: z.record(capability, capabilityNeeds).describe("What each capability asks for there."),
    roleNames: z.record(z.string(), text).describe("Roles as the network's own pages call them, by their code."),
    versions: z.array(version).describe("Versions of the network's interface that are in use."),
    lifetimes: z.array(lifetime).describe("How long what lives there, by the network's own word."),
    configured: z.boolean().describe("The operator has entered this installation's app."),
    registersItself: z
      .boolean()
      .describe("Latchkey registers at each of its servers by itself: there is nothing for an operator to enter."),
    health: networkHealth.describe("How the network is doing, seen from here."),
    troubledServers: z
      .array(troubledServer)
      .describe(
        "Where a network is many servers: those in trouble among the ones in use here. A server's trouble is never the network's.",
      ),
    alarms: z
      .array(alarm)
      .describe("What the operator has to do something about; one line each, however many people it concerns."),
    counts: statusCounts.describe("The workspace's profiles there."),
    paidReads: paidReads
      .nullable()
      .describe("Reads that the network charges for; null: it charges nothing, or no app is entered."),
  })
  .meta({ id: "Network", description: "A network, as the pages that connect and renew need it." });

export const networkLimit = z
  .strictObject({
    what: text.describe("What is limited, in a few words."),
    limit: text.describe("How much, in words."),
    figure: z
      .strictObject({
        count: z.number().describe("How many."),
        of: text.describe("Of what: “calls”."),
        perSeconds: z.number().nullable().describe("In how many seconds; null: it is no rate but a cap."),
        per: z
          .enum(["app", "token", "person", "profile", "address", "post"])
          .describe("For each of what it is counted."),
      })
      .nullable()
      .describe("The limit as a number; null: it is not one plain number."),
    unconfirmed: z.boolean().describe("Not from the network's own documentation, or from one source alone."),
    ...sourced.shape,
  })
  .meta({ id: "NetworkLimit", description: "What an operator or a programmer must reckon with at a network." });

const refreshing = z.strictObject({
  model: z
    .enum(["rotating", "renewable", "extending", "fixed", "none"])
    .describe(
      "`rotating`: each refresh spends the refresh token · `renewable`: it stays · `extending`: the token itself is exchanged · `fixed`: only a person can renew · `none`: no end by time.",
    ),
  minimumAgeSeconds: z.number().min(0).describe("A token younger than this cannot be refreshed. Seconds."),
  ...sourced.shape,
});

const scopeNote = z.strictObject({
  scope: text.describe("The scope, in the network's spelling."),
  what: text.describe("What it is for, as a sentence."),
  capabilities: z
    .array(capability)
    .describe("Which capabilities need it; none: it says who signed in, or keeps the login alive."),
  ways: texts.describe("Ids of the ways in that ask for it; empty where there is one."),
  ...sourced.shape,
});

const roleNote = z.strictObject({
  role: text.describe("Code of the role."),
  name: text.describe("As the network's own pages call it."),
  capabilities: z.array(capability).describe("Which capabilities it suffices for."),
  ...sourced.shape,
});

export const networkNotes = network
  .extend({
    refreshing: refreshing.describe("How a login is kept alive."),
    scopes: z
      .array(scopeNote)
      .describe("Every scope that a full connection asks for; of several ways in, those of each."),
    roles: z.array(roleNote).describe("Every role that a capability takes; one of those that it names is enough."),
    limits: z.array(networkLimit).describe("Limits at the network."),
    learned: learnedLifetimes.describe("How long logins really live on this installation."),
  })
  .meta({
    id: "NetworkNotes",
    description: "A network with everything that is written down about it, and what was learned here.",
  });

export const thawQuery = z.strictObject({
  server: z
    .string()
    .optional()
    .describe("Where a network is many servers: the one whose verdicts are paused. Left out: the network."),
});
