import type { Answer, PaidReads, Setting } from "../network.ts";
import { apiHost } from "./api.ts";
import { pricing } from "./sources.ts";
import { readUser } from "./wire.ts";

/** `GET /2/users/me` is a user read of $0.010, charged once for each user and UTC day; a refusal reads nothing and is not charged. */
export const paidReads: PaidReads = { cents: 1, budget: "monthlyReads", chargedFor, source: pricing };

function chargedFor({ asked, body }: Answer): string | undefined {
  if (asked?.method !== "GET" || asked.address !== `${apiHost}/2/users/me`) return undefined;
  const read = readUser.safeParse(body);
  return read.success ? read.data.data.id : undefined;
}

/** What one account takes of a month, at most: one read a day. */
const readsAMonth = 31;
const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;
export const aRead = dollars(paidReads.cents);
export const anAccountAMonth = dollars(readsAMonth * paidReads.cents);

export const monthlyReads: Setting = {
  key: paidReads.budget,
  label: "Paid reads a month",
  secret: false,
  required: false,
  wholeNumber: true,
  help: `The most that Latchkey may read in a calendar month (UTC); empty means no limit. Each account takes up to ${readsAMonth}, one a day at ${aRead}: 310 for ten accounts. When they are used up, logins are kept alive and accounts are not looked at until the next month.`,
};
