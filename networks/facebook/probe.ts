import { readAs, refuse } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Answer, Call, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { send, wrongTokenType } from "../kit/meta-calls.ts";
import { inspect, isPageScope, requireValid, scopesOn } from "../kit/meta-inspect.ts";
import { explainPause, isOver, isVerdict, proveUserGrant, type Lent } from "../kit/meta-proof.ts";
import { canonicalTasks } from "../kit/meta-tasks.ts";
import { scopes } from "./capabilities.ts";
import { pageEntry, type PageEntry } from "./wire.ts";

export const probe: Probe = {
  grant: (call, grant) => proveUserGrant(call, grant, scopes),
  access: proveAccess,
};

/**
 * A read with the Page's own token, the one that work uses; a lost role says so here (492), even while `debug_token`
 * still calls the token valid. What else is worth knowing is asked by the user token, or, once that is over, of the Page token.
 */
async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const lent: Lent = { call, act: "probe", grant, access };
  const page = await readOwnPage(lent);
  const rights = isOver(grant, call.now()) ? await readOwnScopes(lent) : await readOwnTasks(lent);
  return { name: page.name, avatarUrl: page.picture, ...rights };
}

async function readOwnPage(lent: Lent): Promise<PageEntry> {
  const answer = await askWhoIam(lent);
  const page = readAs(lent, answer, pageEntry);
  if (page.id === lent.access.remoteId) return page;
  // A user token where a Page token belongs answers with the person (P13).
  return refuse(lent, answer, { code: wrongTokenType, shown: { id: page.id } });
}

/** Fields that a Page and a person both have: with `username`, a user token would be refused as a bad request instead of being recognised. */
const ownFields = "id,name,picture.type(large)";

async function askWhoIam(lent: Lent): Promise<Answer> {
  try {
    return await send(lent, { path: "/me", token: lent.access.token, query: { fields: ownFields } });
  } catch (failure) {
    throw explainPause(lent, failure);
  }
}

/** The tasks of the person on the Page. The access is proved already, so only a verdict about role or grant counts here. */
async function readOwnTasks(lent: Lent): Promise<Pick<AccessProof, "roles">> {
  const path = `/${encodeURIComponent(lent.access.remoteId)}`;
  const token = lent.grant.tokens.accessToken;
  try {
    const { tasks } = readAs(lent, await send(lent, { path, token, query: { fields: "id,tasks" } }), pageEntry);
    return { roles: tasks && canonicalTasks(tasks) };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || isVerdict(failure)) throw failure;
    return {}; // not told by this probe: what was known before stays
  }
}

/** The scopes of the Page token itself, the only ones that can still be asked for when the user token is over. */
async function readOwnScopes(lent: Lent): Promise<Pick<AccessProof, "scopes">> {
  const facts = requireValid(lent, await inspect(lent, lent.access.token));
  return { scopes: scopesOn([{ id: lent.access.remoteId, isScope: isPageScope }], facts) };
}
