import { ActionIcon, HoverCard, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Profile } from "#sdk/client.ts";
import { ProfileAvatar } from "../parts/avatar.tsx";
import { StatusCard } from "../parts/status.tsx";
import { allOf, profilesQuery, summaryQuery } from "../queries.ts";
import { count, statusWord } from "../words.ts";
import styles from "./dock.module.css";

/** The dock (R22): profiles on every page, those that need you first. */
export function Dock() {
  const [folded, setFolded] = useLocalStorage({
    key: "dock-folded",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const profiles = useInfiniteQuery(profilesQuery({ sort: "urgency" }, 60));
  const items = allOf(profiles.data);
  if (items.length === 0) return null;
  return (
    <section className={styles.dock} aria-label="Profile dock" data-folded={folded || undefined}>
      {folded ? (
        <FoldedWords />
      ) : (
        <ul
          className={styles.avatars}
          onScroll={({ currentTarget: { scrollLeft, clientWidth, scrollWidth } }) => {
            const nearEnd = scrollLeft + clientWidth > scrollWidth - 600;
            if (nearEnd && profiles.hasNextPage && !profiles.isFetchingNextPage) void profiles.fetchNextPage();
          }}
        >
          {items.map((profile) => (
            <DockItem key={profile.id} profile={profile} />
          ))}
        </ul>
      )}
      <Tooltip label={folded ? "Show the dock" : "Fold the dock"}>
        <ActionIcon
          size={26}
          aria-label={folded ? "Show the dock" : "Fold the dock"}
          aria-expanded={!folded}
          onClick={() => setFolded(!folded)}
        >
          {folded ? <IconChevronDown size={15} /> : <IconChevronUp size={15} />}
        </ActionIcon>
      </Tooltip>
    </section>
  );
}

function DockItem({ profile }: { profile: Profile }) {
  return (
    <li>
      <HoverCard width={320} shadow="md" openDelay={180} closeDelay={120} position="bottom-start" withinPortal>
        <HoverCard.Target>
          <Link
            to="/profiles/$profileId"
            params={{ profileId: profile.id }}
            className={styles.item}
            activeProps={{ "data-here": true }}
            data-renew={profile.id}
            aria-label={`${profile.name}, ${statusWord[profile.status]}: ${profile.statusText}`}
          >
            <ProfileAvatar of={profile} network={profile.network} status={profile.status} size={32} />
          </Link>
        </HoverCard.Target>
        <HoverCard.Dropdown>
          <p style={{ fontWeight: 600, marginBottom: 6 }}>
            <bdi>{profile.name}</bdi>
          </p>
          <StatusCard profile={profile} />
        </HoverCard.Dropdown>
      </HoverCard>
    </li>
  );
}

function FoldedWords() {
  const { data } = useQuery(summaryQuery);
  if (data === undefined) return <span className="grow" />;
  const { all, problems } = data.counts;
  return (
    <Link to="/profiles" className={`${styles.words} grow`}>
      {problems > 0
        ? `${problems.toLocaleString()} of ${count(all, "profile")} need you`
        : `${count(all, "profile")}, none needs you`}
    </Link>
  );
}
