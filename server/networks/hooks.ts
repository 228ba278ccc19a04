import { AppError } from "#core/app-error.ts";
import type { HookFact, HookRequest, Network } from "#networks/network.ts";
import { recordEvent } from "../events/record.ts";
import { forgetPerson, grantsOfSetterEverywhere, scheduleProbe } from "../grants/grant-store.ts";
import { scheduleLooks } from "../health/accesses.ts";
import { deriveProfiles } from "../health/derive.ts";
import { profilesOfGrant } from "../health/accesses.ts";
import type { World } from "../world.ts";
import { requireApp } from "./apps.ts";
import { findDeletion } from "./queries.ts";

/** A network tells us something. The signature is verified by the adapter; what is told is a hint that is proved by a look, never a verdict by itself. */
export async function receiveHook(
  world: World,
  network: Network,
  name: string,
  request: Pick<HookRequest, "headers" | "query" | "body">,
): Promise<unknown> {
  const hook = Object.hasOwn(network.hooks ?? {}, name) ? network.hooks?.[name] : undefined;
  if (!hook) throw new AppError("not_found", "There is no such hook.");
  const app = await requireApp(world, network);
  const statusUrl = (code: string): string =>
    `${world.config.url}/v1/networks/${network.about.id}/data-deletion/${code}`;
  const outcome = hook(app.credentials, { ...request, now: world.clock.now(), statusUrl });
  if (!outcome.accepted) throw new AppError("forbidden", `This call was not accepted: ${outcome.why}`);
  for (const fact of outcome.facts) await takeNote(world, network, fact);
  return outcome.answer;
}

async function takeNote(world: World, network: Network, fact: HookFact): Promise<void> {
  if (fact.fact === "look_again") return;
  const grants = await grantsOfSetterEverywhere(world.db, network.about.id, fact.setterRemoteId);
  const now = world.clock.now();
  for (const grant of grants) {
    await world.db.transaction().execute(async (trx) => {
      const facts = { person: grant.setter.name, network: network.about.name };
      if (fact.fact === "person_removed_app") {
        await recordEvent(trx, world, {
          workspaceId: grant.workspaceId,
          kind: "person_removed_app",
          grantId: grant.id,
          facts,
        });
        await scheduleProbe(trx, grant.id, now);
        await scheduleLooks(trx, grant.id, now);
        return;
      }
      await recordEvent(trx, world, {
        workspaceId: grant.workspaceId,
        kind: "data_deletion",
        grantId: grant.id,
        facts: { network: network.about.name, code: fact.code },
      });
      await forgetPerson(trx, grant.id, now);
      await deriveProfiles(trx, world, await profilesOfGrant(trx, grant.id));
    });
  }
  // A request for somebody we do not know (any more) still gets its status page.
  if (grants.length === 0 && fact.fact === "data_deletion_requested")
    await recordEvent(world.db, world, {
      workspaceId: null,
      kind: "data_deletion",
      facts: { network: network.about.name, code: fact.code },
    });
  await world.jobs.send(
    "check-grant",
    ...grants.filter((grant) => grant.tokensSealed !== null).map((grant) => grant.id),
  );
}

export async function deletionStatus(
  world: Pick<World, "db">,
  network: Network,
  code: string,
): Promise<{ code: string; status: "done"; at: string; text: string }> {
  const at = await findDeletion(world.db, network.about.name, code);
  if (!at) throw new AppError("not_found", "There is no data-deletion request with this code.");
  return {
    code,
    status: "done",
    at: at.toISOString(),
    text: `The access tokens and personal data of this ${network.about.name} login were deleted.`,
  };
}
