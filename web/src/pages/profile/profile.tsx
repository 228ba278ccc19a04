import { Button, Tabs } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconRefresh, IconStethoscope } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ProfileDetail } from "#sdk/client.ts";
import { useCheckNow, useRenew } from "../../acts.ts";
import { useMay } from "../../may.ts";
import { Advice } from "../../parts/advice.tsx";
import { ProfileAvatar } from "../../parts/avatar.tsx";
import { Countdown, Moment } from "../../parts/moment.tsx";
import { ProfileMenu } from "../../parts/profile-menu.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { Status } from "../../parts/status.tsx";
import { networksQuery, profileQuery } from "../../queries.ts";
import { list } from "../../words.ts";
import { Accesses } from "./accesses.tsx";
import { Calls } from "./calls.tsx";
import { Capabilities } from "./capabilities.tsx";
import styles from "./profile.module.css";
import { Roles } from "./roles.tsx";
import { Events } from "./events.tsx";

/** One profile: its state in a sentence, what it can do, through whom, and everything that happened. */
export function ProfilePage() {
  const { profileId } = useParams({ from: "/inside/profiles/$profileId" });
  const { data: profile } = useSuspenseQuery(profileQuery(profileId));
  useDocumentTitle(`${profile.name} · Latchkey`);
  return (
    <div className={styles.page} {...(profile.status !== "disconnected" && { "data-renew-page": profile.id })}>
      <Head profile={profile} />
      <State profile={profile} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Capabilities profile={profile} />
          <Accesses accesses={profile.accesses} network={profile.network} />
        </div>
        <aside>
          <Roles profile={profile} />
        </aside>
      </div>
      <History profile={profile} />
    </div>
  );
}

function Head({ profile }: { profile: ProfileDetail }) {
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((item) => item.id === profile.network)?.name ?? profile.network;
  return (
    <header className={styles.head}>
      <ProfileAvatar of={profile} network={profile.network} size={52} />
      <div className="grow">
        <h1>
          <bdi>{profile.name}</bdi>
        </h1>
        <p className="second">
          <Link to="/networks/$network" params={{ network: profile.network }}>
            {network}
          </Link>{" "}
          · <span className={styles.kind}>{profile.kind}</span>
          {profile.handle !== null && ` · ${profile.handle}`}
          {profile.brands.length > 0 && (
            <span className="quiet"> · in {list(profile.brands.map((brand) => brand.name))}</span>
          )}
        </p>
      </div>
      <ProfileMenu profile={profile} onPage />
    </header>
  );
}

function State({ profile }: { profile: ProfileDetail }) {
  return (
    <section className={styles.state} data-status={profile.status} aria-label="State">
      <StatusIcon status={profile.status} size={24} />
      <div className={`grow ${styles.stateWords}`} aria-live="polite">
        <p className={styles.sentence}>{profile.statusText}</p>
        {profile.nextStep !== null && <p className="second">{profile.nextStep}</p>}
        <Advice network={profile.network} words={profile.advice} />
        <p className={`small ${styles.facts}`}>
          <Status profile={profile} />
          {profile.since !== null && (
            <span>
              since <Moment at={profile.since} as="since" />
            </span>
          )}
          {profile.until !== null && (
            <span>
              expected until <Moment at={profile.until} as="until" />
              <Countdown at={profile.until} />
            </span>
          )}
          <span>
            {profile.provedAt === null ? (
              "never proved by a real call"
            ) : (
              <>
                last proved <Moment at={profile.provedAt} />
              </>
            )}
          </span>
          {profile.cause !== null && (
            <Link
              to="/help/$topic"
              params={{ topic: "why-did-this-expire" }}
              search={{ network: profile.network, profile: profile.id }}
              hash={profile.cause}
            >
              Why did this happen?
            </Link>
          )}
        </p>
      </div>
      <StateActs profile={profile} />
    </section>
  );
}

function StateActs({ profile }: { profile: ProfileDetail }) {
  const navigate = useNavigate();
  const check = useCheckNow(profile.id);
  const again = useRenew();
  const may = useMay();
  if (profile.status === "disconnected") return null;
  if (!may.act) return <p className={`small quiet ${styles.acts}`}>Your role here may look, and not renew.</p>;
  const urgent = profile.status === "expired" || profile.status === "expiring" || profile.status === "limited";
  const untick = profile.cause === "scope_missing";
  return (
    <div className={styles.acts}>
      <Button
        variant="default"
        leftSection={<IconStethoscope size={15} />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        Check now
      </Button>
      {untick && (
        <Button loading={again.isPending} onClick={() => again.mutate({ profileId: profile.id, rerequest: true })}>
          Grant it again
        </Button>
      )}
      <Button
        variant={urgent && !untick ? "filled" : "default"}
        leftSection={<IconRefresh size={15} />}
        onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId: profile.id } })}
      >
        Renew
      </Button>
    </div>
  );
}

function History({ profile }: { profile: ProfileDetail }) {
  return (
    <Tabs defaultValue="timeline" mt={36} keepMounted={false} color="var(--ink)">
      <Tabs.List>
        <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
        <Tabs.Tab value="calls">Activity log</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="timeline">
        <Events profileId={profile.id} />
      </Tabs.Panel>
      <Tabs.Panel value="calls">
        <Calls profileId={profile.id} />
      </Tabs.Panel>
    </Tabs>
  );
}
