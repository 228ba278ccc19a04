/** Reads that a network charges for, by calendar month. Days and months are those of UTC, as networks bill them. */

/** A day as text: `2026-11-22`. Such texts compare like the days themselves. */
export const billingDay = (moment: Date): string => moment.toISOString().slice(0, 10);

export interface BillingMonth {
  /** `2026-11` */
  readonly month: string;
  /** Its first day. */
  readonly from: string;
  /** The first day of the month after it. */
  readonly before: string;
  /** The moment at which the month after it begins. */
  readonly endsAt: Date;
  /** How many days of it are still to come, today not among them. */
  readonly daysLeft: number;
}

export function billingMonth(now: Date): BillingMonth {
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const endsAt = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const days = (endsAt.getTime() - from.getTime()) / 86_400_000;
  return {
    month: billingDay(from).slice(0, 7),
    from: billingDay(from),
    before: billingDay(endsAt),
    endsAt,
    daysLeft: days - now.getUTCDate(),
  };
}

/** The month before that of `now`. */
export const monthBefore = (now: Date): BillingMonth =>
  billingMonth(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)));

export interface Reading {
  /** Charged this month, and of these on this day. */
  readonly used: number;
  readonly today: number;
  /** What the operator allows a month; null: no limit. */
  readonly budget: number | null;
  /** Accounts that are looked at once a day. */
  readonly accounts: number;
}

export type ReadingState = "well" | "low" | "used_up";

/** From this share on the operator is told, when the rest does not last. */
const lowShare = 0.8;

/**
 * `low`: four fifths are used, and what is left does not last until the end of the month. A budget that just suffices is
 * nobody's alarm: it is nearly used at the end of each month, and there is nothing to be done about it.
 */
export function readingState({ used, today, budget, accounts }: Reading, now: Date): ReadingState {
  if (budget === null) return "well";
  const stillWanted = Math.max(0, accounts - today) + accounts * billingMonth(now).daysLeft;
  if (used + stillWanted <= budget || stillWanted === 0) return "well";
  if (used >= budget) return "used_up";
  return used >= lowShare * budget ? "low" : "well";
}

/** The most that these accounts can take in any month. */
export const mostAMonth = (accounts: number): number => 31 * accounts;
