import { readAs, refuse, type Asking } from "../kit/asking.ts";
import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { describe, obstacle, rolesOn } from "./profile.ts";
import { read } from "./api.ts";
import { accountAnswer, boardAnswer } from "./wire.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** One read for the whole account. Pinterest tells neither scopes nor dates here; they come with every refresh. */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const answer = await read(asking, "/user_account", { token: grant.tokens.accessToken });
  const { id } = readAs(asking, answer, accountAnswer);
  // A token that belongs to another account proves nothing about this one (P13).
  return id === grant.setter.remoteId ? {} : refuse(asking, answer);
}

/** One read for each board, because each can be lost alone (R82); a board that takes no Pins is not proved by being seen. */
async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const asking: Asking = { call, act: "probe" };
  const answer = await read(asking, `/boards/${encodeURIComponent(access.remoteId)}`, { token: access.token });
  const board = readAs(asking, answer, boardAnswer);
  if (board.id !== access.remoteId) return refuse(asking, answer);
  const hindered = obstacle(board, grant);
  if (hindered) return refuse(asking, answer, hindered);
  const { name, handle, avatarUrl } = describe(board);
  return { name, handle, avatarUrl, roles: rolesOn(board, grant) };
}
