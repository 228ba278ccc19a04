import { Button, Popover, Skeleton, UnstyledButton } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Profile } from "#sdk/client.ts";
import { useRenew } from "../acts.ts";
import { useMay } from "../may.ts";
import { ProfileAvatar } from "../parts/avatar.tsx";
import { Moment } from "../parts/moment.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { allOf, profilesQuery, summaryQuery } from "../queries.ts";
import { list } from "../words.ts";
import styles from "./top-bar.module.css";

/** "Expired tokens (n)" at the top right of every page (R41–R44). `g e` presses it. */
export function ExpiredTokens() {
  const [opened, setOpened] = useState(false);
  const summary = useQuery(summaryQuery);
  const expired = summary.data?.counts.byStatus.expired ?? 0;
  return (
    <Popover opened={opened} onChange={setOpened} width={440} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          data-shortcut="g e"
          className={styles.expired}
          onClick={() => setOpened(!opened)}
          aria-label={`Expired tokens, ${expired}`}
          data-some={expired > 0 || undefined}
        >
          {expired > 0 ? <StatusIcon status="expired" /> : <IconKey size={16} stroke={1.7} />}
          <span className={styles.label}>Expired tokens</span>
          <span>{expired > 0 && expired.toLocaleString()}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 16px)">
        <ExpiredList onLeave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ExpiredList({ onLeave }: { onLeave: () => void }) {
  const expired = useInfiniteQuery(profilesQuery({ status: ["expired"] }, 50));
  const { data: summary } = useQuery(summaryQuery);
  const items = allOf(expired.data);
  if (expired.isPending) return <Skeleton h={120} aria-label="Reading the expired tokens" />;
  if (expired.error && items.length === 0)
    return <Trouble error={expired.error} retry={() => void expired.refetch()} />;
  const partly = (summary?.counts.byStatus.limited ?? 0) + (summary?.counts.byStatus.expiring ?? 0);
  return (
    <>
      {items.length === 0 ? <AllWell /> : <Rows items={items} onLeave={onLeave} />}
      {expired.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={expired.isFetchingNextPage}
          onClick={() => void expired.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <div className={styles.foot}>
        <Link to="/help/$topic" params={{ topic: "what-is-an-access-token" }} onClick={onLeave}>
          What is an access token?
        </Link>
        {partly > 0 && (
          <Link to="/profiles" search={{ status: "problems" }} onClick={onLeave}>
            {partly.toLocaleString()} more will need you soon
          </Link>
        )}
      </div>
    </>
  );
}

function Rows({ items, onLeave }: { items: Profile[]; onLeave: () => void }) {
  return (
    <ul className={styles.list} aria-label="Profiles that need renewal">
      {items.map((profile) => (
        <ExpiredItem key={profile.id} profile={profile} onLeave={onLeave} />
      ))}
    </ul>
  );
}

function ExpiredItem({ profile, onLeave }: { profile: Profile; onLeave: () => void }) {
  const renew = useRenew();
  const may = useMay();
  return (
    <li className={styles.item}>
      <ProfileAvatar of={profile} network={profile.network} size={32} />
      <div className={styles.words}>
        <Link
          className="one-line"
          to="/profiles/$profileId"
          params={{ profileId: profile.id }}
          onClick={onLeave}
          title={profile.name}
        >
          <bdi>{profile.name}</bdi>
        </Link>
        <p className="second">{profile.statusText}</p>
        <p className="quiet">
          {profile.since !== null && (
            <>
              since <Moment at={profile.since} as="since" />
            </>
          )}
          {profile.brands.length > 0 && ` · ${list(profile.brands.map((brand) => brand.name))}`}
        </p>
      </div>
      {may.act && (
        <Button
          aria-label={`Renew ${profile.name}`}
          loading={renew.isPending}
          onClick={() => renew.mutate({ profileId: profile.id })}
        >
          Renew
        </Button>
      )}
    </li>
  );
}

function AllWell() {
  return (
    <div className={styles.calm}>
      <StatusIcon status="connected" size={28} />
      <h2>No token has expired</h2>
      <p className="second">Every profile that is connected has a token that works, or is being looked at right now.</p>
    </div>
  );
}
