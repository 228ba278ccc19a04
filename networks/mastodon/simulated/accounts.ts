import { createHash } from "node:crypto";
import { digitsFrom, type Page, type Person, type Play } from "#simulator/play.ts";
import { isHollo } from "./servers.ts";

/**
 * An account at one server. In a scenario it is a page with `notes.server`; whoever has no page at a server has an account of their
 * own name there. `notes.id` sets its id, `notes.movedTo` says where it went.
 */
export interface Account {
  id: string;
  server: string;
  username: string;
  name: string;
  owner: Person;
  /** Null: the person's own, which stands in no scenario. */
  page: Page | null;
  movedTo: string | null;
}

/** Every account of a server, the deleted ones left out. */
export function accountsAt(play: Play, server: string): Account[] {
  const people = Object.values(play.state.people);
  return people.flatMap((person) => accountsOf(play, person, server));
}

/** What a login reaches at this server. */
export function accountsOf(play: Play, person: Person, server: string): Account[] {
  const pages = Object.values(play.state.pages).filter(
    (page) => page.notes["server"] === server && Object.hasOwn(page.members, person.id),
  );
  if (pages.length === 0) return [own(person, server)];
  return pages.filter((page) => page.deletedAt === null).map((page) => ofPage(page, person, server));
}

function own(person: Person, server: string): Account {
  const username = person.handle.replaceAll("-", "_");
  const id = idFrom(server, username);
  return { id, server, username, name: person.name, owner: person, page: null, movedTo: null };
}

function ofPage(page: Page, owner: Person, server: string): Account {
  const username = page.username.replaceAll(/[^a-z0-9_]/g, "_");
  const { id, movedTo } = page.notes;
  return {
    id: typeof id === "string" ? id : idFrom(server, username),
    server,
    username,
    name: page.name,
    owner,
    page,
    movedTo: typeof movedTo === "string" ? movedTo : null,
  };
}

/** Mastodon counts in milliseconds since 2022 or so; Hollo gives out UUIDs (fact sheet §10). */
function idFrom(server: string, username: string): string {
  if (!isHollo(server)) return `1${digitsFrom(`${server}/${username}`, 17)}`;
  const hex = createHash("sha256").update(`${server}/${username}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const pictureOf = ({ server, username }: Account): string => `https://${server}/avatars/${username}.svg`;

/** The Account entity: every member that the documentation does not call optional (entities/Account, read 2026-11-22). */
export function accountEntry(account: Account, isSuspended: boolean): Record<string, unknown> {
  const { id, server, username, name, movedTo } = account;
  return {
    id,
    username,
    acct: username,
    display_name: isSuspended ? "" : name,
    locked: false,
    bot: false,
    created_at: "2022-11-08T00:00:00.000Z",
    note: "",
    url: `https://${server}/@${username}`,
    uri: `https://${server}/users/${username}`,
    avatar: pictureOf(account),
    avatar_static: pictureOf(account),
    header: `https://${server}/headers/original/missing.png`,
    header_static: `https://${server}/headers/original/missing.png`,
    fields: [],
    emojis: [],
    roles: [],
    group: false,
    discoverable: true,
    last_status_at: "2026-11-20",
    followers_count: 417,
    following_count: 63,
    statuses_count: 1208,
    ...(isSuspended && { suspended: true }),
    ...(movedTo !== null && { moved: movedEntry(movedTo) }),
  };
}

/** `acct` of somebody elsewhere carries the server: `name@server`. */
function movedEntry(movedTo: string): Record<string, unknown> {
  const [username = "", server = ""] = movedTo.split("@");
  return { id: `1${digitsFrom(movedTo, 17)}`, username, acct: movedTo, url: `https://${server}/@${username}` };
}
