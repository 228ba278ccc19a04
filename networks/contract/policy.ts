import type { RefreshPolicy } from "#core/refresh-plan.ts";
import type { Answer } from "./call.ts";

/** How the network wants to be treated, and what its numbers are. */
export interface Policy {
  readonly refresh: RefreshPolicy;
  /** Ordinary pause between two probes of one access, within the network's rate budget. Seconds. */
  readonly probeSeconds: number;
  /** A documented lifetime is a fact with a source; shown to people, never enforced against what the network returns. */
  readonly lifetimes: readonly Lifetime[];
  /** What an operator or a programmer must reckon with: rates, caps on posts, people and tokens. */
  readonly limits: readonly Limit[];
  /** Versions of the network's interface that this adapter uses and that end; the operator is warned ahead (P28). */
  readonly versions?: readonly InterfaceVersion[];
  /** Absent: the network charges our app for nothing that Latchkey reads. */
  readonly paidReads?: PaidReads;
}

/** A network that charges our app for reads: they are counted as it counts them, and kept within the operator's budget. */
export interface PaidReads {
  /** One charged read, in US cents. */
  readonly cents: number;
  /** Key of the setting in which the operator limits them: so many in a calendar month, in UTC. */
  readonly budget: string;
  /**
   * The account that an accepted answer of `call.send` is charged for, once for each UTC day; undefined = it is free. A look
   * at a grant is charged for its setter, by remote id.
   */
  readonly chargedFor: (answer: Answer) => string | undefined;
  readonly source: string;
}

export interface InterfaceVersion {
  /** As the network writes it: `Graph API v25.0`, `LinkedIn-Version 202609`. */
  readonly name: string;
  /** The announced last day; `null` = none announced yet. */
  readonly endsAt: Date | null;
  readonly source: string;
}

/** Every `source` of an adapter's description ends with the day it was read: `…, read 2026-11-22` (kit/source.ts). */
export interface Lifetime {
  readonly what: string;
  readonly seconds: number | null;
  readonly source: string;
  /** It is the whole login that lives so long when nobody renews it: what was learned here is shown beside it. */
  readonly ofLogin?: true;
  /** The way in that it holds for; absent = any. */
  readonly way?: string;
}

export interface Limit {
  /** What is limited, in a few words: "Calls for a Page". */
  readonly what: string;
  /** How much, in words: "4,800 for each person who engaged with it, in 24 hours". */
  readonly limit: string;
  /** The same for programs, where it is one plain number. */
  readonly figure?: Figure;
  readonly source: string;
  /** Not in the network's own documentation: seen by others, or told by one source alone. */
  readonly unconfirmed?: true;
}

/** `{ count: 100, of: "posts", perSeconds: 86400, per: "profile" }`; without `perSeconds` it is no rate but a cap. */
export interface Figure {
  readonly count: number;
  /** What is counted. */
  readonly of: string;
  readonly perSeconds?: number;
  readonly per: "app" | "token" | "person" | "profile" | "address" | "post";
}
