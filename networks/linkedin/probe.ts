import { refuse, judgeAnew } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { inspect, type Inspected } from "./inspect.ts";
import { idOf } from "./profiles.ts";
import { askingWith, memberUrn, own, read, readMember, type AskingAs } from "./api.ts";
import { readRoles } from "./roles.ts";
import type { Inspection } from "./wire.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** Introspection is LinkedIn's own verdict; a read with the token then proves that the member is still reachable. */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking = askingWith({ call, act: "probe" }, grant);
  const inspected = await inspect(call, "probe", asking.token);
  if (inspected) requireLiving(asking, inspected);
  await requireMember(asking, grant.setter.remoteId);
  return inspected ? asProof(inspected.facts) : {};
}

const asProof = ({ scope, expires_at }: Inspection): GrantProof => ({
  scopesGranted: scope,
  accessExpiresAt: expires_at,
});

function requireLiving(asking: AskingAs, { facts, answer }: Inspected): void {
  if (facts.status === "expired") refuse(asking, answer, own.expired);
  if (facts.status === "revoked") refuse(asking, answer, own.revoked);
  if (!facts.active) refuse(asking, answer, own.inactive);
  // `2L` is the app's own token; only a member's may stand where a grant's belongs (P13).
  const isMembers = facts.auth_type === undefined || facts.auth_type === "3L";
  const isOurs = facts.client_id === undefined || facts.client_id === asking.call.app.clientId;
  if (!isMembers || !isOurs) refuse(asking, answer, own.tokenType);
}

/** The very member who authorised: another one's token here would publish in the wrong name (P13). */
async function requireMember(asking: AskingAs, urn: string) {
  const { member, answer } = await readMember(asking);
  return member.urn === urn ? member : refuse(asking, answer, own.tokenType);
}

async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const asking = askingWith({ call, act: "probe" }, grant, access.token);
  if (access.remoteId.startsWith(memberUrn)) {
    const { name, avatarUrl } = await requireMember(asking, access.remoteId);
    return { name, avatarUrl };
  }
  const held = (await readRoles(asking, "APPROVED")).get(access.remoteId);
  return held ? { roles: held.roles } : failForPage(asking, access.remoteId);
}

/** No role any more: the page itself tells whether it was taken from the member or the page is gone. The token lives on. */
async function failForPage(asking: AskingAs, urn: string): Promise<never> {
  try {
    const answer = await read(asking, `/rest/organizations/${idOf(urn)}`);
    return refuse(asking, answer, own.noRole);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    if (failure.evidence.status === 404) return judgeAnew(asking, failure, own.pageGone);
    if (failure.evidence.status === 403) return judgeAnew(asking, failure, own.noRole);
    throw failure;
  }
}
