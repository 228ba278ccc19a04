import { useEffect, useRef, useState } from "react";
import type { ProfileStatus } from "#sdk/client.ts";
import { isProblem } from "../words.ts";
import styles from "./status-icon.module.css";

/** A status as a shape: it is told from every other one without its colour. Always stands beside its word, or carries it. */
export function StatusIcon({ status, size = 16 }: { status: ProfileStatus; size?: number }) {
  const healed = useHealed(status);
  return (
    <svg
      className={`${styles.icon} ${styles[status]} ${healed ? styles.healed : ""}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
    >
      {shapes[status]}
    </svg>
  );
}

const shapes: Record<ProfileStatus, React.ReactNode> = {
  connected: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.2 8.2 2 2 3.7-4.1" className={styles.stroke} />
    </>
  ),
  expiring: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.6V8l2.3 1.5" className={styles.stroke} />
    </>
  ),
  limited: (
    <>
      <path d="M8 2.2 14.4 13.4H1.6Z" strokeLinejoin="round" />
      <path d="M8 6.4v3.1M8 11.5v.01" className={styles.stroke} />
    </>
  ),
  expired: (
    <>
      <path d="M8 1.8 14.8 13.7H1.2Z" strokeLinejoin="round" className={styles.solid} />
      <path d="M8 6v3.6M8 11.7v.01" className={styles.cut} />
    </>
  ),
  waiting: <path d="M5.6 3.6v8.8M10.4 3.6v8.8" className={styles.bars} />,
  unverified: <path d="M3 8v.01M8 8v.01M13 8v.01" className={styles.bars} />,
  disconnected: <path d="M3.5 8h9" className={styles.stroke} />,
};

/** True for a moment when a problem on screen turns into "connected": the one small celebration there is. */
function useHealed(status: ProfileStatus): boolean {
  const before = useRef(status);
  const [healed, setHealed] = useState(false);
  useEffect(() => {
    const mended = isProblem(before.current) && status === "connected";
    before.current = status;
    if (!mended) return;
    setHealed(true);
    const timer = window.setTimeout(() => setHealed(false), 400);
    return () => window.clearTimeout(timer);
  }, [status]);
  return healed;
}
