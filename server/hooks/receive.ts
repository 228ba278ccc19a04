import { AppError } from "#core/app-error.ts";
import type { HookFact, HookOutcome, HookRequest, Network } from "#networks/network.ts";
import { openAppsOf } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import { forgetConsents } from "../connections/forget-consents.ts";
import { forgetGrant } from "../ending/forget.ts";
import { recordEvent } from "../events/record.ts";
import { deriveProfiles } from "../health/derive.ts";
import { profilesOfGrant, scheduleLooks } from "../store/accesses.ts";
import { scheduleProbe } from "../store/grant-writes.ts";
import { grantsOfSetterEverywhere } from "../store/grants.ts";
import type { World } from "../world.ts";
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
  const statusUrl = (code: string): string =>
    `${world.config.url}/v1/networks/${network.about.id}/data-deletion/${code}`;
  const sent: HookRequest = { ...request, now: world.clock.now(), statusUrl };
  const outcomes: HookOutcome[] = [];
  for (const app of await openAppsOf(world, network))
    outcomes.push(await withCall(world, { network, app }, async (call) => hook(app.credentials, sent, call)));
  // Where a network has several apps here, the one whose secret fits is meant.
  const outcome = outcomes.find((one) => one.accepted) ?? outcomes[0] ?? notSetUp;
  if (!outcome.accepted) throw new AppError("forbidden", `This call was not accepted: ${outcome.why}`);
  for (const fact of outcome.facts) await takeNote(world, network, fact);
  return outcome.answer;
}

const notSetUp: HookOutcome = { accepted: false, why: "This network is not set up here." };

async function takeNote(world: World, network: Network, fact: HookFact): Promise<void> {
  if (fact.fact === "person_removed_app") return lookAtOnce(world, network, fact.setterRemoteId);
  if (fact.fact === "data_deletion_requested") return deleteData(world, network, fact);
  if (fact.setterRemoteId !== undefined) return lookAtOnce(world, network, fact.setterRemoteId, "hint");
}

async function lookAtOnce(
  world: World,
  network: Network,
  setterRemoteId: string,
  told: "removed" | "hint" = "removed",
): Promise<void> {
  const grants = (await grantsOfSetterEverywhere(world.db, network.about.id, setterRemoteId)).filter(
    (grant) => grant.tokensSealed !== null,
  );
  const now = world.clock.now();
  for (const grant of grants) {
    await world.db.transaction().execute(async (trx) => {
      if (told === "removed")
        await recordEvent(trx, world, {
          workspaceId: grant.workspaceId,
          kind: "person_removed_app",
          grantId: grant.id,
          facts: { person: grant.setter.name, network: network.about.name },
        });
      await scheduleProbe(trx, grant.id, now);
      await scheduleLooks(trx, grant.id, now);
    });
  }
  await world.jobs.wake();
}

/** Everything that we hold of a person, in every workspace, is deleted; the status page is there even if there was nothing. */
async function deleteData(
  world: World,
  network: Network,
  { setterRemoteId, code }: { setterRemoteId: string; code: string },
): Promise<void> {
  // Networks send a request again; what the person has authorised since is not meant by it.
  if (await findDeletion(world.db, network.about.name, code)) return;
  const now = world.clock.now();
  const facts = { network: network.about.name, code };
  await world.db.transaction().execute(async (trx) => {
    const grants = await grantsOfSetterEverywhere(trx, network.about.id, setterRemoteId);
    for (const grant of grants) {
      await forgetGrant(trx, grant, now);
      await deriveProfiles(trx, world, await profilesOfGrant(trx, grant.id));
      const { workspaceId, id: grantId } = grant;
      await recordEvent(trx, world, { workspaceId, kind: "data_deletion", grantId, facts });
    }
    await forgetConsents(trx, { network: network.about.id, setterRemoteId }, now);
    if (grants.length === 0) await recordEvent(trx, world, { workspaceId: null, kind: "data_deletion", facts });
  });
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
