import { NetworkFailure, type LiveGrant, type Network } from "#networks/network.ts";
import { appOf, clientIdOf } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import { servesOthers } from "../store/accesses.ts";
import { grantsOfSetterEverywhere, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";

type Reading = Pick<World, "db" | "networks">;

/** Whether disconnecting a profile takes its permission back at the network: told before, decided anew when it is done. */
export async function takesBack(world: Reading, profileId: string, grants: readonly StoredGrant[]): Promise<boolean> {
  const ids = grants.map((grant) => grant.id);
  const serves = new Map((await servesOthers(world.db, ids, profileId)).map((one) => [one.grantId, one.serves]));
  const going = grants.filter((grant) => grant.tokensSealed !== null && serves.get(grant.id) === 0);
  for (const grant of going) {
    const others = isRevocable(world, grant) ? await endingWith(world, grant) : undefined;
    if (others?.every((other) => going.some(({ id }) => id === other.id))) return true;
  }
  return false;
}

/**
 * Revokes a grant whose tokens are destroyed here. Not where the same login still serves another workspace, this one again since, or a
 * profile of another network whose consent ends with this one.
 */
export async function giveBack(world: World, grant: StoredGrant, live: LiveGrant): Promise<void> {
  const network = world.networks.find(grant.network);
  const revokeAt = network?.oauth.revoke;
  if (!network || !revokeAt || !isRevocable(world, grant) || (await endingWith(world, grant)).length > 0) return;
  try {
    const app = await appOf(world, grant.appId);
    await withCall(world, { network, app, grantId: grant.id }, (call) => revokeAt(call, live));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    world.log.info(
      { grant: grant.id, rule: failure.diagnosis.rule },
      "a grant was forgotten here but not revoked at the network",
    );
  }
}

const isRevocable = (world: Reading, grant: StoredGrant): boolean =>
  world.networks.find(grant.network)?.oauth.revoke !== undefined && grant.health.state !== "dead";

/** The other grants that are still used and would end with this one: of the same login, wherever revoking reaches. */
async function endingWith(world: Reading, grant: StoredGrant): Promise<StoredGrant[]> {
  const own = world.networks.find(grant.network);
  if (!own) return [];
  const login = own.oauth.loginOf?.(grant.setter.remoteId) ?? grant.setter.remoteId;
  const ending = await endingOf(world, own, grant.appId);
  const found: StoredGrant[] = [];
  for (const network of ending === undefined ? [own] : world.networks.all().filter(sharesRevocation))
    for (const other of await grantsOfSetterEverywhere(world.db, network.about.id, login))
      if (other.id !== grant.id && other.tokensSealed !== null)
        if (ending === (await endingOf(world, network, other.appId))) found.push(other);
  return found;
}

const sharesRevocation = ({ oauth }: Network): boolean => oauth.revokesAllOf !== undefined;

/** What ends together, by its name; undefined where a network's own grants are all there is. */
async function endingOf({ db }: Reading, { oauth }: Network, appId: string): Promise<string | undefined> {
  return oauth.revokesAllOf?.(await clientIdOf(db, appId));
}
