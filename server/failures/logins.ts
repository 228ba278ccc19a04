import type { Network } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { openGrant } from "../grants/tokens.ts";
import { accessBinding, accessesOfProfile, type StoredAccess } from "../store/accesses.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";

/** An access of a profile whose tokens are still there, and the grant that it comes from. */
export interface Login {
  readonly access: StoredAccess;
  readonly grant: StoredGrant;
}

export async function loginsOf(world: Pick<World, "db">, profileId: string): Promise<readonly Login[]> {
  const logins: Login[] = [];
  for (const access of await accessesOfProfile(world.db, profileId)) {
    const grant = access.health.state === "ended" ? undefined : await findGrant(world.db, access.grantId);
    if (grant?.tokensSealed) logins.push({ access, grant });
  }
  return logins;
}

/** With a dead grant nobody is asked again (R4). */
export function canBeLookedAt({ grant }: Login): boolean {
  return grant.health.state !== "dead" && grant.health.state !== "ended";
}

/** Which token was refused is not told: the youngest there is, so that what only befalls young tokens is not overlooked. */
export function issuedLast(logins: readonly Login[]): Date | undefined {
  return logins.map(({ grant }) => grant.issuedAt).toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Everything secret that an answer about this profile may echo, to be struck out of it letter for letter (R2). */
export async function secretsOf(world: World, network: Network, logins: readonly Login[]): Promise<readonly string[]> {
  const secrets: string[] = [];
  for (const login of logins) {
    try {
      secrets.push(...(await secretsOfLogin(world, network, login)));
    } catch (error) {
      // What cannot be opened cannot be struck out by name; what looks like a token is struck out all the same.
      world.log.error({ error, access: login.access.id }, "a token could not be opened to strike it out of a report");
    }
  }
  return [...new Set(secrets)];
}

async function secretsOfLogin(world: World, network: Network, { access, grant }: Login): Promise<string[]> {
  const live = openGrant(world, grant);
  const lent = network.oauth.lend?.(live);
  const { credentials } = await appOf(world, grant.appId);
  const known = [
    live.tokens.accessToken,
    live.tokens.refreshToken,
    live.tokens.extra,
    lent && "tokenSecret" in lent ? lent.tokenSecret : undefined,
    access.tokenSealed === null ? undefined : world.vault.open(access.tokenSealed, accessBinding(access.id)),
    credentials.clientSecret,
  ];
  return known.flatMap((secret) => (secret ? [secret.reveal()] : []));
}
