import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { readKnown, serverName } from "./api.ts";
import { accountMoved } from "./diagnose/diagnose.ts";
import { handleOf } from "./profiles.ts";
import type { Account } from "./wire.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** One request proves token and account. Nothing tells the scopes of a token in between, so they stay as they were told. */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const { remoteId, handle } = grant.setter;
  await readKnown({ call, act: "probe" }, grant.tokens.accessToken, { remoteId, handle });
  return {};
}

async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const known = { remoteId: access.remoteId, handle: grant.setter.handle };
  const me = await readKnown({ call, act: "probe" }, access.token, known);
  if (me.moved) failForMove(call);
  return { name: nameOf(me), handle: handleOf(call, me), avatarUrl: me.avatar };
}

/** Servers differ in when they begin to refuse a moved account; its posts reach nobody from the first day. */
function failForMove(call: Call): never {
  const asked = { method: "GET", address: `${serverName(call)}/api/v1/accounts/verify_credentials` };
  return call.fail("probe", { status: 200, headers: {}, body: { error: accountMoved }, at: call.now() }, asked);
}

const nameOf = ({ display_name, username, id }: Account): string => display_name || username || id;
