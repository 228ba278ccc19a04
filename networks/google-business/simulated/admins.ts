import type { Session } from "#simulator/google/bearer.ts";
import type { Call, Play } from "#simulator/play.ts";
import { personalAccount } from "./accounts.ts";
import { requireLocation } from "./locations.ts";

/** `GET /v1/locations/{id}/admins`: people by their names; fact sheet B §3. */
export function listAdmins(play: Play, _call: Call, { session, id }: { session: Session; id: string }): unknown {
  const location = requireLocation(play, session, id);
  const admins = Object.entries(location.members).map(([personId, { tasks }]) => ({
    name: `locations/${id}/admins/${personalAccount({ id: personId })}`,
    admin: play.state.people[personId]?.name ?? "",
    account: `accounts/${personalAccount({ id: personId })}`,
    role: tasks[0],
    pendingInvitation: false,
  }));
  return { admins };
}
