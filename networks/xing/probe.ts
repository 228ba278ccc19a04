import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { cardFields, pairOf, readKnown } from "./api.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** XING tells nothing about a token: that it opens its own person's profile is the whole proof. */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  await readKnown({ call, act: "probe" }, pairOf(grant), { id: grant.setter.remoteId, fields: "id" });
  return {};
}

async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const known = { id: access.remoteId, fields: cardFields };
  const me = await readKnown({ call, act: "probe" }, pairOf(grant, access.token), known);
  return { name: me.display_name, handle: me.page_name, avatarUrl: me.photo_urls };
}
