import { kindFacts } from "#core/diagnosis.ts";
import type { Act, Cause, Diagnosis, DiagnosisKind, Reach, Repairer, Retry } from "#core/diagnosis.ts";
import { readOwnCode } from "./own-code.ts";
import type { Seen } from "../contract/call.ts";

/** The error of a network in a common form: what the rows of `diagnose/` match on. An adapter's `readError` makes it. */
export interface ErrorSeen {
  readonly code?: number | string | undefined;
  readonly subcode?: number | string | undefined;
  readonly words?: string | undefined;
}

/** What a row matches. All given members must fit; `subcode: null` means "none present"; `words` only where codes say too little. */
export interface Match {
  readonly act?: Act | readonly Act[];
  readonly status?: number | readonly number[];
  readonly code?: number | string | readonly (number | string)[];
  readonly codeFrom?: readonly [number, number];
  readonly subcode?: number | string | null | readonly (number | string)[];
  readonly words?: RegExp;
  /** Only for a token younger than this. Seconds; no match where nobody knows the token's age. */
  readonly youngerThan?: number;
}

export interface Row {
  readonly when: Match;
  readonly kind: DiagnosisKind;
  readonly source: string;
  readonly rule?: string;
  readonly cause?: Cause;
  readonly reach?: Reach;
  readonly who?: Repairer;
  readonly how: string;
  readonly retry?: Retry;
  /** `likely` unless said otherwise. */
  readonly confidence?: "certain" | "likely";
  readonly scopes?: (seen: Seen, error: ErrorSeen) => readonly string[] | undefined;
  readonly until?: (seen: Seen) => Date | undefined;
}

export interface DiagnosisTable {
  readonly network: string;
  readonly rows: readonly Row[];
  readonly readError: (seen: Seen) => ErrorSeen | undefined;
  /** Reads the moment to wait for from a network's own headers; `Retry-After` and `RateLimit-Reset` are read anyway. */
  readonly readUntil?: (seen: Seen) => Date | undefined;
}

/**
 * Reads a table from the top; the first row that fits wins. A 5xx, a 429 and an answer that is no JSON are never matched by
 * a row unless it names that very status: no verdict about a token may come from a server in trouble (design rule 1).
 */
export function diagnosisFrom(table: DiagnosisTable): (seen: Seen) => Diagnosis {
  return (seen) => {
    const error = readOwnCode(seen.body) ?? safely(() => table.readError(seen)) ?? {};
    const inTrouble = seen.status === 0 || seen.status === 429 || seen.status >= 500 || isMarkup(seen);
    const row = table.rows.find(
      (candidate) => (!inTrouble || candidate.when.status !== undefined) && fits(candidate.when, seen, error),
    );
    return row ? fromRow(table, row, { seen, error }) : common(table, seen);
  };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // a body of an unforeseen shape is simply unrecognised; it stays in the evidence
  }
}

function fits(when: Match, seen: Seen, error: ErrorSeen): boolean {
  if (when.act !== undefined && !oneOf(when.act, seen.act)) return false;
  if (when.status !== undefined && !oneOf(when.status, seen.status)) return false;
  if (when.code !== undefined && !oneOf(when.code, error.code)) return false;
  if (
    when.codeFrom &&
    !(typeof error.code === "number" && error.code >= when.codeFrom[0] && error.code <= when.codeFrom[1])
  )
    return false;
  if (when.subcode === null && error.subcode !== undefined) return false;
  if (when.subcode !== undefined && when.subcode !== null && !oneOf(when.subcode, error.subcode)) return false;
  if (when.youngerThan !== undefined && !(tokenAge(seen) < when.youngerThan)) return false;
  return when.words === undefined || (error.words !== undefined && when.words.test(error.words));
}

function tokenAge({ at, tokenIssuedAt }: Seen): number {
  return tokenIssuedAt ? (at.getTime() - tokenIssuedAt.getTime()) / 1000 : Number.NaN;
}

function oneOf<T>(wanted: T | readonly T[], given: T | undefined): boolean {
  return given !== undefined && (Array.isArray(wanted) ? wanted.includes(given) : wanted === given);
}

function fromRow(table: DiagnosisTable, row: Row, { seen, error }: { seen: Seen; error: ErrorSeen }): Diagnosis {
  const facts = kindFacts[row.kind];
  const scopes = safely(() => row.scopes?.(seen, error));
  const until = safely(() => row.until?.(seen)) ?? (row.kind === "rate-limited" ? waitUntil(table, seen) : undefined);
  return {
    kind: row.kind,
    cause: row.cause ?? facts.cause,
    reach: row.reach ?? facts.reach,
    repair: { who: row.who ?? facts.repairer, how: row.how },
    retry: row.retry ?? facts.retry,
    confidence: row.confidence ?? "likely",
    ...(until ? { until } : {}),
    ...(scopes ? { scopes } : {}),
    ...restsOn(row.when),
    rule: `${table.network}/${row.rule ?? ruleName(row.when)}`,
    source: row.source,
  };
}

/** Words decide only where a code says too little, so a row that reads both rests on the words. */
function restsOn(when: Match): Pick<Diagnosis, "restsOn"> {
  if (when.words) return { restsOn: "words" };
  if (when.code !== undefined || when.codeFrom || (when.subcode ?? null) !== null) return { restsOn: "code" };
  return when.status === undefined ? {} : { restsOn: "status" };
}

function ruleName(when: Match): string {
  const code = when.codeFrom ? when.codeFrom.join("..") : when.code;
  const parts = [when.status, code, when.subcode === null ? undefined : when.subcode]
    .flat()
    .filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join("-") : "words";
}

/** What holds for every network: silence, servers in trouble, "slow down", and what nobody knows. */
function common(table: DiagnosisTable, seen: Seen): Diagnosis {
  const row = commonRow(seen);
  return { ...fromRow(table, row, { seen, error: {} }), rule: `any/${row.rule ?? "unrecognised"}` };
}

function commonRow(seen: Seen): Row {
  if (seen.status === 0) return silent;
  if (seen.status === 429) return slowDown;
  if (seen.status >= 500) return serverTrouble;
  return isMarkup(seen) ? markup : unrecognised;
}

const wait = "Nothing to do: we keep trying.";
const silent: Row = {
  when: {},
  rule: "no-answer",
  kind: "unreachable",
  how: wait,
  source: "No HTTP answer within the deadline (RFC 9110 defines none)",
};
const slowDown: Row = { when: {}, rule: "429", kind: "rate-limited", how: wait, source: "RFC 6585 §4" };
const serverTrouble: Row = { when: {}, rule: "5xx", kind: "unreachable", how: wait, source: "RFC 9110 §15.6" };
const markup: Row = {
  when: {},
  rule: "markup",
  kind: "unreachable",
  how: wait,
  source: "HTML where JSON belongs: an edge server answered, not the API",
};
const unrecognised: Row = {
  when: {},
  kind: "unrecognised",
  how: "We are checking. If it stays, renewing usually helps.",
  source: "No row of the table fits; the answer is kept as evidence",
};

function isMarkup(seen: Seen): boolean {
  const type = seen.headers["content-type"] ?? "";
  return type.includes("text/html") || (typeof seen.body === "string" && seen.body.trimStart().startsWith("<"));
}

function waitUntil(table: DiagnosisTable, seen: Seen): Date | undefined {
  return safely(() => table.readUntil?.(seen)) ?? retryAfter(seen) ?? rateLimitReset(seen);
}

const longestWaitMs = 86_400_000;

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3); more than a day is not believed. */
function retryAfter(seen: Seen): Date | undefined {
  const text = seen.headers["retry-after"];
  if (!text) return undefined;
  const moment = /^\d+$/.test(text) ? new Date(seen.at.getTime() + Number(text) * 1000) : new Date(text);
  return believable(moment, seen);
}

/** `RateLimit-Reset` and `X-RateLimit-Reset`: Unix seconds (Bluesky, X) or seconds from now (IETF draft). */
function rateLimitReset(seen: Seen): Date | undefined {
  const number = Number(
    seen.headers["ratelimit-reset"] ?? seen.headers["x-ratelimit-reset"] ?? seen.headers["x-rate-limit-reset"],
  );
  if (!Number.isFinite(number) || number <= 0) return undefined;
  return believable(new Date(number > 1_000_000_000 ? number * 1000 : seen.at.getTime() + number * 1000), seen);
}

function believable(moment: Date, seen: Seen): Date | undefined {
  const wait = moment.getTime() - seen.at.getTime();
  return Number.isFinite(wait) && wait > 0 && wait <= longestWaitMs ? moment : undefined;
}
