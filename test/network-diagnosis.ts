import { expect, test } from "vitest";
import { kindFacts } from "#core/diagnosis.ts";
import type { Cause, Diagnosis, DiagnosisKind, Reach, Repairer, Retry } from "#core/diagnosis.ts";
import { diagnosisFrom, type DiagnosisTable, type Row } from "#networks/kit/answer.ts";
import type { Seen } from "#networks/network.ts";

/** What a row of a diagnosis table must say. */
export type Expected = readonly [
  kind: DiagnosisKind,
  cause: Cause,
  reach: Reach,
  who: Repairer,
  retry: Retry,
  confidence?: "certain",
];

/** One answer of a network: the rule that decides it (`460`, or whole: `any/429`), the answer, and what it means. */
export type Case<Given = Seen> = readonly [rule: string, given: Given, expected: Expected];

/** What many rows of many networks say. */
export const means = {
  operator: ["app-rejected", "app_rejected", "app", "operator", "daily"],
  operatorForSure: ["app-rejected", "app_rejected", "app", "operator", "daily", "certain"],
  author: ["content-rejected", "content_rejected", "content", "author", "never"],
  trouble: ["unreachable", "network_unavailable", "network", "nobody", "backoff"],
  revoked: ["grant-revoked", "session_ended", "grant", "token_setter", "never"],
  startAgain: ["unrecognised", "session_ended", "access", "token_setter", "never"],
  scopeGap: ["scope-missing", "scope_missing", "access", "token_setter", "never"],
  scopeGapOfAll: ["scope-missing", "scope_missing", "grant", "token_setter", "never"],
  tooFast: ["rate-limited", "rate_limited", "app", "nobody", "at-until"],
} as const satisfies Readonly<Record<string, Expected>>;

export interface DiagnosisCases<Given> {
  readonly network: string;
  readonly diagnose: (seen: Seen) => Diagnosis;
  readonly rows: readonly Row[];
  /** An answer as the network words it, of what a case gives. */
  readonly seenOf: (given: Given) => Seen;
  readonly cases: readonly Case<Given>[];
  /** Further cases, beyond one for each row. */
  readonly more?: readonly Case<Given>[];
  /** Promises that the cases prove; `P8 P9` unless told. */
  readonly promises?: string;
  /** Where each row has a case of its own, in the table's order: then no row hides behind another. */
  readonly readError?: ReadError;
}

/** Moment of all answers in these tests. */
export const at = new Date("2026-11-22T09:00:00Z");

/** What every table of a network is asked: a case for each row, and each case decided as it should be. */
export function testDiagnosis<Given>(of: DiagnosisCases<Given>): void {
  const whole = (rule: string): string => (rule.includes("/") ? rule : `${of.network}/${rule}`);

  test("every row of the table has a case here, and where the cases are in its order each is decided by its own row", () => {
    expect(of.readError ? placesOf(of, of.readError) : missed(of)).toEqual(
      of.readError ? of.rows.map((_, at) => at) : [],
    );
  });

  const titled = [...of.cases, ...(of.more ?? [])].map(([rule, given, expected]) => {
    const seen = of.seenOf(given);
    const title = `${of.promises ?? "P8 P9"} ${sentence(whole(rule), seen, expected)}`;
    return { title, rule: whole(rule), seen, expected };
  });
  test.each(titled)("$title", ({ rule, seen, expected }) => {
    const [kind, cause, reach, who, retry, confidence = "likely"] = expected;
    const found = of.diagnose(seen);
    expect(found).toMatchObject({ rule, kind, cause, reach, retry, repair: { who } });
    // What holds for every network has a confidence of its own.
    expect(found.confidence).toBe(rule.startsWith("any/") ? found.confidence : confidence);
    expect(found.repair.how).toMatch(/^\S.*[.!]$/s);
    expect(found.source).toMatch(/\S/);
  });
}

/** The places of the rows that decide the cases. */
function placesOf<Given>({ network, rows, cases, seenOf }: DiagnosisCases<Given>, readError: ReadError): number[] {
  const numbered = rows.map((row, place) => ({ ...row, rule: String(place) }));
  const decide = diagnosisFrom({ network, rows: numbered, readError });
  return cases.map(([, given]) => Number(decide(seenOf(given)).rule.split("/").at(-1)));
}

/** The rows that no case reaches. */
function missed<Given>({ rows, cases, seenOf, diagnose }: DiagnosisCases<Given>): Row[] {
  const reached = new Set(cases.map(([, given]) => keyOf(diagnose(seenOf(given)))));
  return rows.filter(({ how, source }) => !reached.has(how + source));
}

type ReadError = DiagnosisTable["readError"];
const keyOf = ({ repair, source }: Diagnosis): string => repair.how + source;

function sentence(rule: string, { act, status }: Seen, [kind, cause, reach, who, retry]: Expected): string {
  const answer = status === 0 ? "silence" : `HTTP ${status}`;
  return `${answer} in “${act}” that fits ${rule} is ${kind}, cause ${cause}: it reaches the ${reach}, is for ${who} to repair, retry: ${retry}`;
}

/** What is certain without a second look, by its rows' names. */
export function testCertainty(rows: readonly Row[], certain: readonly unknown[]): void {
  test("what is certain without a second look is rare, and every row has a source with a date or says that it has none", () => {
    const sure = rows.filter((row) => row.confidence === "certain" && kindFacts[row.kind].canExpire);
    expect(new Set(sure.map(({ rule, when }) => rule ?? when.code))).toEqual(new Set(certain));
    for (const row of rows) expect(row.source).toMatch(/2026-\d\d-\d\d|unconfirmed/i);
  });
}
