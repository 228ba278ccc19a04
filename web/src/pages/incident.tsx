import { Button } from "@mantine/core";
import { IconLink, IconRefresh } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Incident } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { Advice } from "../parts/advice.tsx";
import { NetworkMark, PersonAvatar, ProfileAvatar } from "../parts/avatar.tsx";
import { CameBack, iconOf } from "../parts/incident-row.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PrivateLinkDialog } from "../parts/private-link.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { incidentQuery, networksQuery } from "../queries.ts";
import { count } from "../words.ts";
import styles from "./incident.module.css";

/** One incident: what happened, since when, what to do, and every profile it hits. */
export function IncidentPage() {
  const { incidentId } = useParams({ from: "/inside/incidents/$incidentId" });
  const { data: incident } = useSuspenseQuery(incidentQuery(incidentId));
  return (
    <Page title={incident.headline} lead={<Facts incident={incident} />} actions={<Acts incident={incident} />}>
      <div className={styles.next}>
        <StatusIcon status={iconOf(incident)} size={20} />
        <div>
          <p>{incident.closedAt === null ? incident.nextStep : "This is over. Nothing is left to do."}</p>
          <Advice network={incident.network} words={incident.advice} />
        </div>
      </div>
      {incident.verdictsFrozen && (
        <p className="second" style={{ marginTop: 12 }}>
          Verdicts are paused while this lasts: nobody is told to renew because of it.
        </p>
      )}
      {incident.person && (
        <Section title="Who">
          <p className={`row ${styles.person}`}>
            <PersonAvatar of={incident.person} size={28} />
            <bdi>{incident.person.name}</bdi>
          </p>
        </Section>
      )}
      <Section title={count(incident.profileCount, "profile")}>
        <Profiles incident={incident} />
      </Section>
    </Page>
  );
}

function Facts({ incident }: { incident: Incident }) {
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((item) => item.id === incident.network)?.name ?? incident.network;
  return (
    <span className={styles.facts}>
      <NetworkMark network={incident.network} size={15} />
      {network} · since <Moment at={incident.openedAt} as="since" />
      {incident.closedAt !== null && (
        <>
          , over <Moment at={incident.closedAt} as="since" />
        </>
      )}
      <CameBack incident={incident} /> ·{" "}
      <Link
        to="/help/$topic"
        params={{ topic: "why-did-this-expire" }}
        search={{ network: incident.network, incident: incident.id }}
        hash={incident.cause}
      >
        Why does this happen?
      </Link>
    </span>
  );
}

function Acts({ incident }: { incident: Incident }) {
  const [linking, setLinking] = useState(false);
  const navigate = useNavigate();
  const may = useMay();
  const first = incident.profiles[0];
  if (
    !may.act ||
    incident.closedAt !== null ||
    first === undefined ||
    incident.reach === "network" ||
    incident.reach === "app"
  )
    return null;
  return (
    <>
      <Button variant="default" leftSection={<IconLink size={15} />} onClick={() => setLinking(true)}>
        Copy private-window link
      </Button>
      <Button
        data-renew-page={first.id}
        leftSection={<IconRefresh size={15} />}
        onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId: first.id } })}
      >
        Renew
      </Button>
      {linking && <PrivateLinkDialog profileId={first.id} name={first.name} onClose={() => setLinking(false)} />}
    </>
  );
}

function Profiles({ incident }: { incident: Incident }) {
  const hidden = incident.profileCount - incident.profiles.length;
  return (
    <ul className={styles.profiles}>
      {incident.profiles.map((profile) => (
        <li key={profile.id}>
          <ProfileAvatar of={profile} network={incident.network} size={28} />
          <Link to="/profiles/$profileId" params={{ profileId: profile.id }} className="plain-link">
            <bdi>{profile.name}</bdi>
          </Link>
        </li>
      ))}
      {hidden > 0 && (
        <li className="quiet">
          and {hidden.toLocaleString()} more:{" "}
          <Link to="/profiles" search={{ status: "problems", network: incident.network }}>
            all that need somebody
          </Link>
        </li>
      )}
    </ul>
  );
}
