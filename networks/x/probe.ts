import { refuse, type Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { asPerson } from "./profile.ts";
import { readMe } from "./api.ts";

/** X has no introspection, and the one read that proves a token is paid for: `GET /2/users/me`. */
export const probe: Probe = { grant: proveGrant, access: proveAccess };

/**
 * That the account is suspended, locked or gone says that X knows the token: the grant lives, and the access tells what is
 * wrong with the account, so that it heals by itself when X lets the account go on. Whatever concerns the app or the token
 * is found here, where it counts for the grant. The account is the person, so one read proves both.
 */
async function proveGrant(call: Call, { tokens, setter: { remoteId } }: LiveGrant): Promise<GrantProof> {
  try {
    return { profile: { remoteId, proof: await readOwn(call, tokens.accessToken, remoteId) } };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.kind !== "profile-lost") throw failure;
    return {};
  }
}

function proveAccess(call: Call, _grant: LiveGrant, { token, remoteId }: LiveAccess): Promise<AccessProof> {
  return readOwn(call, token, remoteId);
}

/** A token that belongs to another account proves nothing about this one (P13). */
async function readOwn(call: Call, token: LiveAccess["token"], remoteId: string): Promise<AccessProof> {
  const asking: Asking = { call, act: "probe" };
  const { me, answer } = await readMe(asking, token);
  if (me.id !== remoteId) return refuse(asking, answer);
  const { name, handle, avatarUrl } = asPerson(me);
  return { name, handle, avatarUrl };
}
