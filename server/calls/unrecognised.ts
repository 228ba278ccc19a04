import type { Diagnosis } from "#core/diagnosis.ts";
import { newId } from "#core/id.ts";
import type { Evidence, Network, NetworkFailure } from "#networks/network.ts";
import { countAnswer, dropBeyond } from "../store/unrecognised.ts";
import type { World } from "../world.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** Kinds of answers kept for each network: whoever sends us ever new words must not fill the disk. */
const keptKinds = 500;

type Edges = Pick<World, "db" | "clock" | "random" | "log">;

/** Nobody knows this answer. A row that names somebody who repairs it knows the answer, even if it is of this kind. */
export function isUnrecognised({ kind, repair }: Diagnosis): boolean {
  return kind === "unrecognised" && repair.who === "nobody";
}

/** Keeps what no row of the network's table fits, counted by what it says, so that the operator can have a row added. */
export async function keepUnrecognised(
  world: Edges,
  network: Pick<Network, "about">,
  failure: Pick<NetworkFailure, "diagnosis" | "evidence">,
  how: "met" | "reported",
): Promise<void> {
  if (!isUnrecognised(failure.diagnosis)) return;
  try {
    await keep(world, network.about.id, failure.evidence, how === "reported");
  } catch (error) {
    // The operator's list must not undo the call, nor take the failure's place.
    world.log.error({ error }, "an unrecognised answer could not be kept");
  }
}

async function keep(world: Edges, network: string, evidence: Evidence, reported: boolean): Promise<void> {
  const now = world.clock.now();
  const { act, status, address, body, at } = evidence;
  const isNew = await countAnswer(world.db, {
    id: newId("unrecognisedAnswer", now, world.random.bytes(13)),
    network,
    act,
    status,
    reported,
    now,
    fingerprint: fingerprintOf(body),
    sample: { address, body: body ?? null, at: at.toISOString() },
  });
  if (isNew) await dropBeyond(world.db, network, keptKinds);
}
