import type { Network } from "#sdk/client.ts";
import { Link } from "@tanstack/react-router";
import { useMay } from "../may.ts";
import styles from "./network-alarms.module.css";
import { Moment } from "./moment.tsx";
import { StatusIcon } from "./status-icon.tsx";

type Alarm = Network["alarms"][number];

const gravity = {
  app_rejected: "expired",
  consent_refused: "expired",
  version_ended: "expired",
  version_ending: "expiring",
  reads_used_up: "limited",
  reads_low: "expiring",
} as const satisfies Record<Alarm["kind"], string>;

/** Grave: something is refused or left undone today, not only ahead. */
export const isGrave = (alarm: Alarm): boolean => gravity[alarm.kind] !== "expiring";

/** One line for the operator for each trouble of an app, however many people it concerns (P28). */
export function NetworkAlarms({ network, alarms = network.alarms }: { network: Network; alarms?: readonly Alarm[] }) {
  const may = useMay();
  if (alarms.length === 0) return null;
  return (
    <ul className={styles.alarms} aria-label={`For the operator: ${network.name}`}>
      {alarms.map((alarm) => (
        <li key={alarm.kind + alarm.text} className={styles.alarm} data-gravity={gravity[alarm.kind]}>
          <StatusIcon status={gravity[alarm.kind]} size={17} />
          <p className="grow">
            {alarm.text}
            {alarm.since !== null && (
              <span className="second">
                {" "}
                Since <Moment at={alarm.since} as="since" />.
              </span>
            )}
          </p>
          {may.operate && (isOfApp(alarm) || isOfReads(alarm)) && (
            <Link to="/networks/$network/setup" params={{ network: network.id }} className={styles.way}>
              {isOfReads(alarm) ? "Change the budget" : "Check the app"}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

const isOfApp = ({ kind }: Alarm): boolean => kind === "app_rejected" || kind === "consent_refused";
const isOfReads = ({ kind }: Alarm): boolean => kind === "reads_used_up" || kind === "reads_low";
