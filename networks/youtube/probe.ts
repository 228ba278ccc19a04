import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { describe, isUnfinished, readChannel } from "./channel.ts";
import { askAboutToken, own, readAs, refuse, type Asking } from "./google.ts";
import { loginOf } from "./login.ts";
import { tokenInfo } from "./wire.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** Costs no quota. A token of another app or of another login proves nothing about this one (P13). */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const answer = await askAboutToken(asking, grant.tokens.accessToken);
  const { aud, sub, scope } = readAs(asking, answer, tokenInfo);
  if (aud !== call.app.clientId) return refuse(asking, answer, own.otherApp);
  if (sub !== undefined && sub !== loginOf(grant.setter.remoteId)) return refuse(asking, answer, own.otherLogin);
  return { scopesGranted: scope };
}

/** One unit of quota. The token must still open the very channel it was given for. */
async function proveAccess(call: Call, _grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const asking: Asking = { call, act: "probe" };
  const { answer, channel } = await readChannel(asking, access.token);
  if (!channel) return refuse(asking, answer, own.noChannel);
  if (channel.id !== access.remoteId) return refuse(asking, answer, own.otherChannel);
  if (isUnfinished(channel)) return refuse(asking, answer, own.unlinked);
  const { name, handle, avatarUrl } = describe(channel);
  return { name, handle, avatarUrl };
}
