import {
  html,
  type Answer,
  type BrowserSession,
  type Call,
  type Markup,
  type Page,
  type Person,
  type Play,
} from "../play.ts";
import type { Door } from "../site.ts";

/** Somebody's login, by user name or e-mail address; `page` where the user name of one was typed. */
export interface NamedLogin {
  person: Person;
  page: Page | null;
}

/** A user name is that of an account and leads to its first member; an e-mail address leads to the person. */
export function findLogin(play: Play, name: string): NamedLogin | undefined {
  const wanted = name.trim().toLowerCase().replace(/^@/, "");
  const { people, pages } = play.state;
  const person = Object.values(people).find((one) => one.email.toLowerCase() === wanted);
  if (person) return { person, page: null };
  const page = Object.values(pages).find((one) => one.username === wanted && one.deletedAt === null);
  const owner = page && people[Object.keys(page.members)[0] ?? ""];
  return owner && { person: owner, page };
}

/** What sets the logins of Instagram and Threads apart. */
export interface DoorWords {
  page: (title: string, content: Markup, status?: number) => Answer;
  above: Markup | false;
  castTitle: string;
  wrong: string;
  /** The member of the address that keeps which account was meant. */
  chosen: string;
  forgets: string[];
  keeps?: (session: BrowserSession) => Record<string, string>;
  check: (call: Call) => Answer;
}

/** The login of an Instagram account, which Threads has as well. */
export const accountDoor = (play: Play, words: DoorWords): Door => ({
  rules: {
    form: {
      title: "Log in",
      page: words.page,
      above: words.above,
      name: { label: "Username or email", type: "text" },
      button: "Log in",
      looks: { form: "card", label: "field" },
      cast: { title: words.castTitle, entries: castOf(play) },
    },
    unknown: words.wrong,
    wrong: words.wrong,
    find: (_, typed) => {
      const found = findLogin(play, typed);
      return found ? [{ person: found.person, ...(found.page && { chosen: { [words.chosen]: found.page.id } }) }] : [];
    },
    forgets: words.forgets,
    ...(words.keeps && { keeps: words.keeps }),
  },
  check: { screen: words.check },
});

const castOf = ({ state: { people, pages } }: Play): Markup[] =>
  Object.values(pages)
    .filter((one) => one.deletedAt === null)
    .flatMap((one) => {
      const owner = people[Object.keys(one.members)[0] ?? ""];
      if (!owner) return [];
      return [
        html`<code>${one.username}</code>, password <code>${owner.password}</code> (${owner.name}, ${owner.email})`,
      ];
    });
