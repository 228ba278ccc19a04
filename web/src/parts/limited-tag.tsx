import styles from "./limited-tag.module.css";
import { StatusIcon } from "./status-icon.tsx";

/** The label of a network that works in part only, whatever is done here (R83); its sentence stands on the network's page. */
export function LimitedTag({ why }: { why: string | null }) {
  if (why === null) return null;
  return (
    <span className={styles.tag} title={why}>
      <StatusIcon status="limited" size={12} />
      Limited
    </span>
  );
}
