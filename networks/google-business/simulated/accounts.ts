import type { Session } from "#simulator/google/bearer.ts";
import { digitsFrom, type Call, type Person, type Play } from "#simulator/play.ts";
import { leafOf } from "./leaf.ts";
import { groupsOf } from "./roles.ts";

/** The number of somebody's personal account; that it is another one than their `sub` is ours, nobody says. */
export const personalAccount = (person: Pick<Person, "id">): string => digitsFrom(`business/${person.id}`, 20);

/** `GET /v1/accounts`: the personal one first, then groups of locations; fact sheet B §2. */
export function listAccounts(play: Play, call: Call, { session }: { session: Session }): unknown {
  const { person } = session;
  const personal = {
    name: `accounts/${personalAccount(person)}`,
    accountName: person.name,
    type: "PERSONAL",
    verificationState: "UNVERIFIED",
    vettedState: "NOT_VETTED",
  };
  const groups = groupsOf(play, person).map(({ group, role }) => ({
    name: `accounts/${group.id}`,
    accountName: group.name,
    type: "LOCATION_GROUP",
    role,
    verificationState: "UNVERIFIED",
    vettedState: "NOT_VETTED",
    permissionLevel: role.endsWith("OWNER") ? "OWNER_LEVEL" : "MEMBER_LEVEL",
  }));
  const { entries, nextPageToken } = leafOf(call, [personal, ...groups], { usual: 20, most: 20 });
  return { accounts: entries, ...(nextPageToken !== undefined && { nextPageToken }) };
}
