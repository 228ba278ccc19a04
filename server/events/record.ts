import type { Diagnosis } from "#core/diagnosis.ts";
import { newId } from "#core/id.ts";
import type { Evidence } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import type { World } from "../world.ts";
import { insertEvents } from "./queries.ts";

/** The door of this room for others. */
export { evidenceOfDeath, forgetInHistory, type Death } from "./queries.ts";

/** Everything that can stand in a timeline. `server/words/timeline.ts` has a sentence for each. */
export const eventKinds = [
  "profile_connected",
  "profile_followed",
  "profile_disconnected",
  "profile_reconnected",
  "status_changed",
  "grant_authorised",
  "grant_renewed",
  "grant_refreshed",
  "refresh_refused",
  "refresh_lost",
  "grant_died",
  "grant_revived",
  "access_died",
  "access_dropped",
  "access_added",
  "rights_changed",
  "doubt",
  "person_removed_app",
  "data_deletion",
  "unrecognised_answer",
  "failure_reported",
  "incident_opened",
  "incident_closed",
  "renewal_started",
  "renewal_cancelled",
  "renewal_refused",
  "renewal_link_made",
  "checked_by_hand",
  "verdicts_frozen",
  "verdicts_resumed",
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface NewEvent {
  readonly workspaceId: string | null;
  readonly kind: EventKind;
  readonly profileId?: string | undefined;
  readonly grantId?: string | undefined;
  readonly incidentId?: string | undefined;
  /** The member or person who did it; absent = Latchkey itself. */
  readonly actor?: string | undefined;
  readonly facts?: Record<string, unknown>;
  readonly evidence?: Record<string, unknown> | undefined;
}

export async function recordEvent(
  db: Queryable,
  world: Pick<World, "clock" | "random">,
  ...events: readonly NewEvent[]
): Promise<void> {
  const at = world.clock.now();
  await insertEvents(
    db,
    events.map((event) => ({
      id: newId("event", at, world.random.bytes(13)),
      workspaceId: event.workspaceId,
      at,
      kind: event.kind,
      profileId: event.profileId ?? null,
      grantId: event.grantId ?? null,
      incidentId: event.incidentId ?? null,
      actor: event.actor ?? null,
      facts: event.facts ?? {},
      evidence: event.evidence ?? null,
    })),
  );
}

/** The redacted answer of a network with the row that explained it, as it stands behind the fold. */
export function asEvidence(evidence: Evidence, diagnosis: Diagnosis): Record<string, unknown> {
  return {
    ...evidence,
    at: evidence.at.toISOString(),
    rule: diagnosis.rule,
    ...(diagnosis.restsOn ? { restsOn: diagnosis.restsOn } : {}),
    source: diagnosis.source,
    ...diagnosis.repair,
  };
}
