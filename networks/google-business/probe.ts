import { refuse } from "../kit/asking.ts";
import { proveGrant } from "../kit/google-probe.ts";
import type { AccessProof, Call, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { rolesOf } from "./capabilities.ts";
import { own } from "./diagnose/tokens.ts";
import { describe, isMute } from "./profile.ts";
import { readLocation, type AskingAs } from "./api.ts";
import { readOwnRole } from "./roles.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** Google must still let this person speak for the very location. The role comes with it, where Google tells. */
async function proveAccess(call: Call, _grant: LiveGrant, { remoteId, token }: LiveAccess): Promise<AccessProof> {
  const asking: AskingAs = { call, act: "probe", token };
  const { answer, location } = await readLocation(asking, remoteId);
  if (location.name !== remoteId) return refuse(asking, answer, own.otherPlace);
  if (isMute(location)) return refuse(asking, answer, own.mute);
  const { name, handle } = describe(location);
  return { name, handle, roles: rolesOf(await readOwnRole(asking, remoteId)) };
}
