import styles from "./notice.module.css";

/** Why there is nothing here, and the first step. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: React.ReactNode;
  action?: React.ReactNode;
}) {
  return (
    <section className={styles.notice}>
      <h2>{title}</h2>
      {children !== undefined && <p className="second">{children}</p>}
      {action}
    </section>
  );
}
