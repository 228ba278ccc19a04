/** For `jsonb_to_recordset`. Half a character, as a cut name may end with, is text to PostgreSQL and no JSON. */
export function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));
}
