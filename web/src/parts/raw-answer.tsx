import styles from "./raw-answer.module.css";

/** What a network answered, with what is secret struck out by the server. Scrolls by keyboard too. */
export function RawAnswer({ body }: { body: unknown }) {
  return (
    <pre className={styles.raw} tabIndex={0} aria-label="Redacted answer">
      {typeof body === "string" ? body : JSON.stringify(body, null, 2)}
    </pre>
  );
}
