import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Network } from "#sdk/client.ts";
import { tellTrouble } from "../acts.ts";
import { api } from "../api.ts";
import { useMay } from "../may.ts";
import { Banner } from "./banner.tsx";
import { ButtonLink } from "./button-link.tsx";
import { Moment } from "./moment.tsx";

const words: Record<Exclude<Network["health"]["state"], "well">, (name: string) => string> = {
  unavailable: (name) => `${name} has trouble. Nothing to do: we keep trying, and take no verdict from it.`,
  frozen: (name) =>
    `Many logins of ${name} failed at once, which points to ${name} itself. Verdicts are paused; nobody has to renew.`,
  app_rejected: (name) =>
    `${name} refuses this installation's app. The operator checks its secret and permissions; nobody has to renew.`,
};

/** A network's, its servers' or our app's own trouble, where the profiles are listed; verdicts may be resumed by hand. */
export function NetworkHealth({ network }: { network: Network }) {
  return (
    <>
      <WholeHealth network={network} />
      {network.troubledServers.map((server) => (
        <ServerHealth key={server.name} network={network} server={server} />
      ))}
    </>
  );
}

function WholeHealth({ network }: { network: Network }) {
  const may = useMay();
  const { state, since } = network.health;
  if (state === "well") return null;
  return (
    <Banner
      status="waiting"
      action={
        state === "app_rejected" && may.operate ? (
          <ButtonLink variant="default" to="/networks/$network/setup" params={{ network: network.id }}>
            Check the app
          </ButtonLink>
        ) : (
          state === "frozen" && <Thaw network={network.id} />
        )
      }
    >
      {words[state](network.name)}
      {since !== null && (
        <span className="quiet">
          {" "}
          Since <Moment at={since} as="since" />.
        </span>
      )}
    </Banner>
  );
}

/** One of many servers: what it does says nothing about the others. */
function ServerHealth({ network, server }: { network: Network; server: Network["troubledServers"][number] }) {
  const { name, state, since } = server;
  const moment = since !== null && (
    <>
      {" "}
      since <Moment at={since} as="since" />
    </>
  );
  return (
    <Banner status="waiting" action={state === "frozen" && <Thaw network={network.id} server={name} />}>
      {state === "unavailable" ? (
        <>
          <bdi>{name}</bdi> has been down{moment}. Nothing to do: we keep trying, and take no verdict from it. Other
          servers are not concerned.
        </>
      ) : (
        <>
          Many logins at <bdi>{name}</bdi> have been refused{moment}, which points to the server itself. Verdicts about
          it are paused; nobody has to renew. Other servers are not concerned.
        </>
      )}
    </Banner>
  );
}

function Thaw({ network, server }: { network: string; server?: string }) {
  const may = useMay();
  const queries = useQueryClient();
  const thaw = useMutation({
    mutationFn: () => api.thawNetwork(network, server),
    onSuccess: () => queries.invalidateQueries(),
    onError: tellTrouble,
  });
  if (!may.operate) return null;
  return (
    <Button variant="default" loading={thaw.isPending} onClick={() => thaw.mutate()}>
      Resume verdicts now
    </Button>
  );
}
