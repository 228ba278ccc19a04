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

/** `told` hears each as soon as it is known: a run may take many minutes. */
export function openJudge(told: (line: Figure | Rule) => void): Judge {
  const figures: Figure[] = [];
  const rules: Rule[] = [];
  const keep = <T extends Figure | Rule>(list: T[], line: T): void => {
    list.push(line);
    told(line);
  };
  return {
    figures,
    rules,
    figure: (name, value, unit) => keep(figures, { name, value: Number(value.toPrecision(4)), unit }),
    rule: (rule, holds, seen) => keep(rules, { rule, holds, seen }),
  };
}

export function asText(line: Figure | Rule): string {
  if ("value" in line) return `            ${line.name}: ${line.value.toLocaleString("en")} ${line.unit}`.trimEnd();
  return `  ${line.holds ? "holds   " : "VIOLATED"}  ${line.rule}: ${line.seen}`;
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
