import type { ErrorSeen } from "./answer.ts";

/**
 * A code of our own stands for what only the adapter can know (a token of somebody else, a lifetime that is over); its table has
 * a row for it. Short: longer ones are struck out of the evidence.
 */
interface OwnBody {
  readonly error: { readonly code: string };
  /** What the network answered, or what of it may be shown. */
  readonly answer: unknown;
}

/** The body under which an answer is judged and kept. */
export const ownBody = (code: string, answer: unknown): OwnBody => ({ error: { code }, answer });

/** The code of a body of our own making; undefined = the network made it. */
export function readOwnCode(body: unknown): ErrorSeen | undefined {
  return isOwnBody(body) ? { code: body.error.code } : undefined;
}

function isOwnBody(body: unknown): body is OwnBody {
  if (typeof body !== "object" || body === null || !("error" in body && "answer" in body)) return false;
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
