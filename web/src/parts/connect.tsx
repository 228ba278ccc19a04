import { Button, Modal, TextInput, UnstyledButton } from "@mantine/core";
import { IconArrowRight, IconChevronLeft, IconPlus } from "@tabler/icons-react";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Network } from "#sdk/client.ts";
import { leaveFor } from "../acts.ts";
import { api } from "../api.ts";
import { networksQuery } from "../queries.ts";
import { NetworkMark } from "./avatar.tsx";
import styles from "./connect.module.css";
import { Needs } from "./needs.tsx";
import { Trouble } from "./trouble.tsx";

/** "Connect": choose the network, see what is needed, leave for its consent page. */
export function ConnectButton({ network }: { network?: string | undefined }) {
  const [opened, setOpened] = useState(false);
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
        <NetworkChoice networks={data.items} onChoose={setChosen} />
      ) : (
        <PreFlight network={network} onBack={() => setChosen(undefined)} />
      )}
    </Modal>
  );
}

function NetworkChoice({ networks, onChoose }: { networks: Network[]; onChoose: (id: string) => void }) {
  return (
    <ul className={styles.networks}>
      {networks.map((network) => (
        <li key={network.id}>
          <UnstyledButton
            className={styles.network}
            disabled={!network.configured}
            onClick={() => onChoose(network.id)}
          >
            <NetworkMark network={network.id} size={22} />
            <span className="grow">{network.name}</span>
            <span className="small quiet">
              {network.configured ? network.profileNoun.many : "Not set up by the operator yet"}
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function PreFlight({ network, onBack }: { network: Network; onBack: () => void }) {
  const [identifier, setIdentifier] = useState("");
  const begin = useMutation({
    mutationFn: () =>
      api.startConnection({ network: network.id, ...(network.identifier && { identifier: identifier.trim() }) }),
    onSuccess: leaveFor,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <h3>What you need</h3>
      <Needs needs={network.guide.needs} />
      {network.identifier && (
        <TextInput
          mt={16}
          label={network.identifier.label}
          placeholder={network.identifier.placeholder}
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
          required
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-autofocus
        />
      )}
      <p className="small quiet" style={{ marginTop: 16 }}>
        You sign in at {network.name} itself; Latchkey never sees your password. Nothing is attached before you choose
        it.
      </p>
      {begin.error && <Trouble error={begin.error} />}
      <div className={styles.buttons}>
        <Button variant="subtle" leftSection={<IconChevronLeft size={15} />} onClick={onBack}>
          Another network
        </Button>
        <Button type="submit" loading={begin.isPending} rightSection={<IconArrowRight size={15} />}>
          Continue to {network.name}
        </Button>
      </div>
    </form>
  );
}
