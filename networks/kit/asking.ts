import type { Act } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { Answer, AppCredentials, Call, NetworkFailure } from "../network.ts";
import { ownBody } from "./own-code.ts";

/** What we are doing at a network, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
  /** When the token at hand was issued, where a refusal means something else while it is young (LinkedIn). */
  readonly tokenIssuedAt?: Date | undefined;
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

/** A code of our own (own-code.ts); `shown` stands in the evidence where not all of the answer may. */
export type Own = string | { readonly code: string; readonly shown: unknown };

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. Throws NetworkFailure. */
export function refuse(asking: Asking, answer: Answer, own?: Own): never {
  if (own === undefined) return refuseShowing(asking, answer, answer.body);
  const { code, shown } = typeof own === "string" ? { code: own, shown: answer.body } : own;
  return refuseShowing(asking, answer, ownBody(code, shown));
}

/** The same, judged by another body than that of the answer: where values must not get into the evidence. */
export function refuseShowing({ call, act, tokenIssuedAt }: Asking, answer: Answer, body: unknown): never {
  return call.fail(act, { ...answer, body, at: call.now(), tokenIssuedAt }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. Throws NetworkFailure. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: ownBody(code, body), at }, evidence);
}

/** `Authorization: Basic` with the app's id and secret (RFC 7617). */
export function basic({ clientId, clientSecret }: AppCredentials): Secret {
  const pair = `${clientId}:${clientSecret?.reveal() ?? ""}`;
  return Secret.of(`Basic ${Buffer.from(pair, "utf8").toString("base64")}`);
}
