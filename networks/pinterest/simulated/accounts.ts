import { slug, type Page, type Person, type Play, type Portfolio } from "#simulator/play.ts";

/** Where pictures are kept; drawn from the name, so a new name draws a new picture. */
export const pictureHost = "i.pinimg.com";

/** A portfolio makes its people business accounts: its name is their `business_name`. Without one, an account is personal. */
export const businessOf = (play: Play, person: Person): Portfolio | undefined =>
  Object.values(play.state.portfolios).find((one) => one.people.includes(person.id));

/** The user name follows from the name; whoever is renamed has changed it. */
export const usernameOf = (play: Play, person: Person): string =>
  slug(businessOf(play, person)?.name ?? person.name).replaceAll("-", "_");

/** Who owns a board; the others on it are collaborators. */
export const ownerOf = (play: Play, board: Page): Person | undefined => {
  const [id] = Object.entries(board.members).find(([, { tasks }]) => tasks.includes("OWNER")) ?? [];
  return play.state.people[id ?? ""];
};

/** `GET /v5/user_account`; fact sheet §2.1. */
export function accountJson(play: Play, person: Person): unknown {
  const business = businessOf(play, person);
  const boards = Object.values(play.state.pages).filter((one) => one.deletedAt === null && one.members[person.id]);
  return {
    account_type: business ? "BUSINESS" : "PINNER",
    id: person.id,
    username: usernameOf(play, person),
    business_name: business?.name ?? null,
    profile_image: `https://${pictureHost}/people/${person.id}.svg`,
    website_url: null,
    about: "",
    board_count: boards.length,
    pin_count: boards.length * 24,
    follower_count: 10,
    following_count: 347,
    monthly_views: 163,
  };
}
