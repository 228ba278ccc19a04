import { ActionIcon, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Profile } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { count, list } from "../words.ts";
import { ProfileAvatar } from "./avatar.tsx";
import { Moment } from "./moment.tsx";
import { ProfileMenu } from "./profile-menu.tsx";
import styles from "./profile-row.module.css";
import { Status } from "./status.tsx";

/** One profile in a list. The whole row leads to its page; icon and menu act at once. */
export function ProfileRow({ profile, networkName }: { profile: Profile; networkName: string }) {
  return (
    <div className={styles.row} data-renew={profile.id}>
      <ProfileAvatar of={profile} network={profile.network} size={30} />
      <div className={styles.name}>
        <Link to="/profiles/$profileId" params={{ profileId: profile.id }} className={styles.link}>
          <bdi>{profile.name}</bdi>
        </Link>
        <span className={`${styles.handle} one-line`}>
          {networkName} · {profile.handle ?? profile.kind}
        </span>
      </div>
      <div className={styles.state}>
        <Status profile={profile} />
        <span className={`${styles.text} one-line`} title={profile.statusText}>
          {profile.statusText}
        </span>
      </div>
      <span className={`${styles.brands} one-line`} title={list(profile.brands.map((brand) => brand.name))}>
        {profile.brands.length === 1
          ? profile.brands[0]?.name
          : profile.brands.length > 1
            ? count(profile.brands.length, "brand")
            : ""}
      </span>
      <span className={styles.since}>{profile.since !== null && <Moment at={profile.since} />}</span>
      <div className={styles.acts}>
        {profile.status !== "disconnected" && <RenewIcon profile={profile} />}
        <ProfileMenu profile={profile} />
      </div>
    </div>
  );
}

function RenewIcon({ profile }: { profile: Profile }) {
  const may = useMay();
  const navigate = useNavigate();
  if (!may.act) return null;
  return (
    <Tooltip label="Renew">
      <ActionIcon
        aria-label={`Renew ${profile.name}`}
        onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId: profile.id } })}
      >
        <IconRefresh size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
