// Written by `npm run docs` from server/networks/schemas.ts. Change it there.

import type { Capability, Sourced, StatusCounts, Timestamp } from "./http.ts";
import type { LearnedLifetimes } from "./lifetimes.ts";

/** What a capability asks for at a network, or why it has none. */
export type CapabilityNeeds =
  | {
      /** Scopes that are needed, in the network's spelling. */
      scopes: string[];
      /** Roles of which one is needed, by their codes; empty: no role. */
      anyRole: string[];
      /** Another set that is as good, of the network's other way in; null: there is none. */
      instead: {
        /** Scopes that are needed, in the network's spelling. */
        scopes: string[];
        /** Roles of which one is needed, by their codes; empty: no role. */
        anyRole: string[];
      } | null;
      /** Kinds of profiles that never have it, with the reason. */
      absentFor: {
        /** Code of the kind. */
        kind: string;
        /** What people call the kind. */
        name: string;
        /** Why it never has this, as a sentence. */
        why: string;
      }[];
      /** Where this fact is from: an address, or the place in a document. */
      source: string;
      /** The day it was read there, as an ISO 8601 date. */
      readOn: string;
    }
  | {
      /** Why this network has none, as a sentence. */
      absent: string;
    };

/** What a network has written down about how long something lives. */
export interface Lifetime extends Sourced {
  /** What lives so long, in a few words. */
  what: string;
  /** How long, in seconds; null: no end by time. */
  seconds: number | null;
  /** It is the whole login that lives so long when nobody renews it. */
  ofLogin: boolean;
  /** Id of the way in that it holds for; null: any. */
  way: string | null;
}

/** A network, as the pages that connect and renew need it. */
export interface Network {
  /** Id of the network: `facebook`. */
  id: string;
  /** What people call it. */
  name: string;
  /** Path of its logo on this server, an SVG. */
  logoUrl: string;
  /** What people call a profile there. */
  profileNoun: {
    /** For one: “Page”. */
    one: string;
    /** For several: “Pages”. */
    many: string;
  };
  /** To be asked before the redirect (a handle, a server); null: not needed. */
  identifier: {
    /** What is asked for. */
    label: string;
    /** An example of it. */
    placeholder: string;
  } | null;
  /** Whether a renewal can make the network ask for another login, at least suggest one, or neither. */
  accountSwitch: "forced" | "hinted" | "none";
  /** Plain sentences for people, shown before the redirect. */
  guide: {
    /** What a person needs before they connect, as sentences. */
    needs: string[];
    /** Who can renew, by role: “Anyone with full control of the Page.” */
    whoCanRenew: string;
    /** What ends when, as a sentence. */
    whatExpires: string;
    /** How somebody changes to another login at this network. */
    otherAccount: string;
    /** The page of the help that explains rights there; null: none. */
    helpTopic: string | null;
    /**
     * What else ends there when a permission is given back, where that is more than one connection; null: nothing
     * else.
     */
    whatRevokingEnds: string | null;
  };
  /** What people must know before they rely on it; the network is labelled “limited” then. Null: nothing. */
  limited: string | null;
  /** What cannot be connected although people look for it, with the reason. */
  refuses: string[];
  /** Ways in that a person chooses from before the redirect; empty where there is one. */
  ways: {
    /** Give it as `way` when a connection is started. */
    id: string;
    /** What people choose. */
    label: string;
    /** What it is for, as a sentence. */
    help: string;
    /** The operator has entered the app of this way. */
    configured: boolean;
  }[];
  /** Everything usable is added by itself, now and when it appears later; nobody picks. */
  follows: boolean;
  /** What each capability asks for there. */
  capabilities: Record<Capability, CapabilityNeeds>;
  /** Roles as the network's own pages call them, by their code. */
  roleNames: Record<string, string>;
  /** Versions of the network's interface that are in use. */
  versions: {
    /** The version, as the network calls it. */
    name: string;
    /** Its announced end; null: none is announced. */
    endsAt: Timestamp | null;
    /** How it stands with that end. */
    state: "current" | "ending" | "ended";
    /** Where this fact is from: an address, or the place in a document. */
    source: string;
    /** The day it was read there, as an ISO 8601 date. */
    readOn: string;
  }[];
  /** How long what lives there, by the network's own word. */
  lifetimes: Lifetime[];
  /** The operator has entered this installation's app. */
  configured: boolean;
  /** Latchkey registers at each of its servers by itself: there is nothing for an operator to enter. */
  registersItself: boolean;
  /** How the network is doing, seen from here. */
  health: {
    /**
     * `unavailable`: no usable answers · `frozen`: many logins failed at once, so verdicts are paused ·
     * `app_rejected`: this installation's app is refused.
     */
    state: "well" | "unavailable" | "frozen" | "app_rejected";
    /** Since when; null while it is well. */
    since: Timestamp | null;
  };
  /**
   * Where a network is many servers: those in trouble among the ones in use here. A server's trouble is never the
   * network's.
   */
  troubledServers: {
    /** The server's host. */
    name: string;
    /** `unavailable`: no usable answers · `frozen`: verdicts are paused. */
    state: "unavailable" | "frozen";
    /** Since when. */
    since: Timestamp | null;
  }[];
  /** What the operator has to do something about; one line each, however many people it concerns. */
  alarms: {
    /** What it is about. */
    kind: "app_rejected" | "consent_refused" | "version_ending" | "version_ended" | "reads_low" | "reads_used_up";
    /** What the operator has to do, as a sentence. */
    text: string;
    /** Since when; null where there is no such moment. */
    since: Timestamp | null;
  }[];
  /** The workspace's profiles there. */
  counts: StatusCounts;
  /** Reads that the network charges for; null: it charges nothing, or no app is entered. */
  paidReads: PaidReads | null;
}

/** What an operator or a programmer must reckon with at a network. */
export interface NetworkLimit extends Sourced {
  /** What is limited, in a few words. */
  what: string;
  /** How much, in words. */
  limit: string;
  /** The limit as a number; null: it is not one plain number. */
  figure: {
    /** How many. */
    count: number;
    /** Of what: “calls”. */
    of: string;
    /** In how many seconds; null: it is no rate but a cap. */
    perSeconds: number | null;
    /** For each of what it is counted. */
    per: "app" | "token" | "person" | "profile" | "address" | "post";
  } | null;
  /** Not from the network's own documentation, or from one source alone. */
  unconfirmed: boolean;
}

/** A network with everything that is written down about it, and what was learned here. */
export interface NetworkNotes extends Network {
  /** How a login is kept alive. */
  refreshing: {
    /**
     * `rotating`: each refresh spends the refresh token · `renewable`: it stays · `extending`: the token itself is
     * exchanged · `fixed`: only a person can renew · `none`: no end by time.
     */
    model: "rotating" | "renewable" | "extending" | "fixed" | "none";
    /** A token younger than this cannot be refreshed. Seconds. */
    minimumAgeSeconds: number;
    /** Where this fact is from: an address, or the place in a document. */
    source: string;
    /** The day it was read there, as an ISO 8601 date. */
    readOn: string;
  };
  /** Every scope that a full connection asks for; of several ways in, those of each. */
  scopes: {
    /** The scope, in the network's spelling. */
    scope: string;
    /** What it is for, as a sentence. */
    what: string;
    /** Which capabilities need it; none: it says who signed in, or keeps the login alive. */
    capabilities: Capability[];
    /** Ids of the ways in that ask for it; empty where there is one. */
    ways: string[];
    /** Where this fact is from: an address, or the place in a document. */
    source: string;
    /** The day it was read there, as an ISO 8601 date. */
    readOn: string;
  }[];
  /** Every role that a capability takes; one of those that it names is enough. */
  roles: {
    /** Code of the role. */
    role: string;
    /** As the network's own pages call it. */
    name: string;
    /** Which capabilities it suffices for. */
    capabilities: Capability[];
    /** Where this fact is from: an address, or the place in a document. */
    source: string;
    /** The day it was read there, as an ISO 8601 date. */
    readOn: string;
  }[];
  /** Limits at the network. */
  limits: NetworkLimit[];
  /** How long logins really live on this installation. */
  learned: LearnedLifetimes;
}

/**
 * Reads that the network charges this installation's app for, this calendar month in UTC, counted as the network
 * counts. What other programs read with tokens that they were lent is not among them.
 */
export interface PaidReads extends Sourced {
  /** The calendar month in UTC: `2026-11`. */
  month: string;
  /** Reads that were charged this month: one for each account and day. */
  used: number;
  /** What the operator allows a month; null: no limit. */
  budget: number | null;
  /** What `used` costs, in US cents. */
  cents: number;
  /** What one more costs, in US cents. */
  centsEach: number;
  /**
   * `low`: four fifths are used and the rest does not last the month · `used_up`: logins are kept alive, profiles
   * are not probed.
   */
  state: "well" | "low" | "used_up";
  /** Accounts whose logins are kept alive. */
  accounts: number;
  /** The most reads that those accounts can take in a month. */
  needed: number;
  /** When the next month begins. */
  endsAt: Timestamp;
  /** The month before. */
  lastMonth: {
    /** The month before, in UTC. */
    month: string;
    /** Reads that were charged then. */
    used: number;
    /** What they cost, in US cents. */
    cents: number;
  };
}
