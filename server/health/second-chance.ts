import { addSeconds } from "#core/backoff.ts";
import type { Cause, Diagnosis } from "#core/diagnosis.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { Queryable } from "../db/database.ts";
import type { StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { saveSecondChance, takeSecondChance } from "./second-chance-queries.ts";

/** The door of this room for the worker. */
export { claimSecondChances, countSecondChances } from "./second-chance-queries.ts";

const day = 86_400;
const days = 7;

/** What a person did, or what was over by its date: asking again changes nothing. */
const lasting: ReadonlySet<Cause> = new Set(["password_changed", "revoked_by_person", "lifetime_reached"]);

/** A login that was declared dead, and by what. */
export interface Verdict {
  readonly grant: StoredGrant;
  readonly diagnosis: Diagnosis;
  readonly isWitnessed: boolean;
}

/** A death that may have been somebody else's trouble is looked into once a day for a week: whoever works again needs nobody. */
export async function giveSecondChance(
  trx: Queryable,
  world: Pick<World, "clock" | "random">,
  verdict: Verdict,
): Promise<void> {
  if (isFinal(verdict, world.clock.now())) return;
  await saveSecondChance(trx, { grantId: verdict.grant.id, at: tomorrow(world), remaining: days });
}

/** A refresh token that a network in health refused twice is over; so is what ran out, and what the network itself says a person has ended. */
function isFinal({ grant, diagnosis, isWitnessed }: Verdict, now: Date): boolean {
  if (isWitnessed && grant.refreshRefused) return true;
  if (isEnded(grant, now) && !grant.refreshAt && !grant.refreshRefused) return true;
  return diagnosis.confidence === "certain" && lasting.has(diagnosis.cause);
}

/** A tenth earlier at most, so that a thousand are not asked at once. */
function tomorrow({ clock, random }: Pick<World, "clock" | "random">): Date {
  return addSeconds(clock.now(), day * (1 - 0.1 * random.fraction()));
}

/** Whether this dead login is to be asked now. `asked`: a person wants it, whenever it is due. */
export async function mayBeAskedAgain(
  world: Pick<World, "db" | "clock" | "random">,
  grantId: string,
  why: "due" | "asked",
): Promise<boolean> {
  const next = tomorrow(world);
  const dueBy = why === "asked" ? addSeconds(next, day) : world.clock.now();
  return takeSecondChance(world.db, grantId, { dueBy, next });
}
