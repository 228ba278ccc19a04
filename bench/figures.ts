/** One measured figure, always beside what it is to be judged by: a ratio holds on other machines, a bare number does not. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly vs: { readonly what: string; readonly value: number; readonly ratio: number };
}

export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export function against(what: string, yardstick: number, { name, value, unit }: Measured): Figure {
  return { name, value: round(value), unit, vs: { what, value: round(yardstick), ratio: round(value / yardstick) } };
}

/** Three digits that mean something; more would be noise. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}

export function asTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, vs }) => [
    name,
    `${value.toLocaleString("en")} ${unit}`,
    `${vs.ratio} × ${vs.what} (${vs.value.toLocaleString("en")})`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = "", value = "", vs = ""]) =>
      [name.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), vs].join("   "),
    )
    .join("\n");
}

/** The value below which this share of the samples lies. The samples are sorted in place. */
export function quantile(samples: Float64Array, share: number): number {
  samples.sort();
  const value = samples[Math.min(samples.length - 1, Math.floor(samples.length * share))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}
