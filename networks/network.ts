import type { CapabilityTable } from "#core/capability.ts";
import type { Act, Diagnosis } from "#core/diagnosis.ts";
import type { Expiries, Person, TokenAnswer, TokenKind, Tokens } from "#core/grant.ts";
import type { RefreshPolicy } from "#core/refresh-plan.ts";
import type { Secret } from "#core/secret.ts";
import type { Answer } from "./kit/answer.ts";

/** The whole contract of a network. An adapter is a plain object that names its parts: `export const chirp = {…} satisfies Network`. */
export interface Network {
  readonly about: About;
  readonly policy: Policy;
  readonly capabilities: CapabilityTable;
  /** Every scope that is asked for, with what it is for, for whoever reviews the app or is asked to agree. */
  readonly scopeNotes?: ScopeNotes;
  /** Roles as the network's own pages call them, for people; where they have no name there, none. */
  readonly roleNames?: Readonly<Record<string, string>>;
  readonly oauth: OAuth;
  readonly profiles: Profiles;
  readonly probe: Probe;
  /** What an answer means; pure, never throws, whatever it is given. */
  readonly diagnose: (seen: Seen) => Diagnosis;
  /** Requests that the network sends to us (de-authorisation, data deletion), by the last segment of their path. */
  readonly hooks?: Readonly<Record<string, Hook>>;
  /** Public JSON documents that the network reads from us (client metadata, JWKS): `GET /v1/networks/{id}/documents/{name}`. */
  readonly documents?: Readonly<Record<string, (app: AppCredentials, publicUrl: string) => Promise<unknown>>>;
  /** Whether a 2xx answer carries an error all the same; by default one with a truthy `error` member does. */
  readonly carriesError?: (body: unknown) => boolean;
  /** A network of many servers (Mastodon): our app is registered at each of them by itself. */
  readonly servers?: Servers;
  /** How the operator gets an app there; absent where none is needed. */
  readonly setup?: Setup;
}

export interface Servers {
  /** The server that a person's identifier means: `@anna@Example.SOCIAL` → `example.social`; undefined = it cannot be one. */
  serverOf(identifier: string): string | undefined;
  /** Registers our app at the server `call.app.instance`: once for each server, and again when one has forgotten us. */
  register(call: Call, redirectUri: string): Promise<Registered>;
}

export interface Registered {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly settings?: Readonly<Record<string, string>>;
}

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

export interface Setting {
  /** Camel case; the environment variable follows from it: `clientId` of `chirp` is `LATCHKEY_CHIRP_CLIENT_ID`. */
  readonly key: string;
  readonly label: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly help: string;
  /** Nothing but a whole number is taken; anything else is refused before it is kept. */
  readonly wholeNumber?: true;
}

export interface Way {
  /** Lower case; also the instance under which its app is kept. */
  readonly id: string;
  readonly label: string;
  /** When to take this way, a sentence. */
  readonly help: string;
  readonly scopes: readonly string[];
  /** Keys carry the way's id in front: `pageClientId` of the way `page`. */
  readonly settings: readonly Setting[];
  /** False: nothing refreshes a grant that came this way; its profiles have tokens of their own that outlive it. */
  readonly refreshes?: boolean;
}

/** The operator's road to an app, shown on the network's page beside the redirect address. */
export interface Setup {
  /** Where apps are registered. */
  readonly portal: { readonly name: string; readonly url: string };
  /** What to do there, in order, one sentence or two each. */
  readonly steps: readonly string[];
  /**
   * Proves client id and secret by a call that changes nothing; returns when the network knows them, throws NetworkFailure of
   * kind `app-rejected` when it refuses them. Absent where nothing short of a login proves them.
   */
  prove?(call: Call): Promise<void>;
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

export type ScopeNotes = Readonly<Record<string, { readonly what: string; readonly source: string }>>;

// ── The dance ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface OAuth {
  /** All scopes that a full connection asks for. */
  readonly scopes: readonly string[];
  /** Where the browser is sent. May call the network (PAR). `keep` is sealed by us and given back to `finish`. */
  begin(call: Call, start: DanceStart): Promise<{ readonly url: string; readonly keep?: Secret }>;
  /** Reads the callback: a refusal in the network's own words, or undefined when there is a code to exchange. */
  refusal(params: URLSearchParams): Refusal | undefined;
  /** Exchanges the code for the longest-lived tokens there are and asks who the person is. */
  finish(call: Call, back: DanceReturn): Promise<Consent>;
  /**
   * Fresh tokens for a grant; absent where nothing refreshes. The call's deadline is the only thing that may cut it off.
   * The caller saves the answer before any other await, so this does nothing after it has it.
   */
  refresh?(call: Call, grant: LiveGrant): Promise<TokenAnswer>;
  /** Ends the grant at the network where that is possible. */
  revoke?(call: Call, grant: LiveGrant): Promise<void>;
  /**
   * The login that a setter's remote id belongs to, where one login authorises several accounts one by one (`login/account`,
   * Google's channels) and revoking any of them ends them all; absent = each setter stands alone.
   */
  loginOf?(setterRemoteId: string): string;
  /**
   * Whose consents `revoke` ends at once: those that a login gave to any app with the same answer here, at other networks too (a
   * Google Cloud project, which YouTube and Business Profile may share); absent = those of this network alone.
   */
  revokesAllOf?(clientId: string): string;
  /** Ends only the session that a renewal has replaced, where a network keeps it apart from the new one. */
  retire?(call: Call, replaced: LiveGrant): Promise<void>;
  /** What a caller needs beside the token to use it, where a bearer token is not enough. */
  lend?(grant: LiveGrant): Lent;
}

/** DPoP (RFC 9449): the private key as a JWK and the server the token is for. OAuth 1.0a: the secret that signs with the token. */
export type Lent =
  | { readonly dpopKey: Readonly<Record<string, unknown>>; readonly audience: string }
  | { readonly tokenSecret: Secret };

export interface DanceStart {
  readonly redirectUri: string;
  readonly state: string;
  /** 43+ characters of chance, for PKCE or nonces. */
  readonly verifier: string;
  readonly scopes: readonly string[];
  readonly identifier?: string | undefined;
  /** Whose login a renewal expects: hinted to the network where it takes hints. */
  readonly expected?: Person | undefined;
  /** Ask again for what was declined before. */
  readonly rerequest: boolean;
  /** Make the network ask for a login, where it can. */
  readonly switchAccount: boolean;
}

export interface DanceReturn {
  readonly params: URLSearchParams;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly keep?: Secret | undefined;
}

export interface Refusal {
  /** `cancelled`: the person said no. `app_rejected`: the network does not let our app ask. `failed`: anything else. */
  readonly what: "cancelled" | "app_rejected" | "failed";
  readonly words: string;
}

export interface Consent {
  readonly answer: TokenAnswer;
  readonly person: Person;
}

/** A grant with its tokens opened, lent to an adapter for one call. */
export interface LiveGrant extends Expiries {
  readonly id: string;
  readonly tokens: Tokens;
  readonly tokenKind: TokenKind;
  readonly setter: Person;
  readonly scopesGranted: readonly string[] | undefined;
  readonly issuedAt: Date;
}

// ── Profiles ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Profiles {
  /** `all`: everything usable is added by itself, now and when it appears later (Pinterest's boards, R81); else a person picks. */
  readonly follow?: "all";
  /** Everything this grant reaches, page by page; also what it sees and cannot use, with the reason (P31, P35). */
  list(call: Call, grant: LiveGrant): AsyncIterable<FoundProfile>;
}

export interface FoundProfile {
  /** Stable for ever at the network. */
  readonly remoteId: string;
  readonly name: string;
  readonly kind: string;
  readonly handle?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly url?: string | undefined;
  /** Roles or tasks in the adapter's canonical spelling; undefined = not told. */
  readonly roles?: readonly string[] | undefined;
  /** Scopes that hold for this one profile, where the network grants them per asset; undefined = those of the grant. */
  readonly scopes?: readonly string[] | undefined;
  /** A token of the profile's own, where the network issues one. */
  readonly token?: Secret | undefined;
  readonly tokenExpiresAt?: Date | null | undefined;
  /** Why it cannot be used, as a sentence with the next step; absent = usable. */
  readonly unusable?: string | undefined;
}

// ── Probes: cheap reads, never a write (R7) ─────────────────────────────────────────────────────────────────────────

export interface Probe {
  /** Proves the grant itself; facts that it learns on the way are kept. Throws NetworkFailure when the network says no. */
  grant(call: Call, grant: LiveGrant): Promise<GrantProof>;
  /** Proves one access by a real call made with the very token that work would use. */
  access(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof>;
}

export interface LiveAccess {
  readonly remoteId: string;
  /** The profile's own token where there is one, else the grant's. */
  readonly token: Secret;
}

export interface GrantProof extends Expiries {
  readonly scopesGranted?: readonly string[] | undefined;
  readonly scopesDeclined?: readonly string[] | undefined;
  /** What the same answer proved of a profile that has no token of its own: it is not asked about again. */
  readonly profile?: { readonly remoteId: string; readonly proof: AccessProof } | undefined;
}

export interface AccessProof {
  readonly name?: string | undefined;
  readonly handle?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** Undefined = not told by this probe; what was known before stays. */
  readonly roles?: readonly string[] | undefined;
  readonly scopes?: readonly string[] | undefined;
}

// ── Requests that the network sends to us ───────────────────────────────────────────────────────────────────────────

/** Whether a request is the network's own is decided by its signature; `call` is for keys that the network publishes. */
export type Hook = (app: AppCredentials, request: HookRequest, call: Call) => HookOutcome | Promise<HookOutcome>;

export interface HookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The raw body as text; signatures are computed over it. */
  readonly body: string;
  readonly now: Date;
  /** Where a person can read what became of a data-deletion request; `{code}` is filled in by the adapter. */
  readonly statusUrl: (code: string) => string;
}

export type HookOutcome =
  | { readonly accepted: false; readonly why: string }
  | { readonly accepted: true; readonly facts: readonly HookFact[]; readonly answer: unknown };

export type HookFact =
  | { readonly fact: "person_removed_app"; readonly setterRemoteId: string }
  | { readonly fact: "data_deletion_requested"; readonly setterRemoteId: string; readonly code: string }
  /** Something changed: look now instead of at the next interval. */
  | { readonly fact: "look_again"; readonly setterRemoteId?: string; readonly profileRemoteId?: string };

// ── The door out ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The operator's registration of our app at a network. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** Which registration it is: the way in, or the server of a network of many servers; absent where there is just one. */
  readonly instance?: string;
}

/** Built once per use by the server and handed in; an adapter has no other way to the outside, the clock or chance. */
export interface Call {
  readonly app: AppCredentials;
  /** Our public base address, for client metadata documents. */
  readonly publicUrl: string;
  now(): Date;
  randomBytes(count: number): Uint8Array;
  /** A few seconds at most, where a network needs them before its own answer holds. */
  pause(seconds: number): Promise<void>;
  /** Sends, keeps redacted evidence, throws NetworkFailure unless the answer is a 2xx without an error inside. */
  send(act: Act, request: NetworkRequest): Promise<Answer>;
  /** The same door for libraries that want a fetch: evidence and deadline as in `send`, but the answer comes back unjudged. */
  fetch(act: Act, input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Judges an answer that a library got and reported in its own way; always throws NetworkFailure. */
  fail(act: Act, seen: Omit<Seen, "act">, asked?: Asked): never;
}

/** What was asked, for the evidence; `outcomeUnknown` where the library knows better than the status whether it was processed. */
export interface Asked {
  readonly method: string;
  readonly address: string;
  readonly outcomeUnknown?: boolean;
}

export interface NetworkRequest {
  readonly method?: "GET" | "POST" | "DELETE" | "PUT";
  readonly url: string;
  /** Added to the URL; values may be secrets (Graph API tokens travel in the query). */
  readonly query?: Readonly<Record<string, string | Secret | undefined>>;
  readonly form?: Readonly<Record<string, string | Secret | undefined>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly bearer?: Secret | undefined;
  /** When the token of this request was issued, where a refusal means something else while it is young (LinkedIn). */
  readonly tokenIssuedAt?: Date | undefined;
  /** `text`: a 2xx answer that is no JSON is as good (OAuth 1.0a answers form-encoded). */
  readonly expects?: "json" | "text";
  /** Struck out of the evidence like those in query, form and headers: what is sent inside a signed header. */
  readonly secrets?: readonly Secret[];
}

/** What came back, as data for `diagnose`. `status` 0 = no answer at all; then `trouble` says what happened. */
export interface Seen {
  readonly act: Act;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON value, or text where it is none. */
  readonly body: unknown;
  readonly trouble?: "timeout" | "connection" | "too-large" | undefined;
  readonly at: Date;
  /** When the token that was refused had been issued, where the caller knows. */
  readonly tokenIssuedAt?: Date | undefined;
}

/** The redacted trace of one answer: fit to be stored and shown. */
export interface Evidence {
  readonly act: Act;
  readonly method: string;
  /** Host and path only; no query. */
  readonly address: string;
  readonly status: number;
  readonly trouble?: string | undefined;
  /** The body with every secret-looking value struck out, cut to 4 kB. */
  readonly body: unknown;
  readonly at: Date;
}

/** A network said no. Thrown by `kit/call.ts` alone. */
export class NetworkFailure extends Error {
  readonly diagnosis: Diagnosis;
  readonly evidence: Evidence;
  /** The request may have been processed although no answer reached us: a spent refresh token must be reckoned with. */
  readonly outcomeUnknown: boolean;

  constructor(diagnosis: Diagnosis, evidence: Evidence, outcomeUnknown: boolean) {
    super(`${evidence.act} at ${evidence.address}: ${diagnosis.rule}`);
    this.name = "NetworkFailure";
    this.diagnosis = diagnosis;
    this.evidence = evidence;
    this.outcomeUnknown = outcomeUnknown;
  }
}
