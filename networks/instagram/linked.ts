import { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { send } from "../kit/meta-calls.ts";
import { inspect, isAccountScope, isPageScope, ownScopes, requireValid, ticked } from "../kit/meta-inspect.ts";
import type { TokenFacts } from "../kit/meta-inspect.ts";
import { isOutOfReach, pagesOf } from "../kit/meta-pages.ts";
import type { NetworkFailure, Call, FoundProfile, LiveGrant } from "../network.ts";
import { addressOf, notProfessional } from "./profile.ts";
import { isUseful, rolesOf } from "./capabilities.ts";
import { linkedAccount, pageEntry, type LinkedAccount, type PageEntry } from "./wire.ts";

const accountFields = "id,username,name,profile_picture_url";
const pageFields = `id,name,access_token,tasks,instagram_business_account{${accountFields}}`;

/**
 * Every account that is linked to one of the person's Pages, with the Page's token; and what is missing where there is none
 * (P30, P35). Accounts and Pages are ticked apart from each other, so each may have been left out.
 */
export async function* linkedAccounts(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const asking: Asking = { call, act: "discover" };
  const token = grant.tokens.accessToken;
  const facts = requireValid(asking, await inspect(asking, token));
  const chosen = ticked(isAccountScope, facts);
  const seen = new Set<string>();
  for await (const found of pagesOf(asking, token, { facts, reading: { fields: pageFields, entry: pageEntry } })) {
    const account = found.page?.instagram_business_account;
    if (account && seen.has(account.id)) continue;
    if (account) seen.add(account.id);
    if (!found.page) yield withoutRole(found.goneId);
    else if (account) yield asFound(found.page, account, { facts, isTicked: found.isTicked });
    else yield withoutAccount(found.page, { isTicked: found.isTicked, someChosen: chosen !== undefined });
  }
  for (const id of chosen ?? []) if (!seen.has(id)) yield await withoutPage(asking, token, id);
}

const pageNotTicked =
  "The Facebook Page that this account is linked to was not ticked at Facebook. Connect again, choose to edit the settings there, and tick the Page as well.";
const noToken =
  "Facebook gives no token for the Page of this account to this login. Someone with full control of the Page gives access to its content, then connect it.";
const noTask =
  "This login has no task that helps on the Page of this account: it may neither publish, nor answer comments, nor see insights. Someone with full control of the Page adds one of these.";

function asFound(
  page: PageEntry,
  account: LinkedAccount,
  { facts, isTicked }: { readonly facts: TokenFacts; readonly isTicked: boolean },
): FoundProfile {
  const roles = page.tasks && rolesOf(page.tasks);
  const token = page.access_token === undefined ? undefined : Secret.of(page.access_token);
  const assets = [
    { id: account.id, isScope: isAccountScope },
    { id: page.id, isScope: isPageScope },
  ];
  return {
    ...describe(account),
    roles,
    scopes: ownScopes(assets, facts),
    token,
    // From a long-lived user token, and the login keeps no other: no end by time ("Get long-lived tokens", 2026-06-30).
    tokenExpiresAt: token && null,
    unusable: token ? (roles && !isUseful(roles) ? noTask : undefined) : isTicked ? noToken : pageNotTicked,
  };
}

function describe(account: LinkedAccount) {
  const { id, username, name, profile_picture_url: avatarUrl } = account;
  return {
    remoteId: id,
    name: name ?? username ?? `Account ${id}`,
    kind: "account",
    handle: username,
    avatarUrl,
    url: username && addressOf(username),
  };
}

const notLinked =
  "No professional Instagram account is linked to this Page. Link one in the Page's settings under Linked accounts, or switch the linked one to a professional account in the Instagram app; then connect again.";
const notLinkedOrNotTicked =
  "Facebook shows no Instagram account for this Page. If one is linked to it, connect again and tick that account too; if Facebook does not offer it there, link it in the Page's settings, as a professional account.";
const pageNotOffered =
  "This Page was not ticked at Facebook, so nobody can tell whether an Instagram account is linked to it. Connect again and tick it.";

/** Not linked, linked but personal, or not ticked: Facebook answers all three with silence, so the sentence names what is possible. */
function withoutAccount(
  page: PageEntry,
  { isTicked, someChosen }: { readonly isTicked: boolean; readonly someChosen: boolean },
): FoundProfile {
  return {
    ...asPage(page.id, page.name),
    unusable: isTicked ? (someChosen ? notLinkedOrNotTicked : notLinked) : pageNotOffered,
  };
}

/** A Page that was ticked and that Facebook does not show to this person any more. */
function withoutRole(pageId: string): FoundProfile {
  return {
    ...asPage(pageId, undefined),
    unusable:
      "Facebook does not show this Page to this login any more, nor its Instagram account. Someone with full control of the Page gives access again, then connect it.",
  };
}

function asPage(id: string, name: string | undefined) {
  return { remoteId: id, name: name ?? `Page ${id}`, kind: "page", url: `https://www.facebook.com/${id}` };
}

/** An account that was ticked and that none of the Pages brought (P30). The account itself says why, or at least its name. */
async function withoutPage(asking: Asking, token: Secret, id: string): Promise<FoundProfile> {
  try {
    const request = { path: `/${encodeURIComponent(id)}`, token, query: { fields: accountFields } };
    const account = readAs(asking, await send(asking, request), linkedAccount);
    return { ...describe(account), unusable: pageNotTicked };
  } catch (failure) {
    if (!isOutOfReach(failure)) throw failure;
    return { ...describe({ id }), unusable: reasonIn(failure) };
  }
}

const unreachable =
  "Facebook does not show this account to this login any more: it was unlinked from its Page, or the role on that Page is gone. Link it again or have access restored, then connect again.";

function reasonIn({ diagnosis }: NetworkFailure): string {
  return diagnosis.rule === "instagram/10-not-professional" ? notProfessional : unreachable;
}
