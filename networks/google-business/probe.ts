import { refuse } from "../kit/google-calls.ts";
import { proveGrant } from "../kit/google-probe.ts";
import type { AccessProof, Call, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { own } from "./diagnose-tokens.ts";
import { describe, isMute } from "./location.ts";
import { readLocation, type AskingAs } from "./rest.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** One read. Google must still let this person speak for the very location; roles are told while connecting. */
async function proveAccess(call: Call, _grant: LiveGrant, { remoteId, token }: LiveAccess): Promise<AccessProof> {
  const asking: AskingAs = { call, act: "probe", token };
  const { answer, location } = await readLocation(asking, remoteId);
  if (location.name !== remoteId) return refuse(asking, answer, own.otherPlace);
  if (isMute(location)) return refuse(asking, answer, own.mute);
  const { name, handle } = describe(location);
  return { name, handle };
}
