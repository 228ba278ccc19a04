import type { Asking } from "./asking.ts";
import type { Call, LiveGrant } from "../network.ts";
import { permissionsPath, readPermissions, sendAsApp, takeBack } from "./meta-calls.ts";

/** Comes by itself with every login. */
const always = ["public_profile", "email"];

/**
 * Gives a consent back. One Meta app may serve Facebook Pages and Instagram accounts at once, and revoking everything would
 * end both: where more was granted than this network asks for, only what this network alone asks for is given back.
 * "Request and revoke permissions" (2026-03-03), read 2026-11-22.
 */
export async function giveBack(
  call: Call,
  grant: LiveGrant,
  scopes: { readonly asked: readonly string[]; readonly shared: readonly string[] },
): Promise<void> {
  const asking: Asking = { call, act: "revoke" };
  const { scopesGranted } = readPermissions(asking, await sendAsApp(asking, { path: permissionsPath(grant) }));
  const isForeign = (scope: string) => !scopes.asked.includes(scope) && !always.includes(scope);
  if (!scopesGranted.some(isForeign)) return takeBack(asking, grant);
  for (const scope of scopesGranted)
    if (scopes.asked.includes(scope) && !scopes.shared.includes(scope)) await takeBack(asking, grant, scope);
}
