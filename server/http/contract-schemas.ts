import { z } from "zod";
import type * as contract from "#sdk/contract.ts";

/**
 * `sdk/contract.ts` as schemas, for the reference and for tests: one per type, under the type's name in lower case.
 * The compiler refuses a schema that allows more or less than its type.
 */
function like<T>() {
  // The second half refuses a schema that leaves out an optional member, which assignability alone lets pass.
  return <S extends z.ZodType<T>>(schema: S & ([T, keyof T] extends [z.output<S>, keyof z.output<S>] ? S : never)): S =>
    schema;
}

const text = z.string();
const when = z.iso.datetime().meta({ description: "ISO 8601, UTC" });
const whenOrNull = when.nullable();
const count = z.int().min(0);
const textOrNull = z.string().nullable();
const texts = z.array(z.string());
const restsOn = z.enum(["code", "words", "status"]);

// ── The words ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const profileStatus = like<contract.ProfileStatus>()(
  z.enum(["connected", "expiring", "limited", "expired", "waiting", "unverified", "disconnected"]),
);

export const capability = like<contract.Capability>()(z.enum(["publish", "inbox", "analytics"]));

export const cause = like<contract.Cause>()(
  z.enum([
    "lifetime_reached",
    "password_changed",
    "revoked_by_person",
    "role_lost",
    "role_too_low",
    "scope_missing",
    "person_blocked",
    "yearly_renewal_due",
    "data_access_expired",
    "profile_gone",
    "profile_deactivated",
    "profile_suspended",
    "profile_not_granted",
    "profile_not_linked",
    "profile_not_professional",
    "rotation_lost",
    "session_ended",
    "app_rejected",
    "network_unavailable",
    "rate_limited",
    "content_rejected",
    "unrecognised",
  ]),
);

export const repairer = like<contract.Repairer>()(
  z.enum(["token_setter", "profile_admin", "operator", "author", "nobody"]),
);

export const healthState = like<contract.HealthState>()(z.enum(["unverified", "live", "suspect", "dead", "ended"]));

/** `Page<Profile>` is `page(profile)`. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: textOrNull });

/** Lists that are short enough to need no pages. */
export const list = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item) });

const problemMembers = {
  type: text,
  title: text,
  status: z.int(),
  code: text,
  detail: text,
  errors: z.array(z.strictObject({ path: text, message: text })).exactOptional(),
  requestId: text.exactOptional(),
};
export const problem = like<contract.Problem>()(z.strictObject(problemMembers).meta({ id: "Problem" }));

// ── Who is here ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const session = like<contract.Session>()(
  z
    .strictObject({
      setupNeeded: z.boolean(),
      demo: z.boolean(),
      demoSignIn: z.strictObject({ email: text, password: text }).exactOptional(),
      now: when,
      user: z.strictObject({ id: text, name: text, email: text, twoFactorEnabled: z.boolean() }).nullable(),
      workspace: z.strictObject({ id: text, name: text }).nullable(),
      role: z.enum(["owner", "admin", "member", "viewer"]).nullable(),
      operator: z.boolean(),
    })
    .meta({ id: "Session" }),
);

// ── Networks ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const statusCounts = like<contract.StatusCounts>()(
  z
    .strictObject({ all: count, problems: count, byStatus: z.record(profileStatus, count) })
    .meta({ id: "StatusCounts" }),
);

const sourced = { source: text, readOn: z.iso.date() };

const capabilityNeeds = z.union([
  z.strictObject({
    scopes: texts,
    anyRole: texts,
    instead: z.strictObject({ scopes: texts, anyRole: texts }).nullable(),
    absentFor: z.array(z.strictObject({ kind: text, name: text, why: text })),
    ...sourced,
  }),
  z.strictObject({ absent: text }),
]);

const seconds = z.number().min(0).nullable();

const lifetime = like<contract.Lifetime>()(
  z.strictObject({ what: text, seconds, ofLogin: z.boolean(), way: textOrNull, ...sourced }),
);

export const paidReads = like<contract.PaidReads>()(
  z
    .strictObject({
      month: text,
      used: count,
      budget: count.nullable(),
      cents: z.number(),
      centsEach: z.number(),
      state: z.enum(["well", "low", "used_up"]),
      accounts: count,
      needed: count,
      endsAt: when,
      lastMonth: z.strictObject({ month: text, used: count, cents: z.number() }),
      ...sourced,
    })
    .meta({ id: "PaidReads" }),
);

export const network = like<contract.Network>()(
  z
    .strictObject({
      id: text,
      name: text,
      logoUrl: text,
      profileNoun: z.strictObject({ one: text, many: text }),
      identifier: z.strictObject({ label: text, placeholder: text }).nullable(),
      accountSwitch: z.enum(["forced", "hinted", "none"]),
      guide: z.strictObject({
        needs: texts,
        whoCanRenew: text,
        whatExpires: text,
        otherAccount: text,
        helpTopic: textOrNull,
        whatRevokingEnds: textOrNull,
      }),
      limited: textOrNull,
      refuses: texts,
      ways: z.array(z.strictObject({ id: text, label: text, help: text, configured: z.boolean() })),
      follows: z.boolean(),
      capabilities: z.record(capability, capabilityNeeds),
      roleNames: z.record(z.string(), text),
      versions: z.array(
        z.strictObject({
          name: text,
          endsAt: whenOrNull,
          state: z.enum(["current", "ending", "ended"]),
          ...sourced,
        }),
      ),
      lifetimes: z.array(lifetime),
      configured: z.boolean(),
      registersItself: z.boolean(),
      health: z.strictObject({ state: z.enum(["well", "unavailable", "frozen", "app_rejected"]), since: whenOrNull }),
      troubledServers: z.array(
        z.strictObject({ name: text, state: z.enum(["unavailable", "frozen"]), since: whenOrNull }),
      ),
      alarms: z.array(
        z.strictObject({
          kind: z.enum([
            "app_rejected",
            "consent_refused",
            "version_ending",
            "version_ended",
            "reads_low",
            "reads_used_up",
          ]),
          text,
          since: whenOrNull,
        }),
      ),
      counts: statusCounts,
      paidReads: paidReads.nullable(),
    })
    .meta({ id: "Network" }),
);

const limitFigure = z.strictObject({
  count: z.number(),
  of: text,
  perSeconds: z.number().nullable(),
  per: z.enum(["app", "token", "person", "profile", "address", "post"]),
});

const learnedMembers = {
  ended: count,
  medianSeconds: seconds,
  shortestSeconds: seconds,
  longestSeconds: seconds,
  causes: z.array(z.strictObject({ cause, count })),
  alive: count,
  oldestAliveSeconds: seconds,
};

const learned = like<contract.LearnedLifetimes>()(
  z.strictObject({
    ...learnedMembers,
    enough: count,
    ways: z.array(z.strictObject({ id: text, label: text, ...learnedMembers })),
  }),
);

export const networkNotes = like<contract.NetworkNotes>()(
  network
    .extend({
      refreshing: z.strictObject({
        model: z.enum(["rotating", "renewable", "extending", "fixed", "none"]),
        minimumAgeSeconds: z.number().min(0),
        ...sourced,
      }),
      scopes: z.array(
        z.strictObject({ scope: text, what: text, capabilities: z.array(capability), ways: texts, ...sourced }),
      ),
      roles: z.array(z.strictObject({ role: text, name: text, capabilities: z.array(capability), ...sourced })),
      limits: z.array(
        z.strictObject({
          what: text,
          limit: text,
          figure: limitFigure.nullable(),
          unconfirmed: z.boolean(),
          ...sourced,
        }),
      ),
      learned,
    })
    .meta({ id: "NetworkNotes" }),
);

const namedUrl = z.strictObject({ name: text, url: text });

const appField = z.strictObject({
  key: text,
  label: text,
  help: text,
  secret: z.boolean(),
  required: z.boolean(),
  variable: text,
  value: textOrNull,
  isSet: z.boolean(),
});

export const networkSetup = like<contract.NetworkSetup>()(
  z
    .strictObject({
      network: text,
      portal: namedUrl.nullable(),
      steps: texts,
      redirectUrl: text,
      hooks: z.array(namedUrl),
      documents: z.array(namedUrl),
      apps: z.array(
        z.strictObject({
          instance: text,
          label: text,
          configured: z.boolean(),
          fromEnvironment: z.boolean(),
          health: z.enum(["well", "rejected"]),
          healthSince: whenOrNull,
          canProve: z.boolean(),
          fields: z.array(appField),
        }),
      ),
    })
    .meta({ id: "NetworkSetup" }),
);

export const appInput = like<contract.AppInput>()(
  z
    .strictObject({
      instance: z.string().max(50).exactOptional(),
      values: z.record(z.string().max(100), z.string().max(10_000)),
    })
    .meta({ id: "AppInput" }),
);

export const appProof = like<contract.AppProof>()(
  z.strictObject({ state: z.enum(["proved", "unproved", "refused"]), text }).meta({ id: "AppProof" }),
);

export const summary = like<contract.Summary>()(
  z
    .strictObject({ counts: statusCounts, loginsToRenew: count, profilesRepairedByThat: count, openIncidents: count })
    .meta({ id: "Summary" }),
);

// ── Profiles ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const personRef = like<contract.PersonRef>()(
  z.strictObject({ name: text, handle: textOrNull, avatarUrl: textOrNull }).meta({ id: "PersonRef" }),
);

export const brandRef = like<contract.BrandRef>()(z.strictObject({ id: text, name: text }).meta({ id: "BrandRef" }));

export const whoCanRenew = like<contract.WhoCanRenew>()(
  z.strictObject({ people: z.array(personRef), roles: text }).meta({ id: "WhoCanRenew" }),
);

const profileMembers = {
  id: text,
  network: text,
  remoteId: text,
  name: text,
  handle: textOrNull,
  kind: text,
  avatarUrl: textOrNull,
  url: textOrNull,
  status: profileStatus,
  statusText: text,
  nextStep: textOrNull,
  cause: cause.nullable(),
  since: whenOrNull,
  until: whenOrNull,
  lostCapabilities: z.array(capability),
  provedAt: whenOrNull,
  whoCanRenew,
  brands: z.array(brandRef),
};
export const profile = like<contract.Profile>()(z.strictObject(profileMembers).meta({ id: "Profile" }));

export const capabilityDetail = like<contract.CapabilityDetail>()(
  z
    .strictObject({
      capability,
      enabled: z.boolean(),
      state: z.enum(["ready", "missing", "unknown", "absent"]),
      text,
      neededScopes: texts,
      missingScopes: texts,
      neededRoles: texts,
      heldRoles: texts.nullable(),
    })
    .meta({ id: "CapabilityDetail" }),
);

export const access = like<contract.Access>()(
  z
    .strictObject({
      id: text,
      grantId: text,
      setter: personRef,
      authorisedAt: when,
      state: healthState,
      cause: cause.nullable(),
      stateText: text,
      scopesAsked: texts,
      scopesGranted: texts.nullable(),
      scopesDeclined: texts,
      roles: texts.nullable(),
      expectedUntil: whenOrNull,
      expiryText: text,
      lastProofAt: whenOrNull,
      nextLookAt: whenOrNull,
    })
    .meta({ id: "Access" }),
);

export const profileDetail = like<contract.ProfileDetail>()(
  z
    .strictObject({
      ...profileMembers,
      advice: textOrNull,
      createdAt: when,
      disconnectedAt: whenOrNull,
      capabilities: z.array(capabilityDetail),
      accesses: z.array(access),
      disconnect: z.strictObject({ otherProfilesOfTheseGrants: count, revokesAtNetwork: z.boolean() }),
    })
    .meta({ id: "ProfileDetail" }),
);

export const timelineEvent = like<contract.TimelineEvent>()(
  z
    .strictObject({
      id: text,
      at: when,
      kind: text,
      text,
      tone: z.enum(["good", "bad", "warn", "neutral"]),
      profileId: textOrNull,
      grantId: textOrNull,
      incidentId: textOrNull,
      actor: textOrNull,
      evidence: z
        .strictObject({
          act: text,
          address: text,
          status: z.int(),
          trouble: text.exactOptional(),
          body: z.unknown(),
          rule: text,
          restsOn: restsOn.exactOptional(),
          source: text,
          at: when,
        })
        .nullable(),
    })
    .meta({ id: "TimelineEvent" }),
);

export const networkCall = like<contract.NetworkCall>()(
  z
    .strictObject({ id: text, at: when, act: text, method: text, address: text, status: z.int(), milliseconds: count })
    .meta({ id: "NetworkCall" }),
);

export const tokenAnswer = like<contract.TokenAnswer>()(
  z
    .strictObject({
      token: text,
      kind: z.enum(["bearer", "dpop", "oauth1"]),
      dpopKey: z.record(z.string(), z.unknown()).exactOptional(),
      audience: text.exactOptional(),
      tokenSecret: z.string().exactOptional(),
      expiresAt: whenOrNull,
      scopes: texts.nullable(),
      setter: text,
      network: text,
      remoteId: text,
      accessId: text,
    })
    .meta({ id: "TokenAnswer" }),
);

export const tokenUnavailable = like<contract.TokenUnavailable>()(
  z
    .strictObject({
      ...problemMembers,
      profileStatus: profileStatus,
      cause: cause.nullable(),
      since: whenOrNull,
      repair: z.strictObject({ who: repairer, people: texts, how: text }),
      renewalUrl: text,
      retryable: z.boolean(),
    })
    .meta({ id: "TokenUnavailable" }),
);

export const probeAnswer = like<contract.ProbeAnswer>()(
  z.strictObject({ profile, proved: z.boolean() }).meta({ id: "ProbeAnswer" }),
);

// ── Connecting and renewing ─────────────────────────────────────────────────────────────────────────────────────────

// What callers send is narrower than the type says: lengths are bounded, so that nothing oversize reaches a table.
const sentId = z.string().min(1).max(200);

export const connectionStart = like<contract.ConnectionStart>()(
  z
    .strictObject({
      network: sentId,
      identifier: z.string().min(1).max(300).exactOptional(),
      way: z.string().min(1).max(50).exactOptional(),
    })
    .meta({ id: "ConnectionStart" }),
);

export const renewalStart = like<contract.RenewalStart>()(
  z
    .strictObject({
      profileId: sentId.exactOptional(),
      grantId: sentId.exactOptional(),
      as: z.enum(["redirect", "link"]).exactOptional(),
      rerequest: z.boolean().exactOptional(),
      switchAccount: z.boolean().exactOptional(),
    })
    .meta({ id: "RenewalStart" }),
);

export const started = like<contract.Started>()(
  z.strictObject({ connectionId: textOrNull, url: text, expiresAt: when }).meta({ id: "Started" }),
);

export const profileName = like<contract.ProfileName>()(
  z.strictObject({ id: text, name: text, avatarUrl: textOrNull }).meta({ id: "ProfileName" }),
);

export const comparison = like<contract.Comparison>()(
  z
    .strictObject({
      keeps: z.array(profileName),
      drops: z.array(profileName),
      heals: z.array(profileName),
      newlyReachable: count,
      lostCapabilities: z.array(capability),
      regainedCapabilities: z.array(capability),
    })
    .meta({ id: "Comparison" }),
);

export const connectionResult = like<contract.ConnectionResult>()(
  z
    .strictObject({
      profileId: textOrNull,
      name: text,
      avatarUrl: textOrNull,
      proved: z.boolean().nullable(),
      status: profileStatus,
      text,
      brands: z.array(brandRef),
    })
    .meta({ id: "ConnectionResult" }),
);

export const connection = like<contract.Connection>()(
  z
    .strictObject({
      id: text,
      purpose: z.enum(["connect", "renew"]),
      network: text,
      networkName: text,
      profileNoun: z.strictObject({ one: text, many: text }),
      otherAccount: text,
      status: z.enum([
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
      ]),
      expiresAt: when,
      person: personRef.nullable(),
      expected: z.strictObject({ person: personRef.nullable(), profile: profileName.nullable() }).nullable(),
      found: count,
      usable: count,
      scopes: z
        .strictObject({
          asked: texts,
          granted: texts.nullable(),
          declined: texts,
          lostCapabilities: z.array(capability),
        })
        .nullable(),
      comparison: comparison.nullable(),
      mismatch: z
        .strictObject({ text, ways: z.array(z.enum(["other_login", "new_profile", "additional_access"])) })
        .nullable(),
      results: z.array(connectionResult),
      message: textOrNull,
      viaLink: z.boolean(),
    })
    .meta({ id: "Connection" }),
);

export const candidate = like<contract.Candidate>()(
  z
    .strictObject({
      remoteId: text,
      name: text,
      handle: textOrNull,
      kind: text,
      avatarUrl: textOrNull,
      roles: texts.nullable(),
      alreadyConnected: z.boolean(),
      leftOut: z.boolean(),
      unusable: textOrNull,
    })
    .meta({ id: "Candidate" }),
);

export const addProfiles = like<contract.AddProfiles>()(
  z.strictObject({ remoteIds: z.array(sentId).min(1).max(5000) }).meta({ id: "AddProfiles" }),
);

export const confirmRenewal = like<contract.ConfirmRenewal>()(
  z.strictObject({ way: z.enum(["renew", "new_profile", "additional_access"]) }).meta({ id: "ConfirmRenewal" }),
);

export const renewalLink = like<contract.RenewalLink>()(
  z
    .strictObject({
      network: text,
      networkName: text,
      profile: profileName,
      profilesHealed: count,
      person: personRef,
      invitedBy: text,
      workspace: text,
      expiresAt: when,
      state: z.enum(["open", "used", "expired"]),
      needs: texts,
    })
    .meta({ id: "RenewalLink" }),
);

// ── Grants, incidents, keys ─────────────────────────────────────────────────────────────────────────────────────────

export const grant = like<contract.Grant>()(
  z
    .strictObject({
      id: text,
      network: text,
      setter: personRef,
      state: healthState,
      cause: cause.nullable(),
      stateText: text,
      authorisedAt: when,
      refreshedAt: whenOrNull,
      refreshAt: whenOrNull,
      expectedUntil: whenOrNull,
      expiryText: text,
      scopesAsked: texts,
      scopesGranted: texts.nullable(),
      profiles: count,
    })
    .meta({ id: "Grant" }),
);

export const incident = like<contract.Incident>()(
  z
    .strictObject({
      id: text,
      network: text,
      server: textOrNull,
      reach: z.enum(["grant", "access", "network", "app"]),
      cause,
      headline: text,
      nextStep: text,
      advice: textOrNull,
      openedAt: when,
      closedAt: whenOrNull,
      person: personRef.nullable(),
      grantId: textOrNull,
      profiles: z.array(profileName),
      profileCount: count,
      status: profileStatus,
      verdictsFrozen: z.boolean(),
    })
    .meta({ id: "Incident" }),
);

export const brand = like<contract.Brand>()(
  z.strictObject({ id: text, name: text, profiles: count }).meta({ id: "Brand" }),
);

const apiKeyMembers = { id: text, name: text, start: text, createdAt: when, lastUsedAt: whenOrNull };
export const apiKey = like<contract.ApiKey>()(z.strictObject(apiKeyMembers).meta({ id: "ApiKey" }));
export const newApiKey = like<contract.NewApiKey>()(
  z.strictObject({ ...apiKeyMembers, key: text }).meta({ id: "NewApiKey" }),
);

export const streamEvent = like<contract.StreamEvent>()(
  z
    .discriminatedUnion("event", [
      z.strictObject({
        event: z.literal("profile"),
        data: z.strictObject({ id: text, status: profileStatus, name: text, was: profileStatus }),
      }),
      z.strictObject({ event: z.literal("incident"), data: z.strictObject({ id: text }) }),
      z.strictObject({ event: z.literal("connection"), data: z.strictObject({ id: text }) }),
      z.strictObject({ event: z.literal("network"), data: z.strictObject({ id: text }) }),
      z.strictObject({ event: z.literal("refresh"), data: z.record(z.string(), z.never()) }),
    ])
    .meta({ id: "StreamEvent" }),
);

// ── Failures ────────────────────────────────────────────────────────────────────────────────────────────────────────

const deepestBody = 40;
/** Deeper than any network's answer: what walks through it later may rely on that. */
function isShallow(value: unknown, left = deepestBody): boolean {
  if (typeof value !== "object" || value === null) return true;
  return left > 0 && Object.values(value).every((member) => isShallow(member, left - 1));
}

export const failureReport = like<contract.FailureReport>()(
  z
    .strictObject({
      call: z.enum(["token-refresh", "probe", "publish", "inbox", "analytics", "discover"]),
      status: z.int().min(0).max(599),
      headers: z
        .record(z.string().min(1).max(200), z.string().max(16_000))
        .refine((headers) => Object.keys(headers).length <= 200, "More than 200 headers")
        .exactOptional(),
      body: z
        .unknown()
        .refine((body) => isShallow(body), `Nested deeper than ${deepestBody}`)
        .exactOptional(),
    })
    .meta({ id: "FailureReport" }),
);

export const failureDiagnosis = like<contract.FailureDiagnosis>()(
  z
    .strictObject({
      kind: z.enum([
        "unreachable",
        "rate-limited",
        "token-expired",
        "grant-revoked",
        "scope-missing",
        "profile-lost",
        "app-rejected",
        "content-rejected",
        "unrecognised",
      ]),
      cause,
      repair: z.strictObject({ who: repairer, how: text }),
      retry: z.enum(["backoff", "at-until", "after-refresh", "daily", "never"]),
      confidence: z.enum(["certain", "likely"]),
      until: when.exactOptional(),
      scopes: texts.exactOptional(),
      rule: text,
      restsOn: restsOn.exactOptional(),
      source: text,
    })
    .meta({ id: "FailureDiagnosis" }),
);

export const unrecognisedAnswer = like<contract.UnrecognisedAnswer>()(
  z
    .strictObject({
      id: text,
      network: text,
      call: text,
      status: z.int(),
      code: textOrNull,
      subcode: textOrNull,
      words: text,
      count,
      reported: count,
      firstSeenAt: when,
      lastSeenAt: when,
      sample: z.strictObject({ address: text, body: z.unknown(), at: when }),
    })
    .meta({ id: "UnrecognisedAnswer" }),
);

// ── The demo's strip ────────────────────────────────────────────────────────────────────────────────────────────────

export const demoAction = like<contract.DemoAction>()(
  z.strictObject({ id: text, label: text, help: text, on: z.boolean().nullable() }).meta({ id: "DemoAction" }),
);

export const demoState = like<contract.DemoState>()(
  z
    .strictObject({
      now: when,
      actions: z.array(demoAction),
      simulatorUrl: text,
      people: z.array(z.strictObject({ name: text, email: text, password: text })),
    })
    .meta({ id: "DemoState" }),
);
