import { IconCheck } from "@tabler/icons-react";
import styles from "./needs.module.css";

/** The checklist before the redirect (R17). */
export function Needs({ needs }: { needs: readonly string[] }) {
  return (
    <ul className={styles.needs}>
      {needs.map((need) => (
        <li key={need}>
          <IconCheck size={15} aria-hidden />
          {need}
        </li>
      ))}
    </ul>
  );
}
