import styles from "./form-error.module.css";

/** Why a form was refused, beside its button. */
export function FormError({ of }: { of: Error | null }) {
  if (of === null) return null;
  return (
    <p className={styles.error} role="alert">
      {of.message}
    </p>
  );
}
