import { useDocumentTitle } from "@mantine/hooks";
import styles from "./page.module.css";

/** A screen's frame: document title, heading, the actions beside it. */
export function Page(props: {
  title: string;
  /** A picture before the title. */
  mark?: React.ReactNode;
  /** The way back, above the title. */
  trail?: React.ReactNode;
  lead?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
  narrow?: boolean;
}) {
  useDocumentTitle(`${props.title} · Latchkey`);
  return (
    <div className={`${styles.page} ${props.narrow === true ? styles.narrow : ""}`}>
      <header className={styles.head}>
        {props.trail !== undefined && (
          <nav aria-label="Way back" className={styles.trail}>
            {props.trail}
          </nav>
        )}
        {props.mark}
        <div className={`grow ${styles.title}`}>
          <h1>{props.title}</h1>
          {props.lead !== undefined && <div className={styles.lead}>{props.lead}</div>}
        </div>
        {props.actions !== undefined && <div className="row wrap">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

export function Section({
  title,
  aside,
  children,
  id,
}: {
  title: string;
  aside?: React.ReactNode;
  children: React.ReactNode;
  id?: string;
}) {
  return (
    <section className={styles.section} aria-label={title} {...(id !== undefined && { id })}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
