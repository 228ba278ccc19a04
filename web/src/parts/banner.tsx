import type { ProfileStatus } from "#sdk/client.ts";
import styles from "./banner.module.css";
import { StatusIcon } from "./status-icon.tsx";

/** One state that colours a whole section: a sentence, and at most one way on. */
export function Banner(props: { status: ProfileStatus; children: React.ReactNode; action?: React.ReactNode }) {
  return (
    <div className={styles.banner} data-status={props.status} role="status">
      <span className={styles.icon}>
        <StatusIcon status={props.status} size={17} />
      </span>
      <div className="grow">{props.children}</div>
      {props.action}
    </div>
  );
}
