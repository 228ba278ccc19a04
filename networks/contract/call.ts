import type { Act, Diagnosis } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import type { AppCredentials } from "./app.ts";

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

/** An accepted answer of a network: 2xx, and no error inside. `asked` is for `call.fail`, should it be judged after all. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly asked?: Asked;
}

/** What was asked, for the evidence; `outcomeUnknown` where the library knows better than the status whether it was processed. */
export interface Asked {
  readonly method: string;
  readonly address: string;
  readonly outcomeUnknown?: boolean;
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
