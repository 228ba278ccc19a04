import { IconCheck } from "@tabler/icons-react";
import styles from "./needs.module.css";

const tick = <IconCheck size={15} aria-hidden />;

/** The checklist before the redirect (R17), or another list of sentences with a mark of its own. */
export function Needs({ needs, icon = tick }: { needs: readonly string[]; icon?: React.ReactNode }) {
  return (
    <ul className={styles.needs}>
      {needs.map((need) => (
        <li key={need}>
          {icon}
          <span>{need}</span>
        </li>
      ))}
    </ul>
  );
}
