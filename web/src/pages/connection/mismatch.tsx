import { Button } from "@mantine/core";
import { useState } from "react";
import { useRestart } from "../../acts.ts";
import { PersonAvatar } from "../../parts/avatar.tsx";
import { Page } from "../../parts/page.tsx";
import { PrivateLinkDialog } from "../../parts/private-link.tsx";
import type { Act } from "./connection.tsx";
import { useSave } from "./compare.tsx";
import styles from "./connection.module.css";
import { useCancel } from "./discovering.tsx";

/** Somebody else than expected, or a login that does not reach the profile: both names, three ways on, nothing changed (R65, R71). */
export function Mismatch({ connection, network }: Act) {
  const { mismatch, person, expected } = connection;
  const cancel = useCancel(connection.id);
  if (mismatch === null) return null;
  return (
    <Page narrow title="This is another login than expected" lead="Nothing was changed.">
      <div className={styles.both}>
        <Named role="You authorised as" person={person} />
        <Named
          role={expected?.profile ? `Expected for ${expected.profile.name}` : "Expected"}
          person={expected?.person ?? null}
        />
      </div>
      <p style={{ marginBottom: 20 }}>{mismatch.text}</p>
      <ul className={styles.ways}>
        {mismatch.ways.includes("other_login") && <OtherLogin connection={connection} network={network} />}
        {mismatch.ways.includes("new_profile") && (
          <Confirmed
            connection={connection}
            way="new_profile"
            name="Add as new profile"
            says={`Choose from what ${person?.name ?? "this login"} reaches. The expected profile stays as it is.`}
          />
        )}
        {mismatch.ways.includes("additional_access") && (
          <Confirmed
            connection={connection}
            way="additional_access"
            name="Keep as additional access"
            says="Both logins then stand in for each other on the profiles that both reach."
          />
        )}
      </ul>
      <Button variant="subtle" mt={20} ml={-12} loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel, keep everything as it is
      </Button>
    </Page>
  );
}

function Named({ role, person }: { role: string; person: Act["connection"]["person"] }) {
  return (
    <div className={styles.named}>
      <p className="small quiet">{role}</p>
      {person === null ? (
        <p>Somebody we do not know by name</p>
      ) : (
        <p className="row">
          <PersonAvatar of={person} size={28} />
          <strong>
            <bdi>{person.name}</bdi>
          </strong>
        </p>
      )}
    </div>
  );
}

function OtherLogin({ connection, network }: Act) {
  const restart = useRestart(connection.id);
  const [linking, setLinking] = useState(false);
  const profile = connection.viaLink ? null : (connection.expected?.profile ?? null);
  return (
    <li>
      <div className="grow">
        <h2>Use another login</h2>
        <p className="second">{network.otherAccount}</p>
      </div>
      {profile && (
        <Button variant="default" onClick={() => setLinking(true)}>
          Copy private-window link
        </Button>
      )}
      <Button loading={restart.isPending} onClick={() => restart.mutate({ switchAccount: true })}>
        Use another login
      </Button>
      {linking && profile && (
        <PrivateLinkDialog profileId={profile.id} name={profile.name} onClose={() => setLinking(false)} />
      )}
    </li>
  );
}

function Confirmed(props: {
  connection: Act["connection"];
  way: "new_profile" | "additional_access";
  name: string;
  says: string;
}) {
  const save = useSave(props.connection.id, props.way);
  return (
    <li>
      <div className="grow">
        <h2>{props.name}</h2>
        <p className="second">{props.says}</p>
      </div>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {props.name}
      </Button>
    </li>
  );
}
