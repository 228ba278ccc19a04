import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Profile } from "#sdk/client.ts";
import { statusMeaning, statusWord } from "../words.ts";
import { Moment } from "./moment.tsx";
import { StatusIcon } from "./status-icon.tsx";
import styles from "./status.module.css";

type Told = Pick<Profile, "status" | "statusText" | "nextStep" | "since" | "until" | "provedAt" | "cause">;

/** Icon and word of a profile's status. A press opens what happened, since when, what to do, and what a token is at all. */
export function Status({ profile }: { profile: Told }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={320}
      position="bottom-start"
      shadow="md"
      withinPortal
      trapFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={`${styles.status} ${styles[profile.status]}`}
          onClick={() => setOpened(!opened)}
          aria-label={`${statusWord[profile.status]}: what does it mean?`}
        >
          <StatusIcon status={profile.status} />
          <span>{statusWord[profile.status]}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.card}>
        <StatusCard profile={profile} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The badge's words: what happened, since when, what to do (R23). */
export function StatusCard({ profile }: { profile: Told }) {
  return (
    <div className={styles.words}>
      <p className={`row ${styles.head} ${styles[profile.status]}`}>
        <StatusIcon status={profile.status} />
        {statusWord[profile.status]}
      </p>
      <p>{profile.statusText}</p>
      <Times profile={profile} />
      {profile.nextStep !== null && <p className="second">{profile.nextStep}</p>}
      <p className={`small quiet ${styles.more}`}>
        {statusMeaning[profile.status]}{" "}
        <Link to="/help/$topic" params={{ topic: "what-is-an-access-token" }}>
          What is an access token?
        </Link>
      </p>
    </div>
  );
}

function Times({ profile }: { profile: Told }) {
  return (
    <ul className="small quiet">
      {profile.since !== null && profile.status !== "connected" && (
        <li>
          Since <Moment at={profile.since} as="since" />
        </li>
      )}
      {profile.until !== null && (
        <li>
          Expected until <Moment at={profile.until} as="until" />
        </li>
      )}
      <li>
        {profile.provedAt === null ? (
          "Never proved by a real call"
        ) : (
          <>
            Last proved by a real call <Moment at={profile.provedAt} />
          </>
        )}
      </li>
    </ul>
  );
}
