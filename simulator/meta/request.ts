import type { Call } from "../play.ts";

/** A query or form field, wherever it was sent. */
export const param = (call: Call, name: string): string | null => call.query.get(name) ?? call.form.get(name);

/** The token of a call: a parameter or the Authorization header. */
export const tokenOf = (call: Call): string | null =>
  param(call, "access_token") ?? /^(?:bearer|oauth) (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;
