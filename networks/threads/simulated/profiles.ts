import { digitsFrom, pagesOf, type App, type Page, type Person, type Play } from "#simulator/play.ts";

/** A profile of Threads is a page of the simulator. One app knows it by this id, another app by another; 17 digits, above 2^53. */
export const appScopedId = (app: { id: string }, profile: Page): string => digitsFrom(`${app.id}/${profile.id}`, 17);

/** The thread that a profile has written last. */
export const mediaId = (profile: Page): string => `18${digitsFrom(`${profile.id}/media`, 15)}`;

/** What a private profile allows an app ends after 90 days, whatever is refreshed; fact sheet §1. */
export const isPrivate = (profile: Page): boolean => profile.notes.private === true;

/** Threads shows it to its holder and lets it do nothing. */
export const isSuspended = (profile: Page): boolean => profile.notes.suspended === true;

/** The profiles between which this person's browser can switch. */
export const profilesOf = (play: Play, person: Person): Page[] =>
  pagesOf(play, person).filter((one) => !isSuspended(one));

/** Those that are shown there and cannot be chosen. */
export const suspendedOf = (play: Play, person: Person): Page[] =>
  Object.values(play.state.pages).filter((one) => isSuspended(one) && isSeenBy(one, person));

function isSeenBy({ notes, members }: Page, person: Person): boolean {
  return Object.hasOwn(members, person.id) || (Array.isArray(notes.seenBy) && notes.seenBy.includes(person.handle));
}

/** May this person let the app in? Before it is published, only testers who accepted their invitation may (§1). */
export const mayUse = (app: App, person: Person): boolean => app.mode === "live" || app.testers.includes(person.id);
