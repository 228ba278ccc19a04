import { Button, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ProfileQuery } from "#sdk/client.ts";
import { allOf, networksQuery, profilesQuery } from "../queries.ts";
import styles from "./profile-list.module.css";
import { ProfileRow } from "./profile-row.tsx";
import { Trouble } from "./trouble.tsx";

/** Profiles as rows, however many: only those in view are in the page, the next hundred is read on the way down. */
export function ProfileList({ query, empty }: { query: ProfileQuery; empty: React.ReactNode }) {
  const profiles = useInfiniteQuery(profilesQuery(query));
  const { data: networks } = useSuspenseQuery(networksQuery);
  const items = allOf(profiles.data);
  const { list, virtual } = useRows(items.length);
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = profiles;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);

  if (profiles.isPending) return <Loading />;
  if (profiles.isError && items.length === 0)
    return (
      <Trouble error={profiles.error} title="The profiles could not be read" retry={() => void profiles.refetch()} />
    );
  if (items.length === 0) return empty;
  return (
    <>
      <div
        ref={list}
        role="list"
        aria-label="Profiles"
        aria-busy={profiles.isPlaceholderData}
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
      >
        {rows.map((row) => {
          const profile = items[row.index];
          if (profile === undefined) return null;
          const name = networks.items.find((network) => network.id === profile.network)?.name ?? profile.network;
          return (
            <div
              key={profile.id}
              role="listitem"
              className={styles.item}
              style={{ transform: `translateY(${row.start - virtual.options.scrollMargin}px)` }}
            >
              <ProfileRow profile={profile} networkName={name} />
            </div>
          );
        })}
      </div>
      {profiles.isFetchNextPageError && (
        <Button variant="default" mt={12} onClick={() => void fetchNextPage()}>
          The rest could not be read. Try again
        </Button>
      )}
    </>
  );
}

function useRows(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const phone = useMediaQuery("(max-width: 640px)") ?? false;
  // The list's distance from the top changes with the dock and the demo's strip; measured whenever rows are laid out anew.
  useLayoutEffect(() => {
    if (list.current !== null) setTop(list.current.getBoundingClientRect().top + window.scrollY);
  }, [count, phone]);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => (phone ? 88 : 52),
    overscan: 12,
    scrollMargin: top,
  });
  useEffect(() => virtual.measure(), [virtual, phone]);
  return { list, virtual };
}

function Loading() {
  return (
    <div role="status" aria-label="Reading the profiles">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={styles.loading}>
          <Skeleton width={30} height={30} radius={9} />
          <Skeleton width={`${18 + ((index * 7) % 12)}%`} height={12} />
          <Skeleton width={`${30 + ((index * 11) % 20)}%`} height={12} />
        </div>
      ))}
    </div>
  );
}
