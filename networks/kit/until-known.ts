import { NetworkFailure } from "../network.ts";
import type { Asking } from "./asking.ts";

/**
 * Asks a question that decides what an ambiguous refusal meant. When the question stays open too, what was refused was refused
 * all the same: nothing was spent, so the outcome is known.
 */
export async function untilKnown({ call, act }: Asking, question: Promise<void>): Promise<void> {
  try {
    await question;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !failure.outcomeUnknown) throw failure;
    const { status, body, at, trouble } = failure.evidence;
    const seen = { status, headers: {}, body, at, ...(trouble ? { trouble: asTrouble(trouble) } : {}) };
    call.fail(act, seen, { ...failure.evidence, outcomeUnknown: false });
  }
}

const asTrouble = (words: string): "timeout" | "connection" | "too-large" =>
  words === "timeout" || words === "too-large" ? words : "connection";
