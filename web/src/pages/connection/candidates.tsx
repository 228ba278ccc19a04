import { Checkbox } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { Candidate } from "#sdk/client.ts";
import { ProfileAvatar } from "../../parts/avatar.tsx";
import { useRoleName } from "../../role-names.ts";
import styles from "./connection.module.css";

/** What the consent reaches; hundreds of rows, only those in view are in the page. */
export function Candidates(props: {
  items: Candidate[];
  network: string;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { items, network, chosen, onChange } = props;
  const roleName = useRoleName(network);
  const box = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (box.current !== null) setTop(box.current.getBoundingClientRect().top + window.scrollY);
  }, [items.length]);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => 52,
    overscan: 12,
    scrollMargin: top,
  });

  function toggle(remoteId: string): void {
    const next = new Set(chosen);
    if (!next.delete(remoteId)) next.add(remoteId);
    onChange(next);
  }

  return (
    <ul
      ref={box}
      className={styles.candidates}
      style={{ height: virtual.getTotalSize() }}
      aria-label="What this login reaches"
    >
      {virtual.getVirtualItems().map((row) => {
        const item = items[row.index];
        if (item === undefined) return null;
        return (
          <li
            key={item.remoteId}
            data-index={row.index}
            ref={virtual.measureElement}
            style={{ transform: `translateY(${row.start - virtual.options.scrollMargin}px)` }}
          >
            <CandidateRow
              item={item}
              roleName={roleName}
              checked={chosen.has(item.remoteId)}
              onToggle={() => toggle(item.remoteId)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function CandidateRow(props: {
  item: Candidate;
  roleName: (role: string) => string;
  checked: boolean;
  onToggle: () => void;
}) {
  const { item, roleName, checked, onToggle } = props;
  const usable = item.unusable === null;
  const facts = [item.handle, item.kind, item.roles?.map(roleName).join(", ")].filter(
    (fact) => typeof fact === "string" && fact !== "",
  );
  return (
    <label className={styles.candidate} data-usable={usable || undefined}>
      <Checkbox
        checked={checked}
        disabled={!usable}
        onChange={onToggle}
        aria-label={item.name}
        aria-describedby={`why-${item.remoteId}`}
      />
      <ProfileAvatar of={item} size={30} />
      <span className={styles.candidateWords}>
        <span className={`${styles.candidateName} one-line`}>
          <bdi>{item.name}</bdi>
        </span>
        <span id={`why-${item.remoteId}`} className={`small quiet ${styles.candidateFacts}`}>
          {usable ? facts.join(" · ") : item.unusable}
        </span>
      </span>
      {item.alreadyConnected && <span className={`small quiet ${styles.already}`}>Connected already</span>}
    </label>
  );
}
