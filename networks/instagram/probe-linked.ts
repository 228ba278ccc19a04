import { readAs, refuse } from "../kit/asking.ts";
import { send, wrongTokenType } from "../kit/meta-calls.ts";
import { inspect, isAccountScope, isPageScope, requireValid, scopesOn } from "../kit/meta-inspect.ts";
import { explainPause, isOver, isVerdict, type Lent } from "../kit/meta-proof.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Answer, Call, LiveAccess, LiveGrant } from "../network.ts";
import { notLinked } from "./api.ts";
import { rolesOf } from "./capabilities.ts";
import { linkedAccount, pageEntry, type LinkedAccount, type PageEntry } from "./wire.ts";

/**
 * Two reads with the Page's token, the one that work uses: is the account still linked to its Page, and may it be read.
 * Then what else is worth knowing, from the user token, or, once that is over, of the Page token.
 */
export async function proveLinked(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const lent: Lent = { call, act: "probe", grant, access };
  const page = await readPage(lent);
  const { username, name, profile_picture_url: avatarUrl } = await readAccount(lent);
  const rights = isOver(grant, call.now()) ? await readOwnScopes(lent, page.id) : await readOwnTasks(lent, page.id);
  return { name: name ?? username, handle: username, avatarUrl, ...rights };
}

/** The Page of this token. Without the account, or with another: unlinked, personal by now, or left out at a later consent. */
async function readPage(lent: Lent): Promise<PageEntry> {
  const answer = await askWithPageToken(lent, "/me", "id,name,instagram_business_account");
  const page = readAs(lent, answer, pageEntry);
  const found = page.instagram_business_account?.id;
  if (found === lent.access.remoteId) return page;
  return refuse(lent, answer, { code: notLinked, shown: { page: page.id, account: found ?? null } });
}

async function readAccount(lent: Lent): Promise<LinkedAccount> {
  const { remoteId } = lent.access;
  const path = `/${encodeURIComponent(remoteId)}`;
  const answer = await askWithPageToken(lent, path, "id,username,name,profile_picture_url");
  const account = readAs(lent, answer, linkedAccount);
  return account.id === remoteId ? account : refuse(lent, answer, { code: wrongTokenType, shown: { id: account.id } });
}

async function askWithPageToken(lent: Lent, path: string, fields: string): Promise<Answer> {
  try {
    return await send(lent, { path, token: lent.access.token, query: { fields } });
  } catch (failure) {
    throw explainPause(lent, failure);
  }
}

/** The person's tasks on the Page. The access is proved already, so only a verdict about role or grant counts here. */
async function readOwnTasks(lent: Lent, pageId: string): Promise<Pick<AccessProof, "roles">> {
  const request = { path: `/${encodeURIComponent(pageId)}`, token: lent.grant.tokens.accessToken };
  try {
    const { tasks } = readAs(lent, await send(lent, { ...request, query: { fields: "id,tasks" } }), pageEntry);
    return { roles: tasks && rolesOf(tasks) };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || isVerdict(failure)) throw failure;
    return {}; // not told by this probe: what was known before stays
  }
}

/** The scopes of the Page token itself, the only ones that can still be asked for when the user token is over. */
async function readOwnScopes(lent: Lent, pageId: string): Promise<Pick<AccessProof, "scopes">> {
  const facts = requireValid(lent, await inspect(lent, lent.access.token));
  const assets = [
    { id: lent.access.remoteId, isScope: isAccountScope },
    { id: pageId, isScope: isPageScope },
  ];
  return { scopes: scopesOn(assets, facts) };
}
