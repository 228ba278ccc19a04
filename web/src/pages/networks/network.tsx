import { IconBan } from "@tabler/icons-react";
import { Skeleton } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Capability, Network } from "#sdk/client.ts";
import { useMay } from "../../may.ts";
import { ButtonLink } from "../../parts/button-link.tsx";
import { NetworkMark } from "../../parts/avatar.tsx";
import { Banner } from "../../parts/banner.tsx";
import { CapabilityNeedsList, offeredWords } from "../../parts/capability-needs.tsx";
import { ConnectButton } from "../../parts/connect.tsx";
import { Needs } from "../../parts/needs.tsx";
import { NetworkAlarms } from "../../parts/network-alarms.tsx";
import { NetworkHealth } from "../../parts/network-health.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { PermissionsLink } from "../../parts/permissions-link.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { networkNotesQuery, networksQuery } from "../../queries.ts";
import { capabilityWord, count } from "../../words.ts";
import { NotFoundPage } from "../not-found.tsx";
import { Learned } from "./learned.tsx";
import { Lifetimes, Versions } from "./lifetimes.tsx";
import styles from "./network.module.css";
import { Notes } from "./notes.tsx";
import { PaidReads } from "./paid-reads.tsx";
import { NetworkTrail } from "./trail.tsx";

/** Everything about one network that people here have to know (R77); all of it comes from the network's own folder. */
export function NetworkPage() {
  const { network: id } = useParams({ from: "/inside/networks/$network" });
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((item) => item.id === id);
  if (network === undefined) return <NotFoundPage />;
  const isAppTold = network.alarms.some((alarm) => alarm.kind === "app_rejected");
  return (
    <Page
      title={network.name}
      mark={<NetworkMark network={network.id} size={36} />}
      trail={<NetworkTrail />}
      lead={<Counts network={network} />}
      actions={<Acts network={network} />}
    >
      <NetworkAlarms network={network} />
      {!(isAppTold && network.health.state === "app_rejected") && <NetworkHealth network={network} />}
      {network.limited !== null && (
        <Banner status="limited">
          <strong>Limited.</strong> {network.limited}
        </Banner>
      )}
      <ForPeople network={network} />
      <Capabilities network={network} />
      <Section title="What ends when">
        <p className={styles.para}>{network.guide.whatExpires}</p>
        <SeenHere network={network} />
        <Lifetimes of={network.lifetimes} />
      </Section>
      <PaidReads network={network} />
      {network.versions.length > 0 && <Versions network={network} />}
      <WrittenDown network={network} />
    </Page>
  );
}

/** What is read for this page alone comes a moment later; the rest does not wait for it. */
function SeenHere({ network }: { network: Network }) {
  const { data, isPending } = useQuery(networkNotesQuery(network.id));
  if (isPending) return <Skeleton h={96} mt={14} aria-label="Reading what was seen here" />;
  return data === undefined ? null : <Learned network={data} />;
}

function WrittenDown({ network }: { network: Network }) {
  const { data, error, refetch } = useQuery(networkNotesQuery(network.id));
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  return data === undefined ? <Skeleton h={180} mt={36} aria-label="Reading the notes" /> : <Notes network={data} />;
}

function Counts({ network }: { network: Network }) {
  const { all, problems } = network.counts;
  const params = { network: network.id };
  if (!network.configured) return <>Not set up by the operator yet.</>;
  if (all === 0) return <>Nothing of it is connected yet.</>;
  return (
    <span className="row wrap">
      <Link to="/settings/accounts/$network" params={params}>
        {count(all, network.profileNoun.one, network.profileNoun.many)} connected here
      </Link>
      {problems > 0 && (
        <Link to="/settings/accounts/$network" params={params} search={{ status: "problems" }} className={styles.some}>
          <StatusIcon status={network.counts.byStatus.expired > 0 ? "expired" : "limited"} size={14} />
          {problems === 1 ? "1 needs somebody" : `${problems.toLocaleString()} need somebody`}
        </Link>
      )}
    </span>
  );
}

function Acts({ network }: { network: Network }) {
  const may = useMay();
  return (
    <>
      {may.operate && !network.registersItself && (
        <ButtonLink
          variant={network.configured ? "default" : "filled"}
          to="/networks/$network/setup"
          params={{ network: network.id }}
        >
          {network.configured ? "App settings" : `Set up ${network.name}`}
        </ButtonLink>
      )}
      {network.configured && <ConnectButton network={network.id} />}
    </>
  );
}

/** For whoever connects and renews: what it takes, who can, with which login. */
function ForPeople({ network }: { network: Network }) {
  const ways = network.ways.length > 1 ? network.ways : [];
  return (
    <div className={styles.columns}>
      <div>
        <Section title="What you need">
          <Needs needs={network.guide.needs} />
          <PermissionsLink of={network} words="Not sure about your rights? The permissions guide" />
        </Section>
        {ways.length > 0 && (
          <Section title="Ways in">
            <dl className={styles.ways}>
              {ways.map((way) => (
                <div key={way.id}>
                  <dt>
                    {way.label}
                    {!way.configured && <span className="quiet"> · not set up yet</span>}
                  </dt>
                  <dd className="second">{way.help}</dd>
                </div>
              ))}
            </dl>
          </Section>
        )}
        {network.refuses.length > 0 && (
          <Section title="What cannot be connected">
            <Needs needs={network.refuses} icon={<IconBan size={15} aria-hidden />} />
          </Section>
        )}
      </div>
      <aside>
        <Section title="Who can renew">
          <p className={styles.para}>{network.guide.whoCanRenew}</p>
        </Section>
        <Section title="Using another login">
          <p className={styles.para}>{network.guide.otherAccount}</p>
        </Section>
        {network.follows && (
          <Section title={`New ${network.profileNoun.many}`}>
            <p className={styles.para}>
              They are added by themselves when they appear there. What was left out when connecting, or disconnected
              here, stays out.
            </p>
          </Section>
        )}
      </aside>
    </div>
  );
}

function Capabilities({ network }: { network: Network }) {
  return (
    <Section
      title="What can be done"
      aside={
        <Link to="/networks" className="small">
          All networks
        </Link>
      }
    >
      <ul>
        {(Object.keys(capabilityWord) as Capability[]).map((capability) => {
          const needs = network.capabilities[capability];
          const words = offeredWords(needs);
          return (
            <li key={capability} className={styles.capability}>
              <h3>{capabilityWord[capability]}</h3>
              <span className={styles.offered} data-offered={!("absent" in needs)}>
                <StatusIcon status={"absent" in needs ? "disconnected" : "connected"} />
                {words}
              </span>
              <CapabilityNeedsList network={network} capability={capability} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
