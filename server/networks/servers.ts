import { AppError } from "#core/app-error.ts";
import { NetworkFailure, type Network, type Servers } from "#networks/network.ts";
import type { World } from "../world.ts";
import { keepApp, keepFirstApp, requireApp, type OpenApp } from "./apps.ts";
import { withCall } from "./call.ts";
import { findApp } from "./queries.ts";

/** Our app at the server that a person named: registered there by itself the first time, and again when the server has forgotten us. */
export async function requireServerApp(
  world: World,
  network: Network & { readonly servers: Servers },
  identifier: string,
  redirectUri: string,
): Promise<OpenApp> {
  const { id, name } = network.about;
  const server = network.servers.serverOf(identifier);
  if (server === undefined)
    throw new AppError("invalid_input", `“${identifier.slice(0, 100)}” names no ${name} server.`);
  const known = await findApp(world.db, { network: id, instance: server });
  if (known?.health === "well") return requireApp(world, network, server);
  const entry = { network: id, instance: server, ...(await register(world, network, server, redirectUri)) };
  // Of two people who come at once one registration counts; a code is good only for the app that began its dance.
  await (known ? keepApp(world, entry) : keepFirstApp(world, entry));
  return requireApp(world, network, server);
}

/** A server that has forgotten us: the same row, so that what hangs on it stays, with a registration of today. */
export async function registerAgain(
  world: World,
  network: Network & { readonly servers: Servers },
  app: OpenApp,
  redirectUri: string,
): Promise<OpenApp> {
  const server = app.credentials.instance ?? "";
  const registered = await register(world, network, server, redirectUri);
  await keepApp(world, { network: network.about.id, instance: server, ...registered });
  return requireApp(world, network, server);
}

async function register(
  world: World,
  network: Network & { readonly servers: Servers },
  server: string,
  redirectUri: string,
) {
  const nobody = { clientId: "", clientSecret: undefined, settings: {}, instance: server };
  try {
    const registered = await withCall(
      world,
      { network, app: { id: "", health: "well", credentials: nobody } },
      (call) => network.servers.register(call, redirectUri),
    );
    return { ...registered, settings: registered.settings ?? {} };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    throw new AppError("network_refused", `${server} did not let us in: ${failure.diagnosis.repair.how}`, {
      cause: failure.diagnosis.cause,
    });
  }
}

export function hasServers(network: Network): network is Network & { readonly servers: Servers } {
  return network.servers !== undefined;
}
