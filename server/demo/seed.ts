import { newId } from "#core/id.ts";
import type { Control } from "#simulator/control.ts";
import { createVisitor } from "#simulator/visitor.ts";
import { beginConnection, requireNetwork, addressOf } from "../connections/begin.ts";
import { hashOf, newBrowserSecret } from "../connections/binding.ts";
import { addProfiles } from "../connections/choose.ts";
import { disconnectProfile } from "../connections/disconnect.ts";
import { bindBrowser, findFlow, listCandidates, type FlowStatus } from "../connections/flows.ts";
import { finishDance } from "../connections/return.ts";
import { keepApp } from "../networks/apps.ts";
import { Secret } from "#core/secret.ts";
import type { World } from "../world.ts";
import type { DemoClock } from "./clock.ts";
import * as northwind from "./northwind.ts";
import { enableInBrand, findByName, insertBrand } from "./queries.ts";

export interface Seeding {
  readonly world: World;
  readonly control: Control;
  readonly clock: DemoClock;
  readonly simulatorUrl: string;
  readonly workspaceId: string;
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
  await control.addFault("garbage", { page: northwind.notProvedYet });
  await connectAll(seeding, "ben");
  await connectAll(seeding, "anna");
  await fillBrands(seeding);
  await control.removeRole(northwind.lostRole, northwind.people.anna.handle);
  await control.addFault("error_500", { page: northwind.inTrouble });
  const archive = await findByName(world.db, seeding.workspaceId, northwind.disconnected);
  if (archive) await disconnectProfile(world, { ...archive, workspaceId: seeding.workspaceId }, northwind.member.name);
}

async function connectAll(seeding: Seeding, who: northwind.SetterKey): Promise<void> {
  const { world } = seeding;
  const person = northwind.people[who];
  const { flow } = await beginConnection(world, {
    workspaceId: seeding.workspaceId,
    memberId: null,
    network: "facebook",
  });
  const secret = newBrowserSecret(world);
  await bindBrowser(world.db, flow.id, hashOf(secret));
  const address = await addressOf(world, requireNetwork(world, flow.network), flow);
  const back = await createVisitor(seeding.simulatorUrl).consent(address, {
    email: person.email,
    password: person.password,
  });
  await finishDance(world, new URL(back).searchParams, secret);
  await reached(world, flow.id, "picking");
  const wanted = new Set(northwind.pages.filter((page) => page.setter === who).map((page) => page.name));
  const found = await listCandidates(world.db, {
    flowId: flow.id,
    workspaceId: seeding.workspaceId,
    network: flow.network,
    q: undefined,
    after: undefined,
    limit: 200,
  });
  const picking = await findFlow(world.db, flow.id);
  if (!picking) throw new Error("the demo's connection is gone");
  await addProfiles(
    world,
    picking,
    found.filter((one) => wanted.has(one.name) && one.unusable === null).map((one) => one.remoteId),
  );
  await reached(world, flow.id, "done");
}

async function reached(world: World, flowId: string, wanted: FlowStatus): Promise<void> {
  for (;;) {
    const flow = await findFlow(world.db, flowId);
    if (flow?.status === wanted) return;
    if (flow?.status === "failed" || flow?.status === "cancelled")
      throw new Error(`the demo could not connect: ${flow.message}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
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
