import {
  NetworkFailure,
  type AccessProof,
  type Call,
  type GrantProof,
  type LiveAccess,
  type LiveGrant,
  type Probe,
} from "../network.ts";
import { asPerson } from "./account.ts";
import { readMe, refuse, type Asking } from "./api.ts";

/** X has no introspection, and the one read that proves a token is paid for: `GET /2/users/me`. */
export const probe: Probe = { grant: proveGrant, access: proveAccess };

/**
 * That the account is suspended, locked or gone says that X knows the token: the grant lives, and the access tells what is
 * wrong with the account, so that it heals by itself when X lets the account go on. Whatever concerns the app or the token
 * is found here, where it counts for the grant. Both reads of one look are charged once: X counts accounts and UTC days.
 */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  try {
    await readOwn(call, grant.tokens.accessToken, grant.setter.remoteId);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.kind !== "profile-lost") throw failure;
  }
  return {};
}

async function proveAccess(call: Call, _grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const { name, handle, avatarUrl } = await readOwn(call, access.token, access.remoteId);
  return { name, handle, avatarUrl };
}

/** A token that belongs to another account proves nothing about this one (P13). */
async function readOwn(call: Call, token: LiveAccess["token"], remoteId: string) {
  const asking: Asking = { call, act: "probe" };
  const { me, answer } = await readMe(asking, token);
  return me.id === remoteId ? asPerson(me) : refuse(asking, answer);
}
