import { Button, Radio, TextInput } from "@mantine/core";
import { IconArrowRight, IconBan, IconChevronLeft } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Network } from "#sdk/client.ts";
import { leaveFor } from "../acts.ts";
import { api } from "../api.ts";
import { Banner } from "./banner.tsx";
import styles from "./connect.module.css";
import { Needs } from "./needs.tsx";
import { Trouble } from "./trouble.tsx";

/** The last page before the network's own: what is needed, what cannot be had, which way in (R17, R78, R83). */
export function PreFlight({ network, onBack }: { network: Network; onBack: () => void }) {
  const open = network.ways.filter((way) => way.configured);
  const [identifier, setIdentifier] = useState("");
  const [way, setWay] = useState(open.length > 1 ? open[0]?.id : undefined);
  const begin = useMutation({
    mutationFn: () =>
      api.startConnection({
        network: network.id,
        ...(network.identifier && { identifier: identifier.trim() }),
        ...(way !== undefined && { way }),
      }),
    onSuccess: leaveFor,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      {network.limited !== null && <Banner status="limited">{network.limited}</Banner>}
      {way !== undefined && <WayChoice ways={open} chosen={way} onChoose={setWay} />}
      <h3>What you need</h3>
      <Needs needs={network.guide.needs} />
      {network.refuses.length > 0 && <Refuses reasons={network.refuses} />}
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
        it.{" "}
        <Link to="/networks/$network" params={{ network: network.id }}>
          More about {network.name}
        </Link>
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

function WayChoice(props: { ways: Network["ways"]; chosen: string; onChoose: (way: string) => void }) {
  const { ways, chosen, onChoose } = props;
  return (
    <Radio.Group label="Which way in" value={chosen} onChange={onChoose}>
      <div className={styles.ways}>
        {ways.map((way) => (
          <Radio.Card key={way.id} value={way.id} className={styles.way ?? ""}>
            <Radio.Indicator mt={2} />
            <span className="grow">
              <span className={styles.wayName}>{way.label}</span>
              <span className="small second">{way.help}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function Refuses({ reasons }: { reasons: readonly string[] }) {
  return (
    <section style={{ marginTop: 16 }}>
      <h3>What cannot be connected</h3>
      <Needs needs={reasons} icon={<IconBan size={15} aria-hidden />} />
    </section>
  );
}
