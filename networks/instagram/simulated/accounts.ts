import { digitsFrom, pagesOf, type App, type Page, type Person, type Play } from "#simulator/play.ts";

/**
 * An Instagram account is a page of the simulator. Its id has 17 digits and begins with 17841, as recorded ids do, so that it
 * does not fit into a JavaScript number; one that a scenario names is taken as it is.
 */
export const accountId = (account: Page): string =>
  account.id.startsWith("17841") ? account.id : `17841${digitsFrom(account.id, 12)}`;

/** The id by which one app knows an account; another app knows another. */
export const appScopedId = (app: App, account: Page): string => digitsFrom(`${app.id}/${account.id}`, 17);

export const mediaId = (account: Page): string => `17${digitsFrom(`${account.id}/media`, 15)}`;

/** `Business`, `Media_Creator` or `Personal`; fact sheet §2B. */
export const kindOf = ({ notes }: Page): string =>
  typeof notes.accountType === "string" ? notes.accountType : "Business";

export const isProfessional = (account: Page): boolean => kindOf(account) !== "Personal";

/** A private account's token cannot be extended (P29). */
export const isPrivate = (account: Page): boolean => account.notes.private === true;

/** The accounts that this person knows the password of. */
export const accountsOf = (play: Play, person: Person): Page[] => pagesOf(play, person);
