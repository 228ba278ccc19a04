import { AppError } from "#core/app-error.ts";
import { newId } from "#core/id.ts";
import { NetworkFailure, type Network, type Servers } from "#networks/network.ts";
import { withCall } from "../calls/call.ts";
import { redirectUri } from "../http/paths.ts";
import { claimRegistration, findApp, releaseRegistration, type StoredApp } from "../store/apps.ts";
import type { World } from "../world.ts";
import { keepApp, keepInstead, requireApp, type AppEntry, type OpenApp } from "./apps.ts";

/** Hears, before anybody else may register, that a server which had forgotten us knows us again. */
type Accepted = (appId: string) => Promise<void>;

type ManyServers = Network & { readonly servers: Servers };

interface Wish {
  readonly server: string;
  readonly accepted: Accepted;
  /** The client id that the server does not know any more. */
  readonly forgotten?: string;
}

/** Our app at the server that a person named: registered there by itself the first time, and again when the server has forgotten us. */
export async function requireServerApp(
  world: World,
  network: ManyServers,
  identifier: string,
  accepted: Accepted,
): Promise<OpenApp> {
  const server = network.servers.serverOf(identifier);
  if (server === undefined)
    throw new AppError("invalid_input", `“${identifier.slice(0, 100)}” names no ${network.about.name} server.`);
  return registered(world, network, { server, accepted });
}

/** A server that has forgotten us: the same row, so that what hangs on it stays, with a registration of today. */
export async function registerAgain(
  world: World,
  network: ManyServers,
  app: OpenApp,
  accepted: Accepted,
): Promise<OpenApp> {
  const { instance: server = "", clientId: forgotten } = app.credentials;
  return registered(world, network, { server, accepted, forgotten });
}

const inThisProcess = new WeakMap<World, Map<string, Promise<OpenApp>>>();

/** Everybody in this process who asks at once shares one registration; across processes the lease decides. */
function registered(world: World, network: ManyServers, wish: Wish): Promise<OpenApp> {
  const running = inThisProcess.get(world) ?? new Map<string, Promise<OpenApp>>();
  inThisProcess.set(world, running);
  const what = `${network.about.id} ${wish.server} ${wish.forgotten ?? ""}`;
  const shared = running.get(what);
  if (shared) return shared;
  const mine = registeredOrFollow(world, network, wish).finally(() => running.delete(what));
  running.set(what, mine);
  return mine;
}

const followPauseMs = 50;

/** Another process registers us: its registration is ours. A code is good only for the registration that began its dance. */
async function registeredOrFollow(world: World, network: ManyServers, wish: Wish): Promise<OpenApp> {
  const { id } = network.about;
  const lease = { network: id, server: wish.server, by: newId("app", world.clock.now(), world.random.bytes(13)) };
  for (;;) {
    const known = await findApp(world.db, { network: id, instance: wish.server });
    if (known && isGood(world, known, wish)) return requireApp(world, network, wish.server);
    if (await claimRegistration(world.db, { ...lease, seconds: leaseSeconds(world) })) break;
    await new Promise((resolve) => setTimeout(resolve, followPauseMs));
  }
  try {
    return await registerUnderLease(world, network, wish);
  } finally {
    await releaseRegistration(world.db, lease);
  }
}

/** Registering may take two calls (the second for broader permissions), and the save comes after them. */
const leaseSeconds = ({ config }: Pick<World, "config">): number => 2 * config.callDeadlineSeconds + 30;

/** One that leads back to an earlier address of ours would end on an error page of the server, with no way on. */
function isGood(world: World, app: StoredApp, { forgotten }: Wish): boolean {
  return app.health === "well" && app.client_id !== forgotten && app.settings["redirectUri"] === redirectUri(world);
}

async function registerUnderLease(world: World, network: ManyServers, wish: Wish): Promise<OpenApp> {
  const { id } = network.about;
  const known = await findApp(world.db, { network: id, instance: wish.server });
  // Whoever had the lease until now was quicker.
  if (known && isGood(world, known, wish)) return requireApp(world, network, wish.server);
  const entry: AppEntry = { network: id, instance: wish.server, ...(await register(world, network, wish)) };
  const isForgotten = known && (known.health === "rejected" || known.client_id === wish.forgotten);
  if (!isForgotten) {
    await keepInstead(world, entry);
    return requireApp(world, network, wish.server);
  }
  await keepApp(world, entry);
  await wish.accepted(known.id);
  return requireApp(world, network, wish.server);
}

async function register(world: World, network: ManyServers, { server }: Wish) {
  const nobody = { clientId: "", clientSecret: undefined, settings: {}, instance: server };
  try {
    const { settings, ...credentials } = await withCall(
      world,
      { network, app: { id: "", health: "well", credentials: nobody } },
      (call) => network.servers.register(call, redirectUri(world)),
    );
    return { ...credentials, settings: { ...settings, redirectUri: redirectUri(world) } };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    throw new AppError("network_refused", `${server} did not let us in: ${failure.diagnosis.repair.how}`, {
      cause: failure.diagnosis.cause,
    });
  }
}

export function hasServers(network: Network): network is ManyServers {
  return network.servers !== undefined;
}
