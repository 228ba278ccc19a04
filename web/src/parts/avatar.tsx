import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ProfileStatus } from "#sdk/client.ts";
import { networksQuery } from "../queries.ts";
import { initials } from "../words.ts";
import styles from "./avatar.module.css";
import { StatusIcon } from "./status-icon.tsx";

interface Shown {
  name: string;
  avatarUrl: string | null;
}

/** A profile's picture with the network's badge, and the status badge where asked for. Decoration: the name stands beside it. */
export function ProfileAvatar(props: { of: Shown; network?: string; status?: ProfileStatus; size?: number }) {
  const { of, network, status, size = 30 } = props;
  return (
    <span className={styles.avatar} style={{ width: size, height: size }} aria-hidden>
      <Picture of={of} size={size} />
      {network !== undefined && (
        <span className={styles.network}>
          <NetworkMark network={network} size={Math.max(12, Math.round(size * 0.4))} />
        </span>
      )}
      {status !== undefined && (
        <span className={styles.status} data-status={status}>
          <StatusIcon status={status} size={14} />
        </span>
      )}
    </span>
  );
}

/** The same without network and status, for pages that know no networks. */
export function ProfilePicture({ of, size = 30 }: { of: Shown; size?: number }) {
  return (
    <span className={styles.avatar} style={{ width: size, height: size }} aria-hidden>
      <Picture of={of} size={size} />
    </span>
  );
}

export function PersonAvatar({ of, size = 30 }: { of: Shown; size?: number }) {
  return (
    <span className={`${styles.avatar} ${styles.person}`} style={{ width: size, height: size }} aria-hidden>
      <Picture of={of} size={size} />
    </span>
  );
}

/** The network's logo, small; decoration, its name stands in the text. */
export function NetworkMark({ network, size = 16 }: { network: string; size?: number }) {
  const { data } = useSuspenseQuery(networksQuery);
  const found = data.items.find((item) => item.id === network);
  if (found === undefined) return null;
  return <img className={styles.mark} src={found.logoUrl} width={size} height={size} alt="" />;
}

function Picture({ of, size }: { of: Shown; size: number }) {
  const [broken, setBroken] = useState(false);
  if (of.avatarUrl !== null && !broken)
    return (
      <img src={of.avatarUrl} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
    );
  return (
    <span className={styles.initials} style={{ fontSize: Math.round(size * 0.36) }}>
      {initials(of.name)}
    </span>
  );
}
