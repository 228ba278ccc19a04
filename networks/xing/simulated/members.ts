import { createHash } from "node:crypto";
import { digitsFrom, type Person, type Play } from "#simulator/play.ts";
import { siteHost } from "./hosts.ts";

const wellFormed = /^\d+_[0-9a-f]+$/;

/** The id by which XING knows a person: digits, underscore, hexadecimal (§1). */
export function memberId({ id }: Pick<Person, "id">): string {
  if (wellFormed.test(id)) return id;
  return `${digitsFrom(`${id}/number`, 8)}_${createHash("sha256").update(id).digest("hex").slice(0, 6)}`;
}

/** "Anna Berg" → "Anna_Berg". */
export const pageName = ({ name }: Pick<Person, "name">): string => name.replaceAll(/\s+/g, "_");

/** Whose page or picture is this? */
export const findMember = (play: Play, match: (person: Person) => boolean): Person | undefined =>
  Object.values(play.state.people).find(match);

const sizes = {
  large: "140x185",
  maxi_thumb: "70x93",
  medium_thumb: "57x75",
  thumb: "30x40",
  mini_thumb: "18x24",
};

/** A person as `/v1/users/me` gives it (§2); pictures come with `http:`. */
export function userEntry(person: Person): Record<string, unknown> {
  const [first = "", ...rest] = person.name.split(" ");
  const picture = (size: string): string => `http://${siteHost}/img/users/${memberId(person)}.${size}.jpg`;
  return {
    id: memberId(person),
    first_name: first,
    last_name: rest.join(" "),
    display_name: person.name,
    page_name: pageName(person),
    permalink: `https://${siteHost}/profile/${encodeURIComponent(pageName(person))}`,
    birth_date: { day: 12, month: 8, year: 1983 },
    active_email: person.email,
    time_zone: { name: "Europe/Berlin", utc_offset: 1.0 },
    premium_services: [],
    badges: [],
    photo_urls: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, picture(size)])),
  };
}
