import type { Capability, Cause, HealthState, ProfileStatus, Session } from "#sdk/client.ts";

/** The words of the web app itself. What happened to a profile, and what to do about it, the server says. */
export const statusWord = {
  connected: "Connected",
  expiring: "Expiring",
  limited: "Limited",
  expired: "Expired",
  waiting: "Waiting",
  unverified: "Not proved yet",
  disconnected: "Disconnected",
} as const satisfies Record<ProfileStatus, string>;

export const statusMeaning = {
  connected: "Everything that is switched on was proved by a real call.",
  expiring: "It works. A person has to renew it before the date shown.",
  limited: "It works in part. What is lost is named.",
  expired: "No access token works. One login by the right person repairs it.",
  waiting: "The network or this installation's app has trouble. Nobody here has to act.",
  unverified: "Connected, but no real call has proved it yet, or not for a while.",
  disconnected: "Somebody here ended it. The history stays, the tokens are destroyed.",
} as const satisfies Record<ProfileStatus, string>;

/** The order in which they need somebody; also the order of the filters. */
export const statusOrder = ["expired", "limited", "expiring", "unverified", "waiting", "connected"] as const;

/** Somebody here should act. */
export const needsSomebody = ["expired", "limited", "expiring"] as const satisfies readonly ProfileStatus[];

export const isProblem = (status: ProfileStatus): boolean =>
  (needsSomebody as readonly ProfileStatus[]).includes(status);

export const capabilityWord = {
  publish: "Publishing",
  inbox: "Inbox",
  analytics: "Analytics",
} as const satisfies Record<Capability, string>;

export const healthWord = {
  unverified: "Not proved yet",
  live: "Works",
  suspect: "Under suspicion, checking again",
  dead: "Does not work",
  ended: "Ended",
} as const satisfies Record<HealthState, string>;

export const roleHere = {
  owner: { name: "Owner", may: "may connect, renew and disconnect profiles, and manage people and keys" },
  admin: { name: "Admin", may: "may connect, renew and disconnect profiles, and manage keys" },
  member: { name: "Member", may: "may connect, renew and disconnect profiles" },
  viewer: { name: "Viewer", may: "may look, and not change anything; an owner or admin can give you more" },
} as const satisfies Record<NonNullable<Session["role"]>, { name: string; may: string }>;

/** Why an access ends, per cause: said in general. The sentence about one profile comes from the server. */
export const causeHelp: readonly { cause: Cause; title: string; why: string; todo: string; who: string }[] = [
  {
    cause: "password_changed",
    title: "A password was changed",
    why: "Networks end every login that was open when somebody changes a password, ours included.",
    todo: "That person signs in once more. All profiles that hang on this login come back together.",
    who: "The person, or somebody else with the same rights",
  },
  {
    cause: "revoked_by_person",
    title: "Somebody removed our access",
    why: "A person took Latchkey out of the list of apps in their settings at the network.",
    todo: "If that was not intended, they renew. Or somebody else with the same rights does.",
    who: "The person, or somebody else with the same rights",
  },
  {
    cause: "session_ended",
    title: "The network refuses the login and does not say why",
    why: "A changed password or user name, an app removed in the network's settings, or a security check: some networks answer the same to all of them.",
    todo: "One login brings it back.",
    who: "The person",
  },
  {
    cause: "lifetime_reached",
    title: "The token reached the end of its life",
    why: "Some networks give tokens that last a fixed number of days and cannot be made longer without a person.",
    todo: "Renew. It takes about half a minute.",
    who: "The person",
  },
  {
    cause: "yearly_renewal_due",
    title: "The yearly renewal is due",
    why: "Some networks, LinkedIn and TikTok among them, ask for a new login every 365 days, even while everything works.",
    todo: "Renew any time before the date. Nothing stops until then.",
    who: "The person",
  },
  {
    cause: "data_access_expired",
    title: "Nobody used this login for 90 days",
    why: "Meta pauses an app's access to data when the person has not used it for 90 days; that holds for Facebook and Instagram.",
    todo: "One login by that person brings it back.",
    who: "The person",
  },
  {
    cause: "role_lost",
    title: "The person lost their role",
    why: "The login still works, but the person may no longer act for this profile at the network.",
    todo: "Somebody who has the role renews, or gives the role back.",
    who: "An admin of the profile",
  },
  {
    cause: "role_too_low",
    title: "The person's role is too small",
    why: "The login works, but the person's role at the network does not cover everything that is wanted here.",
    todo: "Somebody who may hand out roles there gives the person more rights, or connects the profile with their own login.",
    who: "An admin of the profile",
  },
  {
    cause: "scope_missing",
    title: "A permission is missing",
    why: "On some networks' consent pages single permissions can be unticked, and some take them back later. What needs them cannot work.",
    todo: "Grant it again. Where there are boxes or switches, leave every one on.",
    who: "The person",
  },
  {
    cause: "profile_not_granted",
    title: "The profile was not chosen",
    why: "On the network's consent page people choose which profiles we may reach. This one was left out.",
    todo: "Renew, and choose it this time.",
    who: "The person",
  },
  {
    cause: "profile_not_linked",
    title: "The account is no longer linked to its Page",
    why: "An Instagram account that is reached through Facebook hangs on the Page it is linked to. The link was removed, or the account left out at the last login.",
    todo: "Link it again in the Page's settings; if it was only left out, renew and choose it.",
    who: "Somebody with full control of the Page",
  },
  {
    cause: "profile_not_professional",
    title: "The account is no longer professional",
    why: "The network's interface serves business and creator accounts only, and this one was switched to personal.",
    todo: "Switch it back in the network's app; then one login repairs it.",
    who: "The account's owner",
  },
  {
    cause: "person_blocked",
    title: "The network has blocked the person",
    why: "The account of the person who connected it is blocked or has to pass a check.",
    todo: "They follow the network's steps, or another admin of the profile renews.",
    who: "The person, or another admin of the profile",
  },
  {
    cause: "profile_gone",
    title: "The profile no longer exists",
    why: "The network says that this page, account or board is deleted, hidden or suspended.",
    todo: "Disconnect it here, or look at its settings at the network.",
    who: "An admin of the profile",
  },
  {
    cause: "profile_deactivated",
    title: "The account is switched off",
    why: "Its owner deactivated the account at the network. The login still stands and waits for it.",
    todo: "The owner signs in at the network and switches it on again; nobody has to renew.",
    who: "The owner of the account",
  },
  {
    cause: "profile_suspended",
    title: "The network has suspended the account",
    why: "Its moderation has taken the account down, for a time or for good. Some networks end every login to it.",
    todo: "The owner appeals at the network. Once the account is back, one login repairs it; where the network has left the login alone, it works again by itself.",
    who: "The owner of the account",
  },
  {
    cause: "rotation_lost",
    title: "A refresh was accepted, but its answer never arrived",
    why: "Some networks replace the token at each refresh. When the answer is lost on the way, both tokens are useless.",
    todo: "The network's answer was lost on our side; one login repairs it.",
    who: "The person",
  },
  {
    cause: "app_rejected",
    title: "The network refuses this installation's app",
    why: "The app's secret was changed, or its permissions were withdrawn.",
    todo: "Nobody has to renew. Whoever runs this installation checks the app at the network.",
    who: "The operator of this installation",
  },
  {
    cause: "network_unavailable",
    title: "The network has trouble",
    why: "It does not answer, or answers with errors.",
    todo: "Nothing. We keep trying, and take no verdict from it.",
    who: "Nobody",
  },
  {
    cause: "rate_limited",
    title: "The network asked us to slow down",
    why: "Every network limits how many questions it answers in a given time.",
    todo: "Nothing. We go on when the time it named has passed.",
    who: "Nobody",
  },
  {
    cause: "unrecognised",
    title: "The network said something we do not know yet",
    why: "We keep the answer and look again. We take no verdict from an answer we do not understand.",
    todo: "Wait for a few minutes. If it stays, renewing usually helps.",
    who: "The person, if it stays",
  },
];

/** Networks name roles in their own code (`CREATE_CONTENT`): "create content" reads better and stays recognisable. */
export const roleWord = (role: string): string =>
  /^[A-Z_]+$/.test(role) ? role.replaceAll("_", " ").toLowerCase() : role;

const callWords: Readonly<Record<string, string>> = {
  connect: "connecting",
  "token-refresh": "refreshing a token",
  probe: "proving",
  publish: "publishing",
  inbox: "inbox",
  analytics: "analytics",
  discover: "finding profiles",
  revoke: "taking a permission back",
};

/** What was being done when a network answered. */
export const callWord = (call: string): string => callWords[call] ?? call;

/** With a capital letter in front. */
export const sentence = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** "1 board", "3 boards". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString()} ${number === 1 ? one : many}`;

/** "inbox", "inbox and analytics", "a, b and c". */
export const list = (words: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { style: "long", type: "conjunction" }).format(words);

/** Names come in every script: the first two visible characters stand for a profile that has no picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).slice(0, 2);
  const first = words.map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? "");
  return first.join("").toLocaleUpperCase() || "?";
}
