import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Comparison, ProfileName } from "#sdk/client.ts";
import { tellTrouble, useRestart } from "../../acts.ts";
import { api } from "../../api.ts";
import { PersonAvatar, ProfileAvatar } from "../../parts/avatar.tsx";
import { Page } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { Step, Steps } from "../../parts/steps.tsx";
import { connectionQuery } from "../../queries.ts";
import { capabilityWord, count, list } from "../../words.ts";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";
import { useCancel } from "./discovering.tsx";
import { PartialConsent } from "./partial-consent.tsx";

/** Step 4 of a renewal: what saving this consent would change, before it is saved. */
export function Compare({ connection, network }: Act) {
  const save = useSave(connection.id);
  const cancel = useCancel(connection.id);
  const restart = useRestart(connection.id);
  const { comparison, person } = connection;
  if (comparison === null) return null;
  const title = connection.expected?.profile ? `Renew ${connection.expected.profile.name}` : `Renew at ${network.name}`;
  return (
    <Page narrow title={title} lead="Nothing is saved yet.">
      <PartialConsent connection={connection} network={network} />
      <Steps label="Renewal">
        <Step number={1} title="Who" state="done">
          {person && (
            <p className="row">
              <PersonAvatar of={person} size={24} />
              <bdi>{person.name}</bdi>
            </p>
          )}
        </Step>
        <Step number={2} title="What you need" state="done" />
        <Step number={3} title={`Signed in at ${network.name}`} state="done" />
        <Step number={4} title="Compare" state="now">
          <Changes of={comparison} />
          <div className={styles.buttons}>
            <Button loading={save.isPending} onClick={() => save.mutate()} data-autofocus>
              Save
            </Button>
            {comparison.drops.length > 0 && (
              <Button variant="default" loading={restart.isPending} onClick={() => restart.mutate({ rerequest: true })}>
                Choose again at {network.name}
              </Button>
            )}
            <Button variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel, keep everything as it is
            </Button>
          </div>
        </Step>
        <Step number={5} title="Proved" state="later" />
      </Steps>
    </Page>
  );
}

export function useSave(connectionId: string, way: "renew" | "new_profile" | "additional_access" = "renew") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.confirmConnection(connectionId, { way }),
    onSuccess: (connection) => queries.setQueryData(connectionQuery(connectionId).queryKey, connection),
    onError: tellTrouble,
  });
}

function Changes({ of }: { of: Comparison }) {
  const regained = of.regainedCapabilities.map((one) => capabilityWord[one]);
  const lost = of.lostCapabilities.map((one) => capabilityWord[one]);
  return (
    <ul className={styles.changes}>
      <Change
        icon="connected"
        words={
          of.heals.length > 0
            ? `${count(of.heals.length, "profile")} ${of.heals.length === 1 ? "comes" : "come"} back`
            : null
        }
        names={of.heals}
        open
      />
      <Change
        icon="connected"
        words={of.keeps.length > 0 || of.heals.length === 0 ? `Keeps ${count(of.keeps.length, "profile")}` : null}
        names={of.keeps}
      />
      <Change
        icon={of.drops.length > 0 ? "expired" : "connected"}
        words={
          of.drops.length > 0
            ? `${count(of.drops.length, "profile")} would lose this access: not chosen at the network, or no role any more`
            : "Drops none"
        }
        names={of.drops}
        open
      />
      <Change
        icon="connected"
        words={regained.length > 0 ? `${list(regained)} ${regained.length === 1 ? "comes" : "come"} back` : null}
      />
      <Change icon="limited" words={lost.length > 0 ? `${list(lost)} would stop working` : null} />
      <Change
        icon="unverified"
        words={
          of.newlyReachable > 0
            ? `${count(of.newlyReachable, "more profile")} could be connected; this renewal leaves them alone`
            : null
        }
      />
    </ul>
  );
}

function Change(props: {
  icon: "connected" | "expired" | "limited" | "unverified";
  words: string | null;
  names?: ProfileName[];
  open?: boolean;
}) {
  const { icon, words, names = [], open = false } = props;
  if (words === null) return null;
  const shown = <ProfileNames names={names} />;
  return (
    <li>
      <StatusIcon status={icon} />
      <div className="grow">
        {names.length === 0 ? (
          words
        ) : (
          <details open={open && names.length <= 12}>
            <summary>{words}</summary>
            {shown}
          </details>
        )}
      </div>
    </li>
  );
}

export function ProfileNames({ names }: { names: ProfileName[] }) {
  return (
    <ul className={styles.names}>
      {names.map((profile) => (
        <li key={profile.id}>
          <ProfileAvatar of={profile} size={20} />
          <bdi>{profile.name}</bdi>
        </li>
      ))}
    </ul>
  );
}
