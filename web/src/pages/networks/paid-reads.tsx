import type { Network, PaidReads as Reads } from "#sdk/client.ts";
import { Link } from "@tanstack/react-router";
import { useMay } from "../../may.ts";
import { Section } from "../../parts/page.tsx";
import { Source } from "../../parts/source.tsx";
import { count } from "../../words.ts";
import styles from "./paid-reads.module.css";

/** Where the network charges this installation for looking: what was read this month, what may be, and what it costs. */
export function PaidReads({ network }: { network: Network }) {
  const may = useMay();
  const reads = network.paidReads;
  if (reads === null) return null;
  return (
    <Section
      title="Paid reads"
      aside={
        may.operate && (
          <Link to="/networks/$network/setup" params={{ network: network.id }} className="small">
            {reads.budget === null ? "Set a budget" : "Change the budget"}
          </Link>
        )
      }
    >
      <p className={styles.used}>
        This month: <strong>{amount(reads)}</strong>, about {dollars(reads.cents)}.
      </p>
      <Bar reads={reads} />
      <p className={styles.para}>
        <Ahead network={network} reads={reads} />
      </p>
      <p className={styles.para}>
        {network.name} charges {dollars(reads.centsEach)} for each account that is looked at, once a day (UTC).{" "}
        {reads.accounts > 0 && (
          <>
            {reads.accounts === 1 ? "The one account" : `The ${reads.accounts.toLocaleString()} accounts`} of now{" "}
            {reads.accounts === 1 ? "takes" : "take"} up to {reads.needed.toLocaleString()} a month,{" "}
            {dollars(reads.needed * reads.centsEach)}.{" "}
          </>
        )}
        {reads.lastMonth.used > 0 && (
          <>
            Last month there were {reads.lastMonth.used.toLocaleString()}, {dollars(reads.lastMonth.cents)}.{" "}
          </>
        )}
        What other programs read with its tokens is charged besides.
      </p>
      <p className={styles.source}>
        <Source of={reads.source} readOn={reads.readOn} />
      </p>
    </Section>
  );
}

const dollars = (cents: number): string =>
  (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });

/** The network's bill knows the days of UTC, whatever day it is where the reader is. */
const utcDay = (at: string): string =>
  new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function amount({ used, budget }: Reads): string {
  if (budget === null) return count(used, "paid read");
  return `${used.toLocaleString()} paid reads of ${budget.toLocaleString()}`;
}

/** The sentence beside it says the same. */
function Bar({ reads: { used, budget, state } }: { reads: Reads }) {
  if (budget === null) return null;
  const share = budget === 0 ? 1 : Math.min(1, used / budget);
  return (
    <div className={styles.bar} aria-hidden>
      <div className={styles.fill} data-state={state} style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** What becomes of it until the month ends. */
function Ahead({ network, reads }: { network: Network; reads: Reads }) {
  const { many } = network.profileNoun;
  const then = <time dateTime={reads.endsAt}>{utcDay(reads.endsAt)}</time>;
  if (reads.budget === null) return <>There is no limit. Every one of the {many} is looked at daily.</>;
  if (reads.state === "used_up")
    return (
      <>
        They are used up: logins are kept alive, which costs nothing, and {many} are looked at again on {then}.
        Connecting and renewing go on, and count.
      </>
    );
  if (reads.state === "low")
    return (
      <>
        The rest does not last until {then}. When it is used up, logins are kept alive and {many} are not looked at.
      </>
    );
  return <>They last until {then}, as far as can be seen.</>;
}
