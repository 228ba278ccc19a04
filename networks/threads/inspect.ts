import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { Asking } from "../kit/asking.ts";
import { inspectionAnswer } from "../kit/meta-wire.ts";
import { type Answer, NetworkFailure } from "../network.ts";
import { ask, ownToken } from "./api.ts";

/** What `debug_token` says of a token, valid or not. */
export interface Inspection {
  readonly facts: z.output<typeof inspectionAnswer>["data"];
  readonly answer: Answer;
}

/**
 * Asks Threads about a token: the only place that tells its scopes and dates. The documents want the token of a *tester of the
 * app* as witness; whether the app's own will do is not told, so both that and the token itself are tried. Undefined: it does not
 * say, and whoever asked goes on without. A refused witness is no verdict about anybody, so its failure ends here.
 */
export async function inspect(asking: Asking, token: Secret): Promise<Inspection | undefined> {
  for (const witness of [ownToken(asking.call.app), token]) {
    const answer = await asWitness(asking, witness, token);
    const read = inspectionAnswer.safeParse(answer?.body);
    if (answer && read.success) return { facts: read.data.data, answer };
  }
  return undefined;
}

async function asWitness(asking: Asking, witness: Secret, token: Secret): Promise<Answer | undefined> {
  try {
    return await ask(asking, { path: "/debug_token", token: witness, query: { input_token: token } });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return undefined;
  }
}
