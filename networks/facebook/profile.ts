import { Secret } from "#core/secret.ts";
import type { FoundProfile } from "../network.ts";
import { canonicalTasks } from "../kit/meta-tasks.ts";
import { isUseful } from "./capabilities.ts";
import type { PageEntry } from "./wire.ts";

/** Fields of a Page that every way of finding one asks for. */
export const pageFields = "id,name,username,access_token,tasks,picture.type(large)";

/** What else is known of a Page than its own entry. */
export interface PageContext {
  readonly scopes: readonly string[] | undefined;
  /** False = Facebook told which Pages were ticked, and this is none of them. */
  readonly isTicked: boolean;
}

/** A Page as we offer it; without a token or without a task that helps it is listed with the reason (P30, P31, P35). */
export function asFound(page: PageEntry, context: PageContext): FoundProfile {
  const roles = page.tasks === undefined ? undefined : canonicalTasks(page.tasks);
  return {
    remoteId: page.id,
    name: page.name ?? `Page ${page.id}`,
    kind: "page",
    handle: page.username,
    avatarUrl: page.picture,
    url: `https://www.facebook.com/${page.username ?? page.id}`,
    roles,
    scopes: context.scopes,
    token: page.access_token === undefined ? undefined : Secret.of(page.access_token),
    // From a long-lived user token, and `finish` keeps no other: no end by time ("Get long-lived tokens", 2026-06-30).
    tokenExpiresAt: page.access_token === undefined ? undefined : null,
    unusable: reason(page, roles, context),
  };
}

/** A Page that was ticked and that Facebook does not show to this person any more. */
export function withoutRole(pageId: string): FoundProfile {
  return {
    remoteId: pageId,
    name: `Page ${pageId}`,
    kind: "page",
    url: `https://www.facebook.com/${pageId}`,
    unusable: noRole,
  };
}

const noRole =
  "Facebook does not show this Page to this login any more. Someone with full control of the Page gives access again, then connect it.";
const notTicked =
  "This Page was not ticked at Facebook. Connect again, choose to edit the settings there, and tick it.";
const noToken =
  "Facebook gives no token for this Page to this login. Someone with full control of the Page gives access to its content, then connect it.";
const noTask =
  "This login may neither publish on this Page, nor answer its comments, nor see its insights. Someone with full control of the Page adds one of these.";

function reason(page: PageEntry, roles: readonly string[] | undefined, { isTicked }: PageContext): string | undefined {
  if (page.access_token === undefined) return isTicked ? noToken : notTicked;
  return roles !== undefined && !isUseful(roles) ? noTask : undefined;
}
