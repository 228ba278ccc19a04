import type { Capability } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import type { Network } from "#networks/network.ts";

/** Everything a sentence about a profile may need. Second person, present tense, no blame, no raw codes. */
export interface Told {
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly lost: readonly Capability[];
  readonly until: Date | null;
  /** That date has passed, and it works all the same: dates are expectations, not promises. */
  readonly overdue?: boolean;
  readonly since: Date | null;
  readonly network: string;
  /** Where the network is many servers: the one that is, or was, in trouble. */
  readonly server?: { readonly name: string; readonly trouble: "unavailable" | "frozen" | "over" } | undefined;
  readonly noun: string;
  readonly profile: string;
  /** How many profiles the sentence is about; 1 unless said. */
  readonly count?: number;
  /** The nouns for several: "Pages". */
  readonly nouns?: string;
  /** The person whose login the status hangs on. */
  readonly person: string;
  /** Capabilities that still work, for `limited`. */
  readonly working: readonly Capability[];
  /** Only what the login reaches is lost, not the login: it is looked at daily, and comes back by itself. */
  readonly loginLives?: boolean | undefined;
  /** The network asks for no role anywhere: whoever can sign in may do everything. */
  readonly roleless?: boolean | undefined;
  /** The last proof by a real call. */
  readonly provedAt?: Date | null | undefined;
  /** The month's paid reads are used up: since when nobody has looked, and until when nobody will. */
  readonly saved?: { readonly since: Date | null; readonly until: Date } | undefined;
}

const capabilityWords = { publish: "publishing", inbox: "the inbox", analytics: "reports" } as const satisfies Record<
  Capability,
  string
>;

const isPlural = (names: readonly Capability[]): boolean => names.length > 1 || names[0] === "analytics";

export function day(moment: Date): string {
  return moment.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

function list(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

export const capabilityList = (names: readonly Capability[]): string =>
  list(names.map((name) => capabilityWords[name]));

/** `the Page “Northwind Berlin”`, or `3 Pages`. */
function theProfile(told: Told): string {
  if (told.count !== undefined && told.count > 1) return `${told.count} ${told.nouns ?? "profiles"}`;
  return told.profile ? `the ${told.noun} “${told.profile}”` : `this ${told.noun}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What happened, per cause: the headline of a dead or waiting profile, and of its incident. */
export const causeHeadlines = {
  lifetime_reached: () => "This token reached the end of its life.",
  password_changed: (told) => `${told.person} changed their ${told.network} password.`,
  revoked_by_person: (told) => `${told.person} removed Latchkey from their ${told.network} account.`,
  role_lost: (told) => `${told.person} no longer has a role on ${theProfile(told)}.`,
  role_too_low: (told) =>
    `${told.person}’s role on ${theProfile(told)} does not cover ${told.lost.length > 0 ? capabilityList(told.lost) : "all that is wanted here"}.`,
  scope_missing: (told) => `A permission was left unticked, so ${capabilityList(told.lost)} cannot work.`,
  person_blocked: (told) => `${told.network} asks ${told.person} to pass a security check first.`,
  yearly_renewal_due: (told) => `${told.network} asks for a new login every 365 days.`,
  data_access_expired: (told) => `${told.network} paused our access to data: nobody used this login for 90 days.`,
  profile_gone: (told) =>
    `${sentence(theProfile(told))} no longer ${told.count && told.count > 1 ? "exist" : "exists"} on ${told.network}.`,
  profile_deactivated: (told) =>
    `${sentence(theProfile(told))} ${told.count && told.count > 1 ? "are" : "is"} switched off on ${told.network}.`,
  profile_suspended: (told) => `${told.network} has suspended ${theProfile(told)}.`,
  profile_not_granted: (told) =>
    `${sentence(theProfile(told))} ${told.count && told.count > 1 ? "are" : "is"} not part of what ${told.person} granted any more.`,
  profile_not_linked: (told) =>
    `${sentence(theProfile(told))} ${told.count && told.count > 1 ? "are" : "is"} no longer linked to a Facebook Page.`,
  profile_not_professional: (told) =>
    `${sentence(theProfile(told))} ${told.count && told.count > 1 ? "are no longer professional accounts" : "is no longer a professional account"} on ${told.network}.`,
  rotation_lost: (told) => `${told.network} accepted our refresh but its answer never reached us.`,
  session_ended: (told) => `${told.network} refuses ${told.person}’s login and does not say why.`,
  app_rejected: (told) => `${told.network} refuses this installation’s app.`,
  network_unavailable: (told) => serverTrouble(told) ?? `${told.network} has trouble.`,
  rate_limited: (told) => `${told.network} asked us to slow down.`,
  content_rejected: (told) => `${told.network} did not accept the content.`,
  unrecognised: (told) => `${told.network} said something we do not know yet.`,
} as const satisfies Record<Cause, (told: Told) => string>;

/** What to do about it, per cause. */
export const causeSteps = {
  lifetime_reached: () => "Renew.",
  password_changed: (told) => `${told.person} signs in once; everything that hangs on this login comes back.`,
  revoked_by_person: (told) =>
    told.roleless
      ? `If that was not intended, ${told.person} renews, or anybody else who can sign in to the ${told.noun}.`
      : `If that was not intended, ${told.person} renews. Or another admin of the ${told.noun} does.`,
  role_lost: (told) => `An admin of the ${told.noun} renews, or gives ${told.person} the role again.`,
  role_too_low: (told) =>
    `An admin of the ${told.noun} gives ${told.person} more rights, or connects it with their own login.`,
  scope_missing: () => "Grant it again and leave every box ticked.",
  person_blocked: (told) =>
    told.loginLives
      ? `${told.person} follows ${told.network}’s steps; then the ${told.noun} works again by itself.`
      : `${told.person} follows ${told.network}’s steps, or another admin of the ${told.noun} renews.`,
  yearly_renewal_due: (told) =>
    told.status === "expired"
      ? `One login by ${told.person} starts the next year.`
      : "Renew any time before; nothing stops until then.",
  data_access_expired: (told) => `One login by ${told.person} brings it back.`,
  profile_gone: (told) => `Disconnect it, or check the ${told.noun}’s settings on ${told.network}.`,
  profile_deactivated: (told) => `Its owner signs in at ${told.network} and switches it on; nobody has to renew.`,
  profile_suspended: (told) =>
    `Its owner finds the reason at ${told.network} and can appeal there; once the ${told.noun} is back, ${told.loginLives ? "it works again by itself" : "one login repairs it"}.`,
  profile_not_granted: (told) => `Renew and tick “${told.profile}” in the list that ${told.network} shows.`,
  profile_not_linked: () =>
    "Somebody with full control of the Page links it again. If it was only left out at the last login, renew and tick it.",
  profile_not_professional: (told) =>
    `Its owner switches it back to a business or creator account in the ${told.network} app; then one login repairs it.`,
  rotation_lost: () => "The network’s answer was lost on our side; one login repairs it.",
  session_ended: (told) =>
    told.roleless
      ? `A changed password, a removed app or a security check can do that. One login brings it back: by ${told.person}, or by anybody else who can sign in to the ${told.noun}.`
      : `A changed password, a removed app or a security check can do that. One login by ${told.person} brings it back.`,
  app_rejected: () => "The operator checks the app’s secret and permissions; nobody needs to renew.",
  network_unavailable: () => "Nothing to do. We keep trying.",
  rate_limited: () => "Nothing to do. We go on when the wait is over.",
  content_rejected: () => "The author changes the content.",
  unrecognised: () => "We are checking. If it stays, renewing usually helps.",
} as const satisfies Record<Cause, (told: Told) => string>;

/** What a network's own table says of an answer, where somebody can do something about it. */
export function adviceIn(evidence: Record<string, unknown> | null): string | null {
  const how = evidence?.["how"];
  return typeof how === "string" && evidence?.["who"] !== "nobody" ? how : null;
}

const statusTexts = {
  connected: (told) => (told.saved ? "Connected; the login is kept alive." : "Connected and proved by a real call."),
  expiring: (told) =>
    told.until && told.overdue
      ? `Works still, although a person was to act before ${day(told.until)}. ${expiringWhy(told)}`
      : told.until
        ? `Works, and a person must act before ${day(told.until)}. ${expiringWhy(told)}`
        : "Works, and a person must act soon.",
  limited: (told) =>
    `${causeHeadline({ ...told, cause: told.cause ?? "scope_missing" })}${told.working.length > 0 ? ` ${sentence(capabilityList(told.working))} ${isPlural(told.working) ? "work" : "works"}.` : ""}`,
  expired: (told) => causeHeadline(told),
  // The operator may be somebody here: the next step says what they do.
  waiting: (told) => `${causeHeadline(told)}${told.cause === "app_rejected" ? "" : " Nobody here needs to act."}`,
  unverified: (told) =>
    told.cause
      ? `We saw a sign of trouble and are looking again before we say anything. ${causeHeadline(told)}`
      : told.provedAt
        ? `Connected; no call has proved it since ${day(told.provedAt)}.`
        : "Connected, not proved yet.",
  disconnected: () => "Disconnected here; its tokens are destroyed, its history stays.",
} as const satisfies Record<ProfileStatus, (told: Told) => string>;

function expiringWhy(told: Told): string {
  if (told.cause === "data_access_expired")
    return `${told.network} pauses access to data 90 days after this login was last used.`;
  if (told.cause === "lifetime_reached" || told.cause === null) return "Then this login reaches the end of its life.";
  return causeHeadline(told);
}

function serverTrouble({ server, since }: Told): string | undefined {
  if (!server) return undefined;
  if (server.trouble === "over") return `${server.name} had trouble.`;
  if (server.trouble === "frozen") return `Many logins at ${server.name} failed at once.`;
  return since ? `${server.name} has been down since ${day(since)}.` : `${server.name} is down.`;
}

export function isRoleless({ capabilities }: Pick<Network, "capabilities">): boolean {
  return Object.values(capabilities).every((needs) => "absent" in needs || needs.anyRole.length === 0);
}

export function causeHeadline(told: Told): string {
  return causeHeadlines[told.cause ?? "unrecognised"](told);
}

export function statusText(told: Told): string {
  return [statusTexts[told.status](told), savedText(told)].filter(Boolean).join(" ");
}

function savedText({ saved, network, noun }: Told): string | undefined {
  if (!saved) return undefined;
  const since = saved.since ? ` since ${day(saved.since)}` : "";
  return `The ${noun} was not looked at${since}: this month’s paid reads are used up, and ${network} is asked again on ${day(saved.until)}.`;
}

/** Null: nothing is to be done. */
export function nextStep(told: Told): string | null {
  if (told.status === "connected" || told.status === "disconnected") return null;
  if (told.status === "unverified")
    return told.cause || told.provedAt
      ? "Nothing to do yet: we keep looking."
      : "We prove it with a real call within moments.";
  if (told.status === "expiring")
    return told.overdue
      ? `${told.person} renews soon: from now on it may stop at any time.`
      : `${told.person} renews any time before; nothing stops until then.`;
  return causeSteps[told.cause ?? "unrecognised"](told);
}
