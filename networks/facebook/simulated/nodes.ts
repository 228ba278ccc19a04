import { Refusal } from "#simulator/meta/errors.ts";
import { digitsFrom, findAuthorization, pagesOf, reaches } from "#simulator/play.ts";
import type { App, Authorization, Page, Person, Play, Portfolio } from "#simulator/play.ts";
import { dataAccessEnded, has, pageToken, type Session } from "./bearer.ts";
import { errors } from "./errors.ts";
import type { Readers } from "./fields.ts";
import { accountField } from "./instagram.ts";

/** The id by which one app knows a person; another app knows another. */
export const appScopedId = (app: App, person: Person): string => digitsFrom(`${app.id}/${person.id}`, 17);

/** Where portraits are kept; drawn from the name, so a new name draws a new picture. */
export const pictureHost = "scontent.xx.fbcdn.net";

const picture = (kind: "people" | "pages", id: string): unknown => ({
  data: {
    height: 50,
    is_silhouette: false,
    url: `https://${pictureHost}/${kind}/${id}.svg`,
    width: 50,
  },
});

/** Fields of a person. */
export const personReaders = (session: Session): Readers<Person> => ({
  id: (person) => appScopedId(session.app, person),
  name: (person) => person.name,
  first_name: (person) => person.name.split(" ")[0],
  last_name: (person) => person.name.split(" ").at(-1),
  email: (person) => (session.authorization.scopes.email === "granted" ? person.email : null),
  picture: (person) => picture("people", person.id),
});

/** Fields of a Page, as the bearer of this session sees them. */
export const pageReaders = (play: Play, session: Session): Readers<Page> => ({
  id: (page) => page.id,
  name: (page) => page.name,
  username: (page) => page.username,
  category: (page) => page.category,
  category_list: (page) => [{ id: digitsFrom(page.category, 16), name: page.category }],
  access_token: (page) => (page.members[session.person.id] ? pageToken(play, session, page).value : null),
  tasks: (page) => page.members[session.person.id]?.tasks,
  picture: (page) => picture("pages", page.id),
  link: (page) => `https://www.facebook.com/${page.id}`,
  about: (page) => page.notes.about,
  fan_count: (page) => page.notes.fan_count ?? 0,
  followers_count: (page) => page.notes.followers_count ?? page.notes.fan_count ?? 0,
  is_published: () => true,
  instagram_business_account: (page, asked) => accountField(play, session, page, asked),
  business: (page) => businessOf(play, page),
});

function businessOf(play: Play, page: Page): unknown {
  const owner = play.state.portfolios[page.portfolio ?? ""];
  return owner ? { id: owner.id, name: owner.name } : null;
}

/** Fields of a business portfolio. */
export const businessReaders: Readers<Portfolio> = {
  id: (business) => business.id,
  name: (business) => business.name,
};

/** Refuses what the app may no longer read of this person. The sheet gives no code: permission denied. */
export function needDataAccess(play: Play, session: Session): void {
  if (dataAccessEnded(play, session.authorization)) throw new Refusal(errors.noPermission);
}

/** Pages of `/me/accounts`: ticked ones with a role; those behind a portfolio need business_management (§2.3). */
export function listedPages(play: Play, session: Session): Page[] {
  needDataAccess(play, session);
  if (!has(play, session, "pages_show_list")) throw new Refusal(errors.noPermission);
  const managesBusiness = has(play, session, "business_management");
  return reachablePages(play, session).filter((page) => {
    if (page.members[session.person.id]?.via === "direct") return true;
    const owners = [page.portfolio, ...page.clientPortfolios];
    return managesBusiness && owners.some((id) => play.state.portfolios[id ?? ""]?.inAccounts);
  });
}

/** Pages with a role for the person that the consent reaches, as far as no switch hides them. */
export const reachablePages = (play: Play, session: Session): Page[] =>
  pagesOf(play, session.person).filter((page) => canReach(play, session, page));

function canReach(play: Play, session: Session, page: Page): boolean {
  const seen = { app: session.app.id, person: session.person.id, page: page.id };
  if (page.deletedAt !== null || !page.members[session.person.id]) return false;
  if (!reaches(session.authorization, page)) return false;
  return (["page_unticked", "role_lost", "page_deleted"] as const).every((kind) => !play.fault(kind, seen));
}

/** One Page by its id, or error 100/33 for every reason there may be (§2.4). */
export function readablePage(play: Play, session: Session, id: string): Page {
  const page = play.state.pages[id];
  if (!page) throw new Refusal(errors.noObject(id));
  if (session.page) {
    if (session.page.id === id) return page;
    throw new Refusal(errors.noObject(id));
  }
  if (!canReach(play, session, page)) throw new Refusal(errors.noObject(id));
  needDataAccess(play, session);
  if (!has(play, session, "pages_show_list") && !has(play, session, "pages_read_engagement"))
    throw new Refusal(errors.noPermission);
  return page;
}

/** Businesses of the person. */
export function businessesOf(play: Play, session: Session): Portfolio[] {
  needDataAccess(play, session);
  if (!has(play, session, "business_management")) throw new Refusal(errors.missingPermissions);
  return Object.values(play.state.portfolios).filter((one) => one.people.includes(session.person.id));
}

/** One business of the person, or error 100/33. */
export function readableBusiness(play: Play, session: Session, id: string): Portfolio {
  const business = businessesOf(play, session).find((one) => one.id === id);
  if (!business) throw new Refusal(errors.noObject(id));
  return business;
}

/** A person by the id that this app knows, with the consent the app has. */
export function personFor(
  play: Play,
  app: App,
  id: string,
): { person: Person; authorization: Authorization | undefined } | undefined {
  const person = Object.values(play.state.people).find((one) => appScopedId(app, one) === id);
  return person && { person, authorization: findAuthorization(play, app, person) };
}
