import type { Play } from "./play.ts";
import type { App, Authorization, Page, Person } from "./state.ts";
import { endTokens } from "./tokens.ts";

/** What this person allows this app at present. */
export const findAuthorization = (play: Play, app: { id: string }, person: { id: string }): Authorization | undefined =>
  play.state.authorizations.find((one) => one.app === app.id && one.person === person.id);

/** Records a consent; what the person allowed before is kept where the new consent does not speak of it. */
export function authorize(
  play: Play,
  { app, person }: { app: App; person: Person },
  consent: Pick<Authorization, "scopes"> & { pages: Authorization["pages"] | null },
): Authorization {
  const old = findAuthorization(play, app, person);
  const now = play.now();
  const next: Authorization = {
    person: person.id,
    app: app.id,
    scopes: { ...old?.scopes, ...consent.scopes },
    pages: consent.pages ?? old?.pages ?? [],
    since: old?.since ?? now,
    lastActiveAt: now,
  };
  play.state.authorizations = play.state.authorizations.filter((one) => one !== old).concat(next);
  return next;
}

/** Takes the app away from a person's account: the consent is forgotten, every token ends. */
export function endAuthorization(play: Play, app: App, person: Person): void {
  play.state.authorizations = play.state.authorizations.filter((one) => one.app !== app.id || one.person !== person.id);
  endTokens(play, "revoked", (token) => token.app === app.id && token.person === person.id);
}

/** Pages on which this person has a role now. */
export const pagesOf = (play: Play, person: { id: string }): Page[] =>
  Object.values(play.state.pages).filter((page) => page.deletedAt === null && Object.hasOwn(page.members, person.id));

/** Did the person tick this page for the app? */
export const reaches = (authorization: Authorization, page: { id: string }): boolean =>
  authorization.pages === "all" || authorization.pages.includes(page.id);
