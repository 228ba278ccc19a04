import { createHash } from "node:crypto";
import { pagesOf, type App, type Page, type Person, type Play } from "#simulator/play.ts";

/** An account of TikTok Ads Manager: no profile, no videos (fact sheet §3). Its `seenBy` names the people who work in it. */
export const isAdAccount = (account: Page): boolean => account.notes.kind === "ad";

/** TikTok accounts that this person can log in to, then the ad accounts, on which nothing can be granted. */
export const accountsOf = (play: Play, person: Person): Page[] => [
  ...pagesOf(play, person),
  ...Object.values(play.state.pages).filter((one) => isAdAccount(one) && mayLogIn(one, person)),
];

function mayLogIn(account: Page, person: Person): boolean {
  const { seenBy } = account.notes;
  return Object.hasOwn(account.members, person.id) || (Array.isArray(seenBy) && seenBy.includes(person.handle));
}

const uuid = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

/** Stable for one app and one account (fact sheet §2). */
export const openId = (app: { id: string }, account: { id: string }): string => uuid(`open/${app.id}/${account.id}`);

/** Stable over all apps of one developer; here every app is of the same one. */
export const unionId = (account: { id: string }): string => uuid(`union/${account.id}`);

export const pictureHost = "p16-sign-va.tiktokcdn.com";
const pictureLife = 48 * 3600;

/** The address of an account's picture: signed, so it ends (fact sheet §2). */
export function pictureUrl(play: Play, account: Page): string {
  const expires = Math.floor(play.now() / 1000) + pictureLife;
  return `https://${pictureHost}/${account.id}.svg?x-expires=${expires}&x-signature=${pictureSignature(account.id, expires)}`;
}

export const pictureSignature = (id: string, expires: number): string =>
  createHash("sha256").update(`picture/${id}/${expires}`).digest("base64url").slice(0, 27);

/** Counters that follow from the account and grow a little every day. */
export function countersOf(play: Play, account: Page): Record<string, number> {
  const start = Number.parseInt(unionId(account).slice(0, 4), 16);
  const days = Math.floor(play.now() / 86_400_000) - 20_000;
  return {
    follower_count: start + days * 7,
    following_count: start % 97,
    likes_count: start * 11 + days * 40,
    video_count: 12 + (days % 300),
  };
}

/** The app's view of the person behind a token does not exist at TikTok: all it sees is the account. */
export const findAccount = (play: Play, id: string | null | undefined): Page | undefined => {
  const account = play.state.pages[id ?? ""];
  return account && account.deletedAt === null ? account : undefined;
};

/** Who logs in with this name: an e-mail address, or the user name of an account with the password of somebody who has it. */
export function findLogin(play: Play, name: string): { person: Person; account?: Page }[] {
  const typed = name.trim().toLowerCase().replace(/^@/, "");
  const people = Object.values(play.state.people);
  const byMail = people.filter((one) => one.email.toLowerCase() === typed).map((person) => ({ person }));
  const account = Object.values(play.state.pages).find(
    (one) => one.deletedAt === null && one.username.toLowerCase() === typed,
  );
  const byName = account ? people.filter((one) => mayLogIn(account, one)).map((person) => ({ person, account })) : [];
  return [...byMail, ...byName];
}

/** Apps by their client key. */
export const findClient = (play: Play, key: string | null): App | undefined => play.state.apps[key ?? ""];
