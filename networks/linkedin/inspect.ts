import type { Act } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import { readAs, judgeAnew } from "../kit/asking.ts";
import { type Answer, type Call, NetworkFailure } from "../network.ts";
import { own, post } from "./api.ts";
import { inspectionAnswer, type Inspection } from "./wire.ts";

/** What `introspectToken` says of a token, living or not; the one place where expired and revoked are told apart. */
export interface Inspected {
  readonly facts: Inspection;
  readonly answer: Answer;
}

/**
 * Asks about an access or a refresh token; it costs no call of the member's quota. Undefined where LinkedIn cannot read the
 * token or the client id (400, it does not say which): then the next call with the token tells.
 */
export async function inspect(call: Call, act: Act, token: Secret): Promise<Inspected | undefined> {
  try {
    const answer = await post({ call, act }, "introspectToken", { token });
    return { facts: readAs({ call, act }, answer, inspectionAnswer), answer };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const { evidence, diagnosis } = failure;
    if (evidence.status === 400) return undefined;
    // "401: invalid client secret" (Token introspection); which words come with it is not documented.
    if (evidence.status === 401 && diagnosis.kind !== "app-rejected")
      return judgeAnew({ call, act }, failure, own.clientRefused);
    throw failure;
  }
}
