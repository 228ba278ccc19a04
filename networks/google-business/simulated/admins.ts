import type { Session } from "#simulator/google/bearer.ts";
import type { Call, Play } from "#simulator/play.ts";
import { personalAccount } from "./accounts.ts";
import { requireLocation } from "./locations.ts";

/** `GET /v1/locations/{id}/admins`: people by their names, and the group that a location belongs to; fact sheet B §3. */
export function listAdmins(play: Play, _call: Call, { session, id }: { session: Session; id: string }): unknown {
  const location = requireLocation(play, session, id);
  const group = play.state.portfolios[location.portfolio ?? ""];
  const direct = Object.entries(location.members).filter(([, { via }]) => via === "direct");
  const admins = direct.map(([personId, { tasks }]) => ({
    name: `locations/${id}/admins/${personalAccount({ id: personId })}`,
    admin: play.state.people[personId]?.name ?? "",
    account: `accounts/${personalAccount({ id: personId })}`,
    role: tasks[0],
    pendingInvitation: false,
  }));
  const ofGroup = group && {
    name: `locations/${id}/admins/${group.id}`,
    admin: group.name,
    account: `accounts/${group.id}`,
    role: "PRIMARY_OWNER",
    pendingInvitation: false,
  };
  return { admins: [...admins, ...(ofGroup ? [ofGroup] : [])] };
}
