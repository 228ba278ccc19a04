import { Button, Modal, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Network } from "#sdk/client.ts";
import { useMay } from "../may.ts";
import { networksQuery } from "../queries.ts";
import { NetworkMark } from "./avatar.tsx";
import styles from "./connect.module.css";
import { LimitedTag } from "./limited-tag.tsx";
import { PreFlight } from "./pre-flight.tsx";

/** "Connect": choose the network, see what is needed, leave for its consent page. */
export function ConnectButton({ network }: { network?: string | undefined }) {
  const [opened, setOpened] = useState(false);
  const may = useMay();
  if (!may.act) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened(true)}>
        Connect
      </Button>
      {opened && <ConnectDialog start={network} onClose={() => setOpened(false)} />}
    </>
  );
}

function ConnectDialog({ start, onClose }: { start: string | undefined; onClose: () => void }) {
  const { data } = useSuspenseQuery(networksQuery);
  const [chosen, setChosen] = useState(start);
  const network = data.items.find((item) => item.id === chosen);
  const title = network === undefined ? "Connect profiles" : `Connect ${network.name}`;
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      {network === undefined ? (
        <NetworkChoice networks={data.items} onChoose={setChosen} onLeave={onClose} />
      ) : (
        <PreFlight network={network} onBack={() => setChosen(undefined)} />
      )}
    </Modal>
  );
}

function NetworkChoice(props: { networks: Network[]; onChoose: (id: string) => void; onLeave: () => void }) {
  const { networks, onChoose, onLeave } = props;
  const ready = networks.filter((network) => network.configured);
  const others = networks.filter((network) => !network.configured);
  return (
    <>
      <ul className={styles.networks}>
        {ready.map((network) => (
          <li key={network.id}>
            <UnstyledButton className={styles.network} onClick={() => onChoose(network.id)}>
              <NetworkMark network={network.id} size={22} />
              <span className={`grow ${styles.name}`}>
                {network.name}
                <LimitedTag why={network.limited} />
              </span>
              <span className="small quiet">{network.profileNoun.many}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {others.length > 0 && <NotSetUp networks={others} headed={ready.length > 0} onLeave={onLeave} />}
    </>
  );
}

function NotSetUp({ networks, headed, onLeave }: { networks: Network[]; headed: boolean; onLeave: () => void }) {
  const may = useMay();
  return (
    <section className={headed ? styles.others : undefined} aria-label="Not set up yet">
      <h3 className="small quiet">
        {may.operate ? "Not set up yet" : "Not set up yet; the operator of this installation can add them"}
      </h3>
      <ul className={styles.networks}>
        {networks.map((network) => (
          <li key={network.id} className={styles.network} data-off>
            <NetworkMark network={network.id} size={22} />
            <span className={`grow ${styles.name}`}>
              {network.name}
              <LimitedTag why={network.limited} />
            </span>
            {may.operate && (
              <Link
                to="/networks/$network/setup"
                params={{ network: network.id }}
                className="small"
                aria-label={`Set up ${network.name}`}
                onClick={onLeave}
              >
                Set up
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
