import type { Setting, Way } from "./app.ts";

/** What people and operators must know of a network. */
export interface About {
  readonly id: string;
  readonly name: string;
  /** What a profile is called there: `{ one: "Page", many: "Pages" }`. */
  readonly profileNoun: { readonly one: string; readonly many: string };
  /** Where profiles are of several kinds, what people call each: `{ member: "personal profiles" }`. */
  readonly kindNames?: Readonly<Record<string, string>>;
  /** Every real host that this adapter calls or redirects to. */
  readonly hosts: readonly string[];
  /** What the operator enters: client id and secret where they are needed, and whatever else belongs to the app. */
  readonly settings: readonly Setting[];
  /**
   * Different ways in, each with an app registration of its own (Instagram: with the Instagram login, or through a Facebook Page).
   * The person chooses before the redirect; `settings` is empty then. Which way a call goes stands in `call.app.instance`.
   */
  readonly ways?: readonly Way[];
  /** What people must know before they rely on it, as a sentence; the network is labelled "limited" wherever it appears (R83). */
  readonly limited?: string;
  /** What cannot be connected here although people look for it, with the reason and what to do instead, as sentences (R78). */
  readonly refuses?: readonly string[];
  /** Asked before the redirect where the network's address depends on the person (a Bluesky handle, a Mastodon instance). */
  readonly identifier?: { readonly label: string; readonly placeholder: string };
  /** Whether a renewal can make the network ask for another login: forced, hinted (a prefilled name), or not at all. */
  readonly accountSwitch: "forced" | "hinted" | "none";
  /** Plain sentences for people, shown before the redirect and in the help. */
  readonly guide: Guide;
}

export interface Guide {
  /** What the person needs before going to the network, a checklist. */
  readonly needs: readonly string[];
  /** Who can renew, in words: "the person who connected it, or anyone with full control of the Page". */
  readonly whoCanRenew: string;
  /** What ends when, in words. */
  readonly whatExpires: string;
  /** How somebody changes to another login at this network. */
  readonly otherAccount: string;
  /** The page of the help that explains rights at this network, where there is one: `permissions-facebook`. */
  readonly helpTopic?: string;
  /** What else ends at the network when Latchkey gives a permission back there, where that is more than this connection. */
  readonly whatRevokingEnds?: string;
}

export type ScopeNotes = Readonly<Record<string, { readonly what: string; readonly source: string }>>;
