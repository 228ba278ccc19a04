import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Incident } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { count } from "../words.ts";
import { NetworkMark, ProfileAvatar } from "./avatar.tsx";
import styles from "./incident-row.module.css";
import { Moment } from "./moment.tsx";
import { StatusIcon } from "./status-icon.tsx";

/** One cause, however many profiles it hits: headline, how many, since when, the way to mend it. */
export function IncidentRow({ incident }: { incident: Incident }) {
  const navigate = useNavigate();
  const may = useMay();
  const first = incident.profiles[0]?.id;
  const renewable =
    may.act &&
    incident.closedAt === null &&
    (incident.reach === "grant" || incident.reach === "access") &&
    first !== undefined;
  return (
    <li className={styles.row} {...(renewable && { "data-renew": first })}>
      <StatusIcon status={iconOf(incident)} size={18} />
      <div className={styles.words}>
        <p className={styles.headline}>
          <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
            {incident.headline}
          </Link>
        </p>
        <p className="second">{incident.nextStep}</p>
        <p className={`${styles.facts} small quiet`}>
          <NetworkMark network={incident.network} size={14} />
          {count(incident.profileCount, "profile")} ·{" "}
          {incident.closedAt === null ? (
            <>
              since <Moment at={incident.openedAt} as="since" />
              <CameBack incident={incident} />
            </>
          ) : (
            <>
              <Moment at={incident.openedAt} as="since" /> to <Moment at={incident.closedAt} as="since" />
            </>
          )}
        </p>
      </div>
      <div className={styles.faces}>
        {incident.profiles.slice(0, 5).map((profile) => (
          <ProfileAvatar key={profile.id} of={profile} size={24} />
        ))}
        {incident.profileCount > 5 && (
          <span className="small quiet">+{(incident.profileCount - 5).toLocaleString()}</span>
        )}
      </div>
      {renewable && (
        <Button
          className={styles.renew ?? ""}
          onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId: first } })}
        >
          Renew
        </Button>
      )}
    </li>
  );
}

/** How many of its profiles are well again, where it is not over. */
export function CameBack({ incident: { cameBack } }: { incident: Incident }) {
  if (!cameBack) return null;
  return (
    <>
      {" · "}
      {cameBack.count.toLocaleString()} came back <Moment at={cameBack.at} as="since" /> ✓
    </>
  );
}

export function iconOf(incident: Incident): "connected" | "waiting" | "expired" | "expiring" | "limited" {
  if (incident.closedAt !== null) return "connected";
  if (incident.reach === "network" || incident.reach === "app") return "waiting";
  return incident.status === "limited" || incident.status === "expiring" ? incident.status : "expired";
}
