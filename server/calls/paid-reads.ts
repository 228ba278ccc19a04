import { AppError } from "#core/app-error.ts";
import {
  billingDay,
  billingMonth,
  monthBefore,
  mostAMonth,
  readingState,
  type ReadingState,
} from "#core/paid-reads.ts";
import { datedSource } from "#networks/kit/source.ts";
import type { Answer, AppCredentials, Call, Network, PaidReads } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { announce } from "../stream/announce.ts";
import { day } from "../words/causes.ts";
import type { World } from "../world.ts";
import {
  countReads,
  forgetReadsBefore,
  giveRoomBack,
  resumeLooks,
  roomNow,
  saveCharged,
  takeRoom,
  type Budgeted,
} from "./paid-read-queries.ts";

type Settings = AppCredentials["settings"];

/** An app of ours, and what is entered for it. */
interface AppWithSettings {
  readonly id: string;
  readonly settings: Settings;
}

/** What the operator allows a month; null: no limit. */
function budgetOf({ budget }: PaidReads, settings: Settings): number | null {
  const entered = settings[budget];
  return entered === undefined || entered === "" ? null : Number(entered);
}

// ── Counting ────────────────────────────────────────────────────────────────────────────────────────────────────────

type CountWorld = Pick<World, "db" | "clock" | "log">;

/** A call whose paid answers are counted before the adapter has them; that of a network which charges nothing, as it is. */
export function counted(world: CountWorld, network: Network, appId: string, call: Call): Call {
  const { paidReads } = network.policy;
  // An app that is only being tried has no id yet, and is charged for nothing.
  if (!paidReads || appId === "") return call;
  return {
    ...call,
    send: async (act, request) => {
      const answer = await call.send(act, request);
      await count(world, { network, paidReads, appId }, answer);
      return answer;
    },
  };
}

async function count(
  world: CountWorld,
  { network, paidReads, appId }: { network: Network; paidReads: PaidReads; appId: string },
  answer: Answer,
): Promise<void> {
  const account = paidReads.chargedFor(answer);
  if (account === undefined) return;
  try {
    const isNew = await saveCharged(world.db, { appId, day: billingDay(world.clock.now()), account });
    if (isNew) await announce(world.db, null, { event: "network", data: { id: network.about.id } });
  } catch (error) {
    // The read is paid for whether we can write it down or not: its answer is used all the same.
    world.log.error({ error }, "a paid read could not be counted");
  }
}

/** So long days are kept: enough to compare last month with the network's bill. */
const keptDays = 93;

export async function forgetOldReads({ db, clock }: Pick<World, "db" | "clock">): Promise<void> {
  await forgetReadsBefore(db, billingDay(new Date(clock.now().getTime() - keptDays * 86_400_000)));
}

// ── Keeping within the budget ───────────────────────────────────────────────────────────────────────────────────────

/** A look that may be charged: by which network and app, and for which account. */
export interface ChargedLook {
  readonly network: Network;
  readonly app: { readonly id: string; readonly credentials: Pick<AppCredentials, "settings"> };
  readonly account: string;
}

/** Looks if the month's budget has room for it; "saved": it has not, and nothing was asked. */
export async function withinBudget<T>(
  world: Pick<World, "db" | "clock">,
  look: ChargedLook,
  act: () => Promise<T>,
): Promise<T | "saved"> {
  const budgeted = budgetedLook(world, look);
  if (!budgeted) return act();
  const room = await world.db.transaction().execute((trx) => takeRoom(trx, budgeted));
  if (room === "none") return "saved";
  try {
    return await act();
  } finally {
    if (room === "taken") await giveRoomBack(world.db, budgeted.key);
  }
}

/** Whether `withinBudget` would save this look now. */
export async function wouldBeSaved(world: Pick<World, "db" | "clock">, look: ChargedLook): Promise<boolean> {
  const budgeted = budgetedLook(world, look);
  return budgeted !== undefined && (await roomNow(world.db, budgeted)) === "none";
}

/** Undefined: the network charges nothing, or there is no limit. */
function budgetedLook(world: Pick<World, "clock">, { network, app, account }: ChargedLook): Budgeted | undefined {
  const { paidReads } = network.policy;
  const budget = paidReads ? budgetOf(paidReads, app.credentials.settings) : null;
  if (budget === null) return undefined;
  const now = world.clock.now();
  return { key: { appId: app.id, day: billingDay(now), account }, from: billingMonth(now).from, budget };
}

/** The operator has entered another budget, perhaps: what was saved is looked at again, if there is room now. */
export async function budgetEntered(
  world: Pick<World, "db" | "clock">,
  network: Network,
  appId: string,
): Promise<void> {
  if (network.policy.paidReads) await resumeLooks(world.db, appId, world.clock.now());
}

// ── Showing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function presentPaidReads(
  world: Pick<World, "db" | "clock">,
  network: Network,
  app: AppWithSettings | undefined,
): Promise<contract.Network["paidReads"]> {
  const { paidReads } = network.policy;
  if (!paidReads || !app) return null;
  const now = world.clock.now();
  const { month, from, endsAt } = billingMonth(now);
  const last = monthBefore(now);
  const counts = await countReads(world.db, { appId: app.id, today: billingDay(now), from, lastFrom: last.from });
  const budget = budgetOf(paidReads, app.settings);
  return {
    month,
    used: counts.used,
    budget,
    cents: counts.used * paidReads.cents,
    centsEach: paidReads.cents,
    state: readingState({ ...counts, budget }, now),
    accounts: counts.accounts,
    needed: mostAMonth(counts.accounts),
    endsAt: endsAt.toISOString(),
    lastMonth: { month: last.month, used: counts.lastMonth, cents: counts.lastMonth * paidReads.cents },
    ...datedSource(paidReads.source),
  };
}

const alarmKinds = { low: "reads_low", used_up: "reads_used_up" } as const satisfies Record<
  Exclude<ReadingState, "well">,
  contract.Network["alarms"][number]["kind"]
>;

/** The operator is told at four fifths, when the rest does not last, and when the month's reads are used up. */
export function readAlarms({ about }: Network, reads: contract.Network["paidReads"]): contract.Network["alarms"] {
  if (!reads || reads.state === "well") return [];
  const until = day(new Date(reads.endsAt));
  const amounts = `${reads.used} of ${reads.budget} paid reads of ${about.name} are used this month`;
  const { many } = about.profileNoun;
  const text =
    reads.state === "low"
      ? `${amounts}, and the rest will not last: then ${many} are not looked at until ${until}. ${enough(reads)}`
      : `${amounts}: ${many} are kept alive and not looked at until ${until}. ${enough(reads)}`;
  return [{ kind: alarmKinds[reads.state], text, since: null }];
}

const enough = ({ accounts, needed }: NonNullable<contract.Network["paidReads"]>): string =>
  `For ${accounts === 1 ? "the one account" : `the ${accounts} accounts`} of now ${needed} a month are enough.`;

const usedUp = ({ used, budget, centsEach }: NonNullable<contract.Network["paidReads"]>): string =>
  `${used} of ${budget} paid reads of this month are used, and one more would cost $${(centsEach / 100).toFixed(2)}`;

/** What somebody hears who asks for a look that the budget does not allow. */
export async function budgetUsedUp(
  world: Pick<World, "db" | "clock">,
  network: Network,
  app: AppWithSettings | undefined,
): Promise<AppError> {
  const { name, profileNoun } = network.about;
  const reads = await presentPaidReads(world, network, app);
  const until = day(billingMonth(world.clock.now()).endsAt);
  return new AppError(
    "budget_used_up",
    `${name} was not asked: ${reads ? usedUp(reads) : "this month’s paid reads are used up"}. The login is kept alive meanwhile, and ${name} is asked about the ${profileNoun.one} again on ${until}, or as soon as the operator allows more reads. Renewing is possible all the same.`,
  );
}
