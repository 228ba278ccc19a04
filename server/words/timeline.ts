import type { Capability } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import type { TimelineEvent } from "#sdk/contract.ts";
import type { EventKind } from "../events/record.ts";
import { capabilityList, causeHeadlines, day, type Told } from "./causes.ts";

export type Tone = TimelineEvent["tone"];

/** The facts of an event, read defensively: old events keep being readable when a kind learns new facts. */
class Facts {
  readonly #facts: Record<string, unknown>;

  readonly #noun: string;

  constructor(facts: Record<string, unknown>, noun: string) {
    this.#facts = facts;
    this.#noun = noun;
  }

  text(name: string, otherwise: string): string {
    const value = this.#facts[name];
    return typeof value === "string" && value !== "" ? value : otherwise;
  }

  texts(name: string): string[] {
    const value = this.#facts[name];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  }

  number(name: string): number {
    const value = this.#facts[name];
    return typeof value === "number" ? value : 0;
  }

  yes(name: string): boolean {
    return this.#facts[name] === true;
  }

  date(name: string): string {
    const value = this.#facts[name];
    return typeof value === "string" ? day(new Date(value)) : "an unknown date";
  }

  headline(network: string): string {
    const cause = this.text("cause", "unrecognised") as Cause;
    const told: Told = {
      status: "expired",
      cause,
      lost: this.texts("lost") as Capability[],
      until: null,
      since: null,
      network,
      noun: this.#noun,
      profile: this.text("profile", ""),
      person: this.text("person", "The person who connected it"),
      working: [],
    };
    return (causeHeadlines[cause] ?? causeHeadlines.unrecognised)(told);
  }
}

type Sentence = (facts: Facts, network: string) => { readonly text: string; readonly tone: Tone };

const statusTone = {
  connected: "good",
  expiring: "warn",
  limited: "warn",
  expired: "bad",
  waiting: "neutral",
  unverified: "neutral",
  disconnected: "neutral",
} as const satisfies Record<ProfileStatus, Tone>;

const statusSentence = {
  connected: () => "Proved by a real call: connected.",
  expiring: (facts) => `Works; a person must act before ${facts.date("until")}.`,
  limited: (facts) => `Works in part: ${capabilityList(facts.texts("lost") as Capability[])} cannot work.`,
  expired: () => "No access token works any more.",
  waiting: (_facts, network) => `Waiting: ${network} or our app there is in trouble. Nobody needs to act.`,
  unverified: () => "Not proved at present; we are looking.",
  disconnected: () => "Disconnected.",
} as const satisfies Record<ProfileStatus, (facts: Facts, network: string) => string>;

const neutral = (text: string): { text: string; tone: Tone } => ({ text, tone: "neutral" });

const sentences: Record<EventKind, Sentence> = {
  profile_followed: (f) => ({
    text: `Appeared in what ${f.text("person", "somebody")} connected, and was added by itself.`,
    tone: "good",
  }),
  profile_connected: (f) => ({ text: `Connected with ${f.text("person", "somebody")}’s login.`, tone: "good" }),
  profile_reconnected: (f) => ({
    text: `Connected again with ${f.text("person", "somebody")}’s login; history and settings are as before.`,
    tone: "good",
  }),
  profile_disconnected: () => neutral("Disconnected here; its tokens were destroyed."),
  status_changed: (f, network) => statusEvent(f, network),
  grant_authorised: (f, network) => ({
    text: `${f.text("person", "Somebody")} authorised Latchkey at ${network}.`,
    tone: "good",
  }),
  grant_renewed: (f, network) => ({
    text: `${f.text("person", "Somebody")} renewed the login at ${network}.`,
    tone: "good",
  }),
  grant_refreshed: (f) =>
    neutral(`${f.text("person", "Somebody")}’s token was refreshed by itself; expected until ${f.date("until")}.`),
  refresh_refused: (f, network) => ({
    text: `${network} refused to refresh ${f.text("person", "somebody")}’s token. The one at hand still works, expected until ${f.date("until")}.`,
    tone: "warn",
  }),
  refresh_lost: (_f, network) => ({
    text: `${network} did not answer a refresh; whether it counted is unknown.`,
    tone: "warn",
  }),
  grant_died: (f, network) => ({ text: f.headline(network), tone: "bad" }),
  grant_revived: (f, network) => ({
    text: `${network} accepts ${f.text("person", "somebody")}’s login again. It was asked once more, and nobody had to renew.`,
    tone: "good",
  }),
  access_died: (f, network) => ({ text: f.headline(network), tone: "bad" }),
  access_dropped: (f) => ({
    text: `${f.text("person", "Somebody")}’s new consent does not include this profile.`,
    tone: "warn",
  }),
  access_added: (f) => ({ text: `${f.text("person", "Somebody")}’s login was added as another access.`, tone: "good" }),
  rights_changed: (f) => rightsEvent(f),
  doubt: (_f, network) => ({
    text: `${network} gave a sign of trouble; we look again before we say anything.`,
    tone: "warn",
  }),
  person_removed_app: (f, network) =>
    neutral(`${network} told us that ${f.text("person", "somebody")} removed the app; we look at once.`),
  data_deletion: (_f, network) => neutral(`${network} passed on a request to delete a person’s data; it was deleted.`),
  unrecognised_answer: (_f, network) => ({
    text: `${network} said something we do not know yet; nothing was decided.`,
    tone: "warn",
  }),
  failure_reported: (f, network) => reportedEvent(f, network),
  incident_opened: (f, network) => ({ text: `Incident opened: ${f.headline(network)}`, tone: "bad" }),
  incident_closed: () => ({ text: "Incident over.", tone: "good" }),
  renewal_started: (f) =>
    neutral(f.text("link", "") ? "A renewal was started through a link." : "A renewal was started."),
  renewal_cancelled: (_f, network) => neutral(`The renewal was cancelled at ${network}. Nothing was changed.`),
  renewal_refused: (_f, network) => ({ text: `${network} refused the renewal. Nothing was changed.`, tone: "warn" }),
  renewal_link_made: (f) => neutral(`A renewal link was made; it works once, until ${f.date("until")}.`),
  checked_by_hand: () => neutral("Somebody asked for a check."),
  verdicts_frozen: (_f, network) =>
    neutral(`Many logins at ${network} failed at once, so we stopped judging single ones.`),
  verdicts_resumed: (_f, network) => ({
    text: `${network} is well again; everything is being proved anew.`,
    tone: "good",
  }),
};

function statusEvent(facts: Facts, network: string): { text: string; tone: Tone } {
  const to = facts.text("to", "unverified") as ProfileStatus;
  return { text: (statusSentence[to] ?? statusSentence.unverified)(facts, network), tone: statusTone[to] ?? "neutral" };
}

function rightsEvent(facts: Facts): { text: string; tone: Tone } {
  const lost = facts.texts("lost");
  const gained = facts.texts("gained");
  const parts = [
    ...(lost.length > 0 ? [`lost ${lost.join(", ")}`] : []),
    ...(gained.length > 0 ? [`gained ${gained.join(", ")}`] : []),
  ];
  return {
    text: `${facts.text("person", "Somebody")}’s permissions changed: ${parts.join("; ")}.`,
    tone: lost.length > 0 ? "warn" : "good",
  };
}

const reportedCalls: Readonly<Record<string, string>> = {
  "token-refresh": "refreshing the token",
  probe: "checking the connection",
  publish: "publishing",
  inbox: "reading the inbox",
  analytics: "reading statistics",
  discover: "listing profiles",
};

/** A caller's word is told as one: what it would mean, and that it decides nothing. */
function reportedEvent(facts: Facts, network: string): { text: string; tone: Tone } {
  const who = facts.text("by", "program") === "program" ? "A program" : "Somebody here";
  const doing = reportedCalls[facts.text("call", "")] ?? "a call";
  const isVague = facts.text("cause", "") === "scope_missing" && facts.texts("lost").length === 0;
  const meaning = isVague ? "A permission is missing." : facts.headline(network);
  const looks = facts.yes("looks");
  const next = looks ? "We look ourselves before we say anything." : "Nothing was decided by that.";
  return {
    text: `${who} reported a failure of ${doing}, which reads: “${meaning}” ${next}`,
    tone: looks ? "warn" : "neutral",
  };
}

/** One line of a timeline in plain words. */
export function eventSentence(
  kind: string,
  facts: Record<string, unknown>,
  network: { readonly name: string; readonly noun: string },
): { text: string; tone: Tone } {
  const sentence = sentences[kind as EventKind];
  return sentence ? sentence(new Facts(facts, network.noun), network.name) : neutral(kind.replaceAll("_", " "));
}
