/**
 * The kit for networks/<id>/simulated.ts: accounts, browser sessions, codes, tokens with rotation, faults, answers, a clock that
 * leaps. They may import this file, `site.ts` (pages for people), `trouble.ts` (faults on the wire), and what the products of one
 * house share (`google/`, `meta/`); nothing else of this room.
 */
import type { Answer } from "./answer.ts";
import type { Circumstances, Fault, VerdictFault } from "./faults.ts";
import type { Scenario } from "./scenario.ts";
import type { App, Moment, NetworkState, Person } from "./state.ts";

export { html, json, page, portrait, redirect, svg, trusted, withHeaders } from "./answer.ts";
export type { Answer, Markup } from "./answer.ts";
export { isDisabled, knowsSecret } from "./apps.ts";
export { authorize, endAuthorization, findAuthorization, pagesOf, reaches } from "./authorization.ts";
export { signIn, signOut, signedIn } from "./browser.ts";
export type { Circumstances, Fault, VerdictFault } from "./faults.ts";
export type { Scenario } from "./scenario.ts";
export type * from "./state.ts";
export {
  endTokens,
  issueCode,
  issueToken,
  rotate,
  spendCode,
  type CodeVerdict,
  type NewToken,
  type RotationVerdict,
} from "./tokens.ts";
export { digitsFrom, lettersFrom, slug } from "./unique.ts";

/** One request to one host of a simulated network. */
export interface Call {
  host: string;
  method: string;
  /** The path after the host, percent-decoding left to the network. */
  path: string;
  query: URLSearchParams;
  /** Fields of a sent form, or the top level of a JSON body with every value as text. */
  form: URLSearchParams;
  headers: Record<string, string>;
  cookies: Record<string, string>;
}

/** What a simulated network works with. */
export interface Play {
  network: string;
  state: NetworkState;
  /** The simulator's own clock. */
  now(): Moment;
  /** Letters and digits never given out before, not even before a restart. */
  secret(length: number): string;
  /** Is a switch of this kind on for these circumstances? Counts it down. */
  fault(kind: VerdictFault, seen: Circumstances): Fault | undefined;
  /** Sends a form to an app's callback without waiting for its answer. */
  post(notice: Notice): void;
  /** The other networks on stage that have this host too: one sign-in may stand before several of them. */
  besides(host: string): Play[];
}

/** Whose call it is, for faults and for the call log. Ids, not handles. */
export interface Caller {
  person?: string | undefined;
  page?: string | undefined;
  app?: string | undefined;
}

/** A form the network posts to an app's callback. */
export interface Notice {
  url: string;
  form: Record<string, string>;
  /** Sent instead of the form, with `headers`: a network that posts JSON and signs it. */
  body?: string;
  headers?: Record<string, string>;
}

/** `api`: for programs · `site`: for people · `files`: pictures. */
export type HostKind = "api" | "site" | "files";

/** A network as the simulator plays it: `export const simulated = { … } satisfies SimulatedNetwork`. */
export interface SimulatedNetwork {
  id: string;
  name: string;
  hosts: Record<string, HostKind>;
  /** Names of roles, and the tasks each of them stands for. */
  roles: Record<string, string[]>;
  answer(play: Play, call: Call): Answer | Promise<Answer>;
  caller(play: Play, call: Call): Caller;
  /** Whether this call is about people, apps or tokens of this network; asked only where another one has the same host. */
  knows?(play: Play, call: Call): boolean;
  /** How this network words an outage, an error 500, HTML, garbage or a rate limit. */
  trouble(play: Play, call: Call, fault: Fault): Answer;
  /** The error code inside an answer, for the call log. */
  errorCode?(answer: Answer): string | null;
  /** What it sends when a person removes an app, or asks it to delete their data. */
  deauthorized?(play: Play, app: App, person: Person): Notice | null;
  dataDeletion?(play: Play, app: App, person: Person): Notice | null;
  /** The id by which an app knows a person, where that differs from the person's own. */
  idForApp?(app: App, person: Person): string;
  /** People, pages and an app to start with when nobody brings their own. */
  sample?: Scenario;
}
