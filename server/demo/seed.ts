import { newId } from "#core/id.ts";
import type { Network } from "#networks/network.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { disconnectProfile } from "../ending/disconnect.ts";
import { keepApp } from "../apps/apps.ts";
import { Secret } from "#core/secret.ts";
import type { World } from "../world.ts";
import type { DemoClock } from "./clock.ts";
import { connect } from "./connect.ts";
import * as northwind from "./northwind.ts";
import { enableInBrand, findByName, hasProfiles, insertBrand } from "./queries.ts";
import { enterApp, isRegisteredNowhere, seedSample } from "./samples.ts";

export interface Seeding {
  readonly world: World;
  readonly control: Control;
  readonly clock: DemoClock;
  readonly simulatorUrl: string;
  readonly workspaceId: string;
  /** Ids of the networks that the simulator plays. */
  readonly played: ReadonlySet<string>;
}

/** Fills the sample workspace by the real machinery: three people walk through the simulated consent, as in a browser. */
export async function seedNorthwind(seeding: Seeding): Promise<void> {
  const { world, control, clock } = seeding;
  await control.load(northwind.scenario({ publicUrl: world.config.url }));
  await keepApp(world, {
    network: "facebook",
    clientId: northwind.app.id,
    clientSecret: Secret.of(northwind.app.secret),
    settings: {},
  });
  await connectAll(seeding, "carla");
  // Carla connected long ago: Facebook's 90 days of access to data are nearly over for her.
  await clock.pass(world, 68);
  await connectAll(seeding, "ben");
  await connectAll(seeding, "anna");
  // What is answered about this Page from now on nobody understands; a day later its proof is too old to be believed.
  await control.addFault("garbage", { page: northwind.notUnderstood });
  await clock.pass(world, 1);
  // The Meta app serves Instagram's other way in as well, through the Pages.
  await keepApp(world, {
    network: "instagram",
    instance: "page",
    clientId: northwind.app.id,
    clientSecret: Secret.of(northwind.app.secret),
    settings: {},
  });
  await fillBrands(seeding);
  await control.removeRole(northwind.lostRole, northwind.people.anna.handle);
  await control.addFault("error_500", { page: northwind.inTrouble });
  const archive = await findByName(world.db, seeding.workspaceId, northwind.disconnected);
  if (archive) await disconnectProfile(world, { ...archive, workspaceId: seeding.workspaceId }, northwind.member.name);
}

/** The other networks' own samples, all at once, while somebody is looking already: the profiles arrive on screen as they are proved. */
export async function seedSamples(seeding: Seeding): Promise<void> {
  const { world, simulatorUrl, workspaceId, played } = seeding;
  const sampled = world.networks.all().filter(({ about }) => about.id !== "facebook" && played.has(about.id));
  await Promise.all(
    sampled.map(async (network) => {
      const { id } = network.about;
      if (await hasProfiles(world.db, workspaceId, id)) return;
      if (!isElsewhere(seeding, network)) await seedSample(seeding, network);
      else if (isRegisteredNowhere(network)) await enterApp(world, network, createControl(simulatorUrl, id));
    }),
  );
}

/** Led to a server that somebody has put beside the demo (LATCHKEY_OUTSIDE), such as a real PDS: it knows nobody of the sample. */
function isElsewhere({ world, simulatorUrl }: Seeding, { about }: Network): boolean {
  const leads = about.hosts.map((host) => world.config.outsideHosts[host]);
  return leads.some((base) => base !== undefined && !base.startsWith(simulatorUrl));
}

async function connectAll(seeding: Seeding, who: northwind.SetterKey): Promise<void> {
  const wanted = new Set(northwind.pages.filter((page) => page.setter === who).map((page) => page.name));
  const { email, password } = northwind.people[who];
  await connect({ ...seeding, network: "facebook", visit: { email, password }, wants: (name) => wanted.has(name) });
}

async function fillBrands({ world, workspaceId }: Seeding): Promise<void> {
  const now = world.clock.now();
  for (const name of ["Retail", "Roastery", "Events"] as const) {
    const id = newId("brand", now, world.random.bytes(13));
    await insertBrand(world.db, { id, workspaceId, name, now });
    for (const page of northwind.pages.filter(
      (one) => one.brand === name || (name === "Events" && one.name === "Northwind Berlin"),
    )) {
      const profile = await findByName(world.db, workspaceId, page.name);
      if (profile) await enableInBrand(world.db, id, profile.id);
    }
  }
}
