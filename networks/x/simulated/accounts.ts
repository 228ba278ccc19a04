import { pagesOf, type Page, type Person, type Play, type Token } from "#simulator/play.ts";

/** Where pictures are kept. */
export const pictureHost = "pbs.twimg.com";

/** Accounts that this person is signed in to in the browser; the first is the active one. Suspended ones come last. */
export const accountsOf = (play: Play, person: Person): Page[] => [
  ...pagesOf(play, person),
  ...Object.values(play.state.pages).filter((one) => isSuspended(one) && isSeenBy(one, person)),
];

/** A suspended account is nobody's to use: `seenBy` names the people who see it all the same. */
const isSeenBy = ({ members, notes: { seenBy } }: Page, { id, handle }: Person): boolean =>
  !Object.hasOwn(members, id) && Array.isArray(seenBy) && seenBy.includes(handle);

export const isSuspended = (account: Page): boolean => account.notes.suspended === true;

/** The accounts that an app can be let into. */
export const usableOf = (accounts: Page[]): Page[] => accounts.filter((one) => !isSuspended(one));

/** A token's family begins with its account: tokens that a rotation brings keep the family and nothing else. */
export const familyOf = (play: Play, account: Page): string => `${account.id}/${play.secret(16)}`;

export const accountIdOf = (token: Token): string | undefined => token.family?.split("/")[0];

export const accountBehind = (play: Play, token: Token): Page | undefined => play.state.pages[accountIdOf(token) ?? ""];

export const pictureOf = (account: Page): string =>
  `https://${pictureHost}/profile_images/${account.id}/logo_normal.svg`;

/** The members of a user that are given whether they are asked for or not (fact sheet §2). */
const always = ["id", "name", "username"];

/** `GET /2/users/me`, `data`: what `user.fields` asks for and nothing else. */
export function userJson(account: Page, fields: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = {
    id: account.id,
    name: account.name,
    username: account.username,
    profile_image_url: pictureOf(account),
    created_at: "2015-03-04T09:10:40.000Z",
    protected: account.notes.protected === true,
    verified: true,
    verified_type: "business",
    description: `${account.name}, coffee.`,
    public_metrics: { followers_count: 1204, following_count: 87, tweet_count: 3310, listed_count: 14 },
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => always.includes(name) || fields.includes(name)));
}

/** Every name that `user.fields` takes, OpenAPI 2.167 (fact sheet §2). */
export const userFields = `
  affiliation confirmed_email connection_status created_at description entities id is_identity_verified
  location most_recent_post_id name parody pinned_post_id profile_banner_url profile_image_url protected
  public_metrics receives_your_dm subscribes_to_you subscription subscription_type url username verified
  verified_followers_count verified_type withheld
`
  .trim()
  .split(/\s+/);
