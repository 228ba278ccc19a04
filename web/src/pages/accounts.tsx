import { IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Network, StatusCounts } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { NetworkMark } from "../parts/avatar.tsx";
import { ButtonLink } from "../parts/button-link.tsx";
import { ConnectButton } from "../parts/connect.tsx";
import { Empty } from "../parts/empty.tsx";
import { LimitedTag } from "../parts/limited-tag.tsx";
import { NetworkHealth } from "../parts/network-health.tsx";
import { ProfileBrowser } from "../parts/profile-browser.tsx";
import { SettingsPage } from "../parts/settings-page.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { networksQuery, summaryQuery } from "../queries.ts";
import type { ProfilesSearch } from "../routes.tsx";
import styles from "./accounts.module.css";

/** Connected accounts: the networks with counts and problem counts, then the profiles (R27–R29, R45). */
export function AccountsPage() {
  const { network: chosen } = useParams({ strict: false });
  const search: ProfilesSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(networksQuery);
  const { data: summary } = useQuery(summaryQuery);
  const network = data.items.find((item) => item.id === chosen);
  const counts = chosen === undefined ? summary?.counts : network?.counts;
  const anything = counts !== undefined && counts.all + counts.byStatus.disconnected > 0;
  return (
    <SettingsPage title="Connected accounts" actions={anything && <ConnectButton network={chosen} />}>
      <NetworkRail networks={data.items} all={summary?.counts} />
      {network && <NetworkHealth network={network} />}
      {network && (
        <p className={styles.about}>
          <Link to="/networks/$network" params={{ network: network.id }}>
            About {network.name}
          </Link>
          <LimitedTag why={network.limited} />
        </p>
      )}
      <ProfileBrowser
        key={chosen}
        counts={counts}
        search={search}
        network={chosen}
        onSearch={(next) =>
          chosen === undefined
            ? void navigate({ to: "/settings/accounts", search: next, replace: true })
            : void navigate({
                to: "/settings/accounts/$network",
                params: { network: chosen },
                search: next,
                replace: true,
              })
        }
        nothingYet={<NothingYet network={network} />}
      />
    </SettingsPage>
  );
}

function NothingYet({ network }: { network: Network | undefined }) {
  const may = useMay();
  const title = network === undefined ? "No account is connected yet" : `Nothing of ${network.name} is connected yet`;
  if (network?.configured === false) return <NotSetUp network={network} title={title} />;
  return (
    <Empty title={title} action={<ConnectButton network={network?.id} />}>
      {may.act
        ? "You sign in at the network itself, choose the profiles, and see each one proved by a real call."
        : "Your role here may look and not connect. An owner or admin can give you more."}
    </Empty>
  );
}

function NotSetUp({ network, title }: { network: Network; title: string }) {
  const may = useMay();
  if (!may.operate) return <Empty title={title}>The operator of this installation has not set it up yet.</Empty>;
  return (
    <Empty
      title={title}
      action={
        <ButtonLink to="/networks/$network/setup" params={{ network: network.id }}>
          Set up {network.name}
        </ButtonLink>
      }
    >
      First it needs an app of this installation; the steps are on its page.
    </Empty>
  );
}

function NetworkRail({ networks, all }: { networks: Network[]; all: StatusCounts | undefined }) {
  const may = useMay();
  const { network: chosen } = useParams({ strict: false });
  const rail = useRef<HTMLElement>(null);
  // On a phone the rail is longer than the screen. Newer browsers answer with a promise, which is no clean-up.
  useEffect(() => {
    rail.current?.querySelector("[data-here]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const shown = networks.filter((network) => network.configured || network.counts.all > 0 || network.id === chosen);
  return (
    <nav aria-label="Networks" className={styles.rail} ref={rail}>
      <Link
        to="/settings/accounts"
        activeOptions={{ exact: true, includeSearch: false }}
        activeProps={{ "data-here": true }}
        className={styles.network}
      >
        All
        <Counts of={all} />
      </Link>
      {shown.map((network) => (
        <Link
          key={network.id}
          to="/settings/accounts/$network"
          params={{ network: network.id }}
          activeOptions={{ includeSearch: false }}
          activeProps={{ "data-here": true }}
          className={styles.network}
        >
          <NetworkMark network={network.id} size={16} />
          {network.name}
          <Counts of={network.counts} />
          {(network.health.state !== "well" || network.troubledServers.length > 0) && (
            <StatusIcon status="waiting" size={14} />
          )}
        </Link>
      ))}
      {may.operate && shown.length < networks.length && (
        <Link to="/networks" className={`${styles.network} ${styles.add}`}>
          <IconPlus size={15} aria-hidden />
          Add a network
        </Link>
      )}
    </nav>
  );
}

function Counts({ of }: { of: StatusCounts | undefined }) {
  if (of === undefined) return null;
  return (
    <>
      <span className={styles.number}>{of.all.toLocaleString()}</span>
      {of.problems > 0 && (
        <span className={styles.problems}>
          <StatusIcon status={of.byStatus.expired > 0 ? "expired" : "limited"} size={13} />
          {of.problems.toLocaleString()}
          <span className="unseen"> need somebody</span>
        </span>
      )}
    </>
  );
}
