import { AppError } from "#core/app-error.ts";
import { createControl, type Control } from "#simulator/control.ts";
import type * as contract from "#sdk/contract.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import type { DemoClock } from "./clock.ts";
import * as northwind from "./northwind.ts";

export interface Stage {
  readonly world: World;
  readonly control: Control;
  readonly clock: DemoClock;
  readonly simulatorUrl: string;
}

/** What a button of the strip does; it acts at the simulated network only, the rest is the real machinery. */
interface Action {
  readonly label: string;
  readonly help: string;
  /** A switch: whether it is on. Absent: a button. */
  readonly isOn?: (stage: Stage) => Promise<boolean>;
  readonly run: (stage: Stage, wasOn: boolean) => Promise<unknown>;
}

const { anna, ben, carla } = northwind.people;
const otherSecret = "somebody-has-made-a-new-secret-00";

const hasFault = async ({ control }: Stage, kind: string): Promise<boolean> =>
  (await control.networkState()).faults.some((fault) => fault.kind === kind && fault.page === null);
const isBlocked = async ({ control }: Stage): Promise<boolean> =>
  (await control.findPerson(anna.handle)).blocked !== null;

const actions: Readonly<Record<string, Action>> = {
  "anna-password": {
    label: "Anna changes her password",
    help: "Facebook ends all of her tokens; it tells nobody.",
    run: ({ control }) => control.changePassword(anna.handle, anna.password),
  },
  "ben-role": {
    label: "Ben loses his admin role",
    help: "He is removed from the Page “Northwind Oslo”.",
    run: ({ control }) => control.removeRole("Northwind Oslo", ben.handle),
  },
  "carla-removes": {
    label: "Carla removes Latchkey",
    help: "In her Facebook settings; Facebook calls our de-authorisation address.",
    run: ({ control }) => control.removeApp({ person: carla.handle }),
  },
  "ben-unticks": {
    label: "Ben withdraws a permission",
    help: "Answering comments: publishing goes on, the inbox cannot work.",
    run: ({ control }) => control.withdrawScope({ person: ben.handle }, "pages_manage_engagement"),
  },
  "anna-blocked": {
    label: "Facebook blocks Anna",
    help: "A security check that she has to pass at Facebook.",
    isOn: isBlocked,
    run: ({ control }, wasOn) => (wasOn ? control.unblockPerson(anna.handle) : control.blockPerson(anna.handle)),
  },
  "page-deleted": {
    label: "A Page is deleted",
    help: "“Northwind Bergen” no longer exists at Facebook.",
    run: ({ control }) => control.deletePage("Northwind Bergen"),
  },
  "linkedin-role": {
    label: "Anna loses a LinkedIn role",
    help: "She is no longer an admin of the company page “Northwind Berlin” there.",
    run: (stage) => at(stage, "linkedin").removeRole("Northwind Berlin", anna.handle),
  },
  "tiktok-removes": {
    label: "Carla removes Latchkey at TikTok",
    help: "In the TikTok app; TikTok tells us with a signed webhook.",
    run: (stage) => at(stage, "tiktok").removeApp({ person: carla.handle }),
  },
  "bluesky-removes": {
    label: "Anna revokes Latchkey at Bluesky",
    help: "On her account page there. Bluesky tells nobody: it is seen at the next look, every half minute here.",
    run: async (stage) => removeEverywhere(await playedBluesky(stage), anna.handle),
  },
  "bluesky-takedown": {
    label: "Bluesky takes Ben’s accounts down",
    help: "Lifting it does not bring the sessions back: he renews.",
    isOn: (stage) => isBlockedAt(at(stage, "bluesky"), ben.handle),
    run: async (stage, wasOn) => {
      const bluesky = await playedBluesky(stage);
      return wasOn ? bluesky.unblockPerson(ben.handle) : bluesky.blockPerson(ben.handle, "policy");
    },
  },
  "bluesky-outage": {
    label: "Bluesky goes down",
    help: "All of its servers, and the one that Northwind runs itself.",
    isOn: async (stage) => (await at(stage, "bluesky").networkState()).faults.some(({ kind }) => kind === "outage"),
    run: (stage, wasOn) => at(stage, "bluesky").outage(!wasOn),
  },
  outage: {
    label: "Facebook goes down",
    help: "Every call is answered 503. Nobody is told to renew.",
    isOn: (stage) => hasFault(stage, "outage"),
    run: ({ control }, wasOn) => control.outage(!wasOn),
  },
  "rate-limit": {
    label: "Facebook asks to slow down",
    help: "Every call is refused for a while.",
    isOn: (stage) => hasFault(stage, "rate_limited"),
    run: ({ control }, wasOn) => control.rateLimit(!wasOn, wasOn ? {} : { waitMinutes: 1 }),
  },
  "app-secret": {
    label: "The app’s secret is changed",
    help: "At Facebook, not here: one alarm for the operator, none for people.",
    isOn: async ({ control }) => (await control.networkState()).apps.some((app) => app.secret === otherSecret),
    run: ({ control }, wasOn) =>
      control.changeAppSecret({ app: northwind.app.id, secret: wasOn ? northwind.app.secret : otherSecret }),
  },
  "days-30": { label: "30 days pass", help: "At Facebook and here.", run: ({ world, clock }) => clock.pass(world, 30) },
  "days-60": {
    label: "60 days pass",
    help: "At Facebook and here: logins reach their ends.",
    run: ({ world, clock }) => clock.pass(world, 60),
  },
  "all-well": {
    label: "Put everything right",
    help: "Roles given back, blocks and outages lifted. What died stays dead until somebody renews.",
    run: putRight,
  },
};

const at = ({ simulatorUrl }: Stage, network: string): Control => createControl(simulatorUrl, network);

/** Not where a real PDS stands in its place (LATCHKEY_OUTSIDE): nobody lives at the simulated one then. */
async function playedBluesky(stage: Stage): Promise<Control> {
  const bluesky = at(stage, "bluesky");
  const { people } = await bluesky.networkState();
  if (people.length === 0) throw new AppError("not_ready", "Nobody lives at the simulated Bluesky.");
  return bluesky;
}

/** No app is registered at Bluesky: there are as many as have asked, each by its own address. */
async function removeEverywhere(control: Control, person: string): Promise<void> {
  for (const { id } of (await control.networkState()).apps) await control.removeApp({ person, app: id });
}

/** Nobody is, as long as the sample is not there. */
const isBlockedAt = async (control: Control, person: string): Promise<boolean> =>
  (await control.networkState()).people.some(({ handle, blocked }) => handle === person && blocked !== null);

async function putRight(stage: Stage): Promise<void> {
  const { control } = stage;
  await at(stage, "linkedin").setRole("Northwind Berlin", anna.handle, "super_admin");
  const bluesky = at(stage, "bluesky");
  await bluesky.clearFaults();
  if (await isBlockedAt(bluesky, ben.handle)) await bluesky.unblockPerson(ben.handle);
  await control.clearFaults();
  await control.unblockPerson(anna.handle);
  await control.changeAppSecret({ app: northwind.app.id, secret: northwind.app.secret });
  for (const page of northwind.pages) {
    await control.restorePage(page.name);
    await control.setRole(
      page.name,
      northwind.people[page.setter].handle,
      page.tasks ? [...page.tasks] : "full_control",
    );
  }
}

export async function demoState(stage: Stage): Promise<contract.DemoState> {
  const shown = Object.entries(actions).map(async ([id, action]) => ({
    id,
    label: action.label,
    help: action.help,
    on: action.isOn ? await action.isOn(stage) : null,
  }));
  const { people } = await stage.control.networkState();
  const known = new Set<string>(Object.values(northwind.people).map((person) => person.handle));
  return {
    now: stage.clock.now().toISOString(),
    actions: await Promise.all(shown),
    simulatorUrl: `${stage.simulatorUrl}/control/`,
    people: people
      .filter((person) => known.has(person.handle))
      .map(({ name, email, password }) => ({ name, email, password })),
  };
}

export async function runAction(stage: Stage, id: string): Promise<contract.DemoState> {
  const action = Object.hasOwn(actions, id) ? actions[id] : undefined;
  if (!action) throw new AppError("not_found", "There is no such button.");
  await action.run(stage, (await action.isOn?.(stage)) ?? false);
  await announce(stage.world.db, null, { event: "refresh", data: {} });
  return demoState(stage);
}
