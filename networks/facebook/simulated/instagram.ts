import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { html, json, pagesOf, reaches, trusted } from "#simulator/play.ts";
import type { Answer, Call, Markup, Page, Person, Play } from "#simulator/play.ts";
import { has, type Session } from "./bearer.ts";
import { errors } from "./errors.ts";
import { project, readFields, type Field, type Readers } from "./fields.ts";

/** The Instagram account that is linked to a Page: `notes.instagram = { id, username, name, accountType }`. */
export interface LinkedAccount {
  id: string;
  username: string;
  name: string;
  /** `Business` unless told; `Personal`: linked, and not to be seen by any app. */
  accountType: string;
  page: Page;
}

/** Fact sheet Instagram §5: the account became personal. */
const notBusiness: MetaError = { code: 10, message: "(#10) The user is not an Instagram Business" };

/** What is linked to a Page, of whatever kind. */
export function linkedAccount(page: Page): LinkedAccount | null {
  const found = page.notes.instagram;
  if (typeof found !== "object" || found === null) return null;
  const { id, username, name, accountType } = { ...found } as Record<string, unknown>;
  if (typeof id !== "string") return null;
  return {
    id,
    username: textOr(username, page.username),
    name: textOr(name, page.name),
    accountType: textOr(accountType, "Business"),
    page,
  };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** Does this login ask for something of Instagram? Then accounts are chosen beside the Pages. */
export const asksForAccounts = (scopes: string[]): boolean => scopes.some((scope) => scope.startsWith("instagram_"));

/** Professional accounts linked to this person's Pages: what the dialog offers. */
export const accountsOf = (play: Play, person: Person): LinkedAccount[] =>
  pagesOf(play, person)
    .map(linkedAccount)
    .filter((one) => one !== null)
    .filter((one) => one.accountType !== "Personal");

/** Ids of the accounts that were ticked; Pages stand in the same list and are left out. */
export const tickedAccounts = (play: Play, ticked: string[]): string[] =>
  ticked.filter((id) => play.state.pages[id] === undefined);

/** The field of a Page: absent when nothing is linked, or the consent lacks the account (Instagram sheet §2A). */
export function accountField(play: Play, session: Session, page: Page, asked: Field[]): unknown {
  const account = linkedAccount(page);
  if (!account || account.accountType === "Personal" || !reaches(session.authorization, account)) return null;
  if (!has(play, session, "instagram_basic")) return null;
  return project(account, "IGUser", readers, asked.length > 0 ? asked : readFields("id"));
}

const readers: Readers<LinkedAccount> = {
  id: (account) => account.id,
  username: (account) => account.username,
  name: (account) => account.name,
  profile_picture_url: (account) => `https://scontent.cdninstagram.com/${account.id}.svg`,
  followers_count: () => 128,
  media_count: () => 1,
};

/** Finds the linked account of this id, whoever asks. */
export const findAccount = (play: Play, id: string): LinkedAccount | undefined =>
  Object.values(play.state.pages)
    .map(linkedAccount)
    .find((one) => one?.id === id) ?? undefined;

/** `/{ig-id}` and the edges that a health check reads. The Page need not be ticked for a user token. */
export function accountNode(
  play: Play,
  call: Call,
  at: { session: Session; account: LinkedAccount; edge: string },
): Answer {
  const { session, account, edge } = at;
  const { page } = account;
  const member = page.members[session.person.id];
  const isForeign = session.page !== null && session.page.id !== page.id;
  if (isForeign || page.deletedAt !== null || !member || !reaches(session.authorization, account))
    throw new Refusal(errors.noObject(account.id));
  need(play, session, "instagram_basic");
  // A role that was given through a business portfolio asks for one more permission (Instagram sheet §1A, §2A).
  if (member.via === "portfolio" && !["ads_management", "ads_read"].some((scope) => has(play, session, scope)))
    throw new Refusal(errors.noPermission);
  if (account.accountType === "Personal") throw new Refusal(notBusiness);
  switch (edge) {
    case "":
      return json(project(account, "IGUser", readers, readFields(param(call, "fields") ?? "id")));
    case "content_publishing_limit":
      need(play, session, "instagram_content_publish");
      return json({ data: [{ quota_usage: 2, config: { quota_total: 100, quota_duration: 86_400 } }] });
    case "insights":
      need(play, session, "instagram_manage_insights");
      return json({ data: [] });
    default:
      throw new Refusal(errors.noField(edge, "IGUser"));
  }
}

function need(play: Play, session: Session, scope: string): void {
  if (!has(play, session, scope)) throw new Refusal(errors.noPermission);
}

/** Tick boxes of the accounts, under those of the Pages. Facebook shows them on a screen of their own. */
export function accountsFieldset(accounts: LinkedAccount[], chosen: "all" | string[]): Markup {
  const rows = accounts.map(
    (one) =>
      html`<div class="row">
        <label
          ><input
            type="checkbox"
            name="page"
            value="${one.id}"
            data-name="${one.username.toLowerCase()}"
            ${chosen !== "all" && chosen.includes(one.id) && trusted(" checked")}
          />@${one.username}</label
        >
      </div>`,
  );
  return html`<fieldset>
    <legend>Instagram accounts linked to your Pages (${accounts.length})</legend>
    ${accounts.length > 0 ? html`<div class="list">${rows}</div>` : html`<p class="soft">No professional account is linked.</p>`}
  </fieldset>`;
}
