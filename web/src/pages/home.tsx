import { Button } from "@mantine/core";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Incident, Network, Profile, Summary } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { NetworkMark } from "../parts/avatar.tsx";
import { ButtonLink } from "../parts/button-link.tsx";
import { ConnectButton } from "../parts/connect.tsx";
import { Empty } from "../parts/empty.tsx";
import { IncidentRow } from "../parts/incident-row.tsx";
import { Moment } from "../parts/moment.tsx";
import { isGrave, NetworkAlarms } from "../parts/network-alarms.tsx";
import { Page, Section } from "../parts/page.tsx";
import { ProfileRow } from "../parts/profile-row.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { allOf, incidentsQuery, networksQuery, profilesQuery, sessionQuery, summaryQuery } from "../queries.ts";
import { serverNow } from "../when.ts";
import { count, needsSomebody } from "../words.ts";
import styles from "./home.module.css";

/** What needs you, grouped by cause; then what only waits; then the numbers. */
export function HomePage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data: summary } = useSuspenseQuery(summaryQuery);
  const incidents = allOf(useSuspenseInfiniteQuery(incidentsQuery(true)).data);
  const yours = incidents.filter((incident) => incident.reach === "grant" || incident.reach === "access");
  const waiting = incidents.filter((incident) => incident.reach === "network" || incident.reach === "app");
  const alone = useAlone(yours);
  const alarmed = useAlarmed();
  const first = yours[0]?.profiles[0]?.id;
  if (summary.counts.all === 0) return <Welcome name={session.user?.name ?? ""} alarmed={alarmed} />;
  return (
    <Page
      title={`${greeting()}, ${firstName(session.user?.name ?? "")}.`}
      lead={<Situation summary={summary} alarmed={alarmed.length > 0} />}
      actions={<StartRound summary={summary} first={first} />}
    >
      <ForOperator alarmed={alarmed} />
      {yours.length + alone.length === 0 && <AllWell counts={summary.counts} />}
      {yours.length > 0 && (
        <Section title="Needs you">
          <ul data-renew-page={first}>
            {yours.map((incident) => (
              <IncidentRow key={incident.id} incident={incident} />
            ))}
          </ul>
        </Section>
      )}
      {alone.length > 0 && <Alone profiles={alone} headed={yours.length > 0} />}
      {waiting.length > 0 && <Waiting incidents={waiting} />}
      <Numbers summary={summary} />
    </Page>
  );
}

/** Networks that refuse something today which only the operator can mend; what merely lies ahead stands on their pages (P28). */
function useAlarmed(): Network[] {
  const { data } = useSuspenseQuery(networksQuery);
  const may = useMay();
  return may.operate ? data.items.filter((network) => network.alarms.some(isGrave)) : [];
}

function ForOperator({ alarmed }: { alarmed: Network[] }) {
  return alarmed.map((network) => (
    <NetworkAlarms key={network.id} network={network} alarms={network.alarms.filter(isGrave)} />
  ));
}

/** Profiles that need somebody and belong to no incident: single limits, deadlines ahead. */
function useAlone(incidents: Incident[]): Profile[] {
  const known = new Set(incidents.flatMap((incident) => incident.profiles.map((profile) => profile.id)));
  const causes = new Set(
    incidents.filter((one) => one.profileCount > one.profiles.length).map((one) => `${one.network} ${one.cause}`),
  );
  const profiles = allOf(useSuspenseInfiniteQuery(profilesQuery({ status: needsSomebody }, 50)).data);
  // An incident names only some of its profiles when there are many; the rest are known by network and cause.
  return profiles.filter((profile) => !known.has(profile.id) && !causes.has(`${profile.network} ${profile.cause}`));
}

function Situation({ summary, alarmed }: { summary: Summary; alarmed: boolean }) {
  const { loginsToRenew, profilesRepairedByThat, counts } = summary;
  if (loginsToRenew > 0)
    return <>{`${count(loginsToRenew, "login")} would repair ${count(profilesRepairedByThat, "profile")}.`}</>;
  if (counts.problems > 0)
    return <>{`${count(counts.problems, "profile")} will need somebody; nothing has stopped.`}</>;
  return alarmed ? <>No profile needs you; an app of this installation does.</> : <>Nothing needs you.</>;
}

function StartRound({ summary, first }: { summary: Summary; first: string | undefined }) {
  const navigate = useNavigate();
  const may = useMay();
  if (!may.act || summary.loginsToRenew < 2 || first === undefined) return null;
  return (
    <Button onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId: first } })}>
      Start renewal round
    </Button>
  );
}

function AllWell({ counts }: { counts: Summary["counts"] }) {
  return (
    <div className={styles.well}>
      <StatusIcon status="connected" size={22} />
      <p>
        {count(counts.byStatus.connected, "profile")} connected, each proved by a real call.
        {counts.byStatus.unverified > 0 && ` ${counts.byStatus.unverified.toLocaleString()} being proved now.`}
      </p>
    </div>
  );
}

function Alone({ profiles, headed }: { profiles: Profile[]; headed: boolean }) {
  const { data } = useSuspenseQuery(networksQuery);
  const nameOf = (id: string) => data.items.find((network) => network.id === id)?.name ?? id;
  return (
    <Section title={headed ? "Also" : "Needs you"}>
      {profiles.slice(0, 12).map((profile) => (
        <ProfileRow key={profile.id} profile={profile} networkName={nameOf(profile.network)} />
      ))}
      {profiles.length > 12 && (
        <p style={{ paddingTop: 12 }}>
          <Link to="/profiles" search={{ status: "problems" }}>
            Show all that need you
          </Link>
        </p>
      )}
    </Section>
  );
}

function Waiting({ incidents }: { incidents: Incident[] }) {
  return (
    <Section title="Waiting, nothing to do">
      <ul>
        {incidents.map((incident) => (
          <li key={incident.id} className={styles.waiting}>
            <StatusIcon status="waiting" />
            <NetworkMark network={incident.network} />
            <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }} className="plain-link">
              {incident.headline}
            </Link>
            <span className="quiet small">
              {count(incident.profileCount, "profile")} · since <Moment at={incident.openedAt} as="since" />
              {incident.verdictsFrozen && " · verdicts paused"}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const { counts } = summary;
  const parts = [
    `${counts.byStatus.connected.toLocaleString()} of ${counts.all.toLocaleString()} connected`,
    ...(counts.byStatus.expired > 0 ? [`${counts.byStatus.expired.toLocaleString()} expired`] : []),
    ...(counts.byStatus.limited > 0 ? [`${counts.byStatus.limited.toLocaleString()} limited`] : []),
    ...(counts.byStatus.expiring > 0 ? [`${counts.byStatus.expiring.toLocaleString()} expiring`] : []),
    ...(counts.byStatus.waiting > 0 ? [`${counts.byStatus.waiting.toLocaleString()} waiting`] : []),
    ...(counts.byStatus.unverified > 0 ? [`${counts.byStatus.unverified.toLocaleString()} not proved yet`] : []),
  ];
  return (
    <p className={styles.numbers}>
      <Link to="/profiles" className="plain-link">
        {parts.join(" · ")}
      </Link>
    </p>
  );
}

function Welcome({ name, alarmed }: { name: string; alarmed: Network[] }) {
  return (
    <Page title={`Welcome, ${firstName(name)}.`}>
      <ForOperator alarmed={alarmed} />
      <Empty title="Connect the first profile" action={<FirstStep />}>
        You sign in at the network itself and choose what Latchkey may reach. From then on it keeps every profile
        connected, notices when one drops, and says why and who can help.
      </Empty>
    </Page>
  );
}

/** Without a single network that is set up, connecting is not the first step yet. */
function FirstStep() {
  const { data } = useSuspenseQuery(networksQuery);
  const may = useMay();
  if (data.items.some((network) => network.configured)) return <ConnectButton />;
  return may.operate ? <ButtonLink to="/networks">Set up a network</ButtonLink> : null;
}

const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

function greeting(): string {
  const hour = serverNow().getHours();
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}
