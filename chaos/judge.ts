/** What was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What must hold, whether it does, and what was seen. */
export interface Rule {
  readonly rule: string;
  readonly holds: boolean;
  readonly seen: string;
}

export interface Judged {
  readonly figures: readonly Figure[];
  readonly rules: readonly Rule[];
}

/** Collects the figures of a scenario and judges them by its rules. */
export interface Judge extends Judged {
  figure(name: string, value: number, unit: string): void;
  rule(rule: string, holds: boolean, seen: string): void;
}

export function openJudge(): Judge {
  const figures: Figure[] = [];
  const rules: Rule[] = [];
  return {
    figures,
    rules,
    figure: (name, value, unit) => void figures.push({ name, value: Number(value.toPrecision(4)), unit }),
    rule: (rule, holds, seen) => void rules.push({ rule, holds, seen }),
  };
}

export function asText({ figures, rules }: Judged): string {
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  return [
    ...figures.map(({ name, value, unit }) => `  ${name.padEnd(width)}  ${value.toLocaleString("en")} ${unit}`),
    ...rules.map(({ rule, holds, seen }) => `  ${holds ? "holds   " : "VIOLATED"}  ${rule}: ${seen}`),
  ].join("\n");
}

/** One JSON object a line: figures, then rules. */
export function asJson(scenario: string, { figures, rules }: Judged): string {
  return [...figures, ...rules].map((line) => JSON.stringify({ scenario, ...line })).join("\n");
}

/** The value below which this share of the samples lies; 0 without any. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How often each value occurs, as "200 × 12, 503 × 3". */
export function counted(values: readonly (string | number)[]): string {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Array.from(counts, ([value, count]) => `${value} × ${count}`).join(", ") || "nothing";
}
