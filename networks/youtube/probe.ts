import { refuse, type Asking } from "../kit/asking.ts";
import type { AccessProof, Call, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { proveGrant } from "../kit/google-probe.ts";
import { describe, isUnfinished, readChannel } from "./profile.ts";
import { own } from "./diagnose/tokens.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

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
