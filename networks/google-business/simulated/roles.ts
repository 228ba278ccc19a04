import type { Page, Person, Play, Portfolio } from "#simulator/play.ts";

/** Roles on a location and on a group of locations; fact sheet B §3. */
export const roles: Record<string, string[]> = {
  primary_owner: ["PRIMARY_OWNER"],
  owner: ["OWNER"],
  manager: ["MANAGER"],
  site_manager: ["SITE_MANAGER"],
};

export const roleOn = (location: Page, person: Pick<Person, "id">): string | undefined =>
  location.members[person.id]?.tasks[0];

/** Groups of locations are portfolios here; a person's role in one is the role on its locations. */
export function groupsOf(play: Play, person: Person): { group: Portfolio; role: string }[] {
  return Object.values(play.state.portfolios)
    .filter((group) => group.people.includes(person.id))
    .map((group) => {
      const locations = Object.values(play.state.pages).filter((one) => one.portfolio === group.id);
      const told = locations.map((one) => roleOn(one, person)).find(Boolean);
      return { group, role: told ?? "OWNER" };
    });
}
