import styles from "./steps.module.css";
import { StatusIcon } from "./status-icon.tsx";

/** A guided act in one column; also at 360 px. */
export function Steps({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {children}
    </ol>
  );
}

export function Step(props: {
  number: number;
  title: string;
  state: "done" | "now" | "later";
  children?: React.ReactNode;
}) {
  const { number, title, state, children } = props;
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.number} aria-hidden>
        {state === "done" ? <StatusIcon status="connected" size={18} /> : number}
      </span>
      <div className={styles.body}>
        <h2>
          {title}
          {state === "done" && <span className="unseen"> (done)</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
