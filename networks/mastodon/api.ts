import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { refuse, judgeAnew, type Asking } from "../kit/asking.ts";
import { type Answer, type Call, NetworkFailure } from "../network.ts";
import { accountGone, accountSuspended, isAboutTheAccount, noMastodon } from "./diagnose/diagnose.ts";
import { accountAnswer, type Account } from "./wire.ts";

/** The one server that this call may speak to: its token is worth nothing elsewhere, and must not get there. */
export function serverName(call: Call): string {
  const { instance } = call.app;
  if (!instance) throw new Error("A Mastodon app without its server.");
  return instance;
}

/** Paths are the same at every server (NOTES.md, "The dance"); so nothing that a server says of itself leads us elsewhere. */
export const serverUrl = (call: Call, path: string): string => `https://${serverName(call)}${path}`;

/** An accepted answer of another shape is no Mastodon's. Its evidence names the fields, never their values. */
export function readAnswer<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  if (read.success) return read.data;
  const fields = typeof answer.body === "object" && answer.body !== null ? Object.keys(answer.body).slice(0, 20) : [];
  return refuse(asking, answer, { code: noMastodon, shown: { fields } });
}

/** The account that a token speaks for. */
export async function readMe(asking: Asking, token: Secret): Promise<Account> {
  const { call, act } = asking;
  const url = serverUrl(call, "/api/v1/accounts/verify_credentials");
  return readAnswer(asking, await call.send(act, { url, bearer: token }), accountAnswer);
}

/** Whom we expect behind a token: the id that everything else knows them by, and the name to ask others about. */
export interface Known {
  readonly remoteId: string;
  readonly handle: string | undefined;
}

/** The same, where it is known who must answer: a token that opens another account proves nothing (P13). */
export async function readKnown(asking: Asking, token: Secret, known: Known): Promise<Account> {
  const { call, act } = asking;
  let me: Account;
  try {
    me = await readMe(asking, token);
  } catch (failure) {
    if (failure instanceof NetworkFailure) await lookFromOutside(asking, failure, known);
    throw failure;
  }
  if (remoteIdOf(call, me) === known.remoteId) return me;
  return call.fail(act, { status: 200, headers: {}, body: { id: me.id }, at: call.now() });
}

/** Ids count within one server only: the same number is somebody else at the next. */
export const remoteIdOf = (call: Call, { id }: Pick<Account, "id">): string => `${id}@${serverName(call)}`;

/**
 * A server tells a suspended account no more than one that removed us. Others can see the difference, so we look as they do: nobody
 * shall be sent to renew what moderators ended. What that look does not tell leaves the first answer as it was.
 */
async function lookFromOutside(asking: Asking, failure: NetworkFailure, known: Known): Promise<void> {
  const username = /^@([^@]+)@/.exec(known.handle ?? "")?.[1];
  if (!username || !isAboutTheAccount(failure.diagnosis)) return;
  const fate = await fateOf(asking, username, known);
  if (fate) judgeAnew(asking, failure, fate);
}

async function fateOf({ call, act }: Asking, username: string, known: Known): Promise<string | undefined> {
  const url = serverUrl(call, "/api/v1/accounts/lookup");
  try {
    const account = accountAnswer.safeParse((await call.send(act, { url, query: { acct: username } })).body);
    const isSuspended = account.data?.suspended === true && remoteIdOf(call, account.data) === known.remoteId;
    return isSuspended ? accountSuspended : undefined;
  } catch (outside) {
    if (!(outside instanceof NetworkFailure)) throw outside;
    return outside.diagnosis.rule === "mastodon/no-such-account" ? accountGone : undefined;
  }
}
