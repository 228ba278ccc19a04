import { Button } from "@mantine/core";
import type { CapabilityDetail, ProfileDetail, ProfileStatus } from "#sdk/client.ts";
import { useRenew } from "../../acts.ts";
import { useMay } from "../../may.ts";
import { Section } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { useRoleName } from "../../role-names.ts";
import { capabilityWord } from "../../words.ts";
import styles from "./capabilities.module.css";

const shape = {
  ready: "connected",
  missing: "limited",
  unknown: "unverified",
  absent: "disconnected",
} as const satisfies Record<CapabilityDetail["state"], ProfileStatus>;
const word = {
  ready: "Works",
  missing: "Missing",
  unknown: "Not known",
  absent: "Not offered",
} as const satisfies Record<CapabilityDetail["state"], string>;

/** Publishing, inbox, analytics: each proved, or what it lacks, by name (R16). */
export function Capabilities({ profile }: { profile: ProfileDetail }) {
  return (
    <Section title="Capabilities">
      <ul>
        {profile.capabilities.map((one) => (
          <Capability key={one.capability} one={one} profile={profile} />
        ))}
      </ul>
    </Section>
  );
}

function Capability({ one, profile }: { one: CapabilityDetail; profile: ProfileDetail }) {
  const again = useRenew();
  const may = useMay();
  const roleName = useRoleName(profile.network);
  const dead = profile.status === "expired" || profile.status === "disconnected";
  const askAgain = one.state === "missing" && one.missingScopes.length > 0 && !dead && may.act;
  return (
    <li className={styles.capability}>
      <span className={styles.name}>{capabilityWord[one.capability]}</span>
      <span className={styles.state} data-state={one.state}>
        <StatusIcon status={shape[one.state]} />
        {one.enabled || one.state === "absent" ? word[one.state] : "Switched off"}
      </span>
      <div className={styles.words}>
        <p className="second">{one.text}</p>
        {one.missingScopes.length > 0 && <Missing what="Permission missing" names={one.missingScopes} />}
        {one.state === "missing" && lacksRole(one) && (
          <Missing what="Role needed at the network" names={one.neededRoles.map(roleName)} />
        )}
      </div>
      {askAgain && (
        <Button
          variant="default"
          loading={again.isPending}
          onClick={() => again.mutate({ profileId: profile.id, rerequest: true })}
        >
          Grant it again
        </Button>
      )}
    </li>
  );
}

const lacksRole = (one: CapabilityDetail): boolean =>
  one.heldRoles !== null &&
  one.neededRoles.length > 0 &&
  !one.neededRoles.some((role) => one.heldRoles?.includes(role));

function Missing({ what, names }: { what: string; names: string[] }) {
  return (
    <p className="small quiet">
      {what}:{" "}
      {names.map((name) => (
        <code key={name} className={styles.code}>
          {name}
        </code>
      ))}
    </p>
  );
}
