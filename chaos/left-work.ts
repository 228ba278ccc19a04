import { setTimeout as delay } from "node:timers/promises";
import type { House } from "./house.ts";
import { quantile, type Judge } from "./judge.ts";
import { bringLeaseEndNear, grantsSeen } from "./queries.ts";
import { untilHolds } from "./wait.ts";

/** What a killed worker had begun: whose, and until when its lease keeps others away; ms. */
export interface LeftWork {
  readonly account: string;
  readonly grantId: string;
  readonly killedAt: number;
  readonly leaseUntil: number;
}

const hurriedSeconds = 3;
/** How much later than its lease's end left work may be taken up. */
const lateSeconds = 30;

/** Finds what was left by a kill. `hurry`: its leases end in seconds, as if the time until then had passed. */
export async function leaveWork(
  house: House,
  { since, hurry }: { readonly since: number; readonly hurry: boolean },
): Promise<LeftWork[]> {
  await delay(200); // the network has to notice that its caller is gone
  const { refreshes } = await house.network.ledger();
  const gone = new Set(
    refreshes.filter(({ hungUpAt }) => hungUpAt !== null && hungUpAt >= since).map(({ account }) => account),
  );
  const grants = (await grantsSeen(house.pool)).filter(({ account, leaseUntil }) => gone.has(account) && leaseUntil);
  if (hurry)
    await bringLeaseEndNear(
      house.pool,
      grants.map(({ id }) => id),
      hurriedSeconds,
    );
  const after = hurry ? await grantsSeen(house.pool) : grants;
  return grants.map(({ id, account, leaseUntil }) => {
    const now = after.find((grant) => grant.id === id)?.leaseUntil ?? leaseUntil ?? 0;
    return { account, grantId: id, killedAt: since, leaseUntil: now };
  });
}

/** Figures and rule of what was left. */
export async function judgeLeftWork(judge: Judge, house: House, left: readonly LeftWork[]): Promise<void> {
  const late = await takenUp(house, left);
  judge.figure("work left by the killed", left.length, "logins");
  if (late.length > 0) {
    judge.figure("taken up after its lease ended, median", quantile(late, 0.5), "s");
    judge.figure("taken up after its lease ended, longest", Math.max(...late), "s");
  }
  const missing = left.length - late.filter((one) => one <= lateSeconds).length;
  judge.rule(
    `left work is taken up within ${lateSeconds} s of its lease's end`,
    missing === 0,
    `${left.length - missing} of ${left.length}`,
  );
}

/** How many seconds after its lease's end each was presented to the network again; what never was is left out. */
async function takenUp(house: House, left: readonly LeftWork[]): Promise<number[]> {
  const last = Math.max(Date.now(), ...left.map(({ leaseUntil }) => leaseUntil));
  const again = async () => {
    const { refreshes } = await house.network.ledger();
    return left.flatMap(({ account, killedAt, leaseUntil }) => {
      const next = refreshes.find((one) => one.account === account && one.arrivedAt > killedAt);
      return next ? [(next.arrivedAt - leaseUntil) / 1000] : [];
    });
  };
  const isOver = async () => (await again()).length === left.length;
  await untilHolds(isOver, { withinSeconds: (last - Date.now()) / 1000 + lateSeconds + 2, everyMs: 500 });
  return again();
}
