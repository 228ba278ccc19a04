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

/** A network's or our app's own trouble, where its profiles are listed; verdicts may be resumed by hand. */
export function NetworkHealth({ network }: { network: Network }) {
  const may = useMay();
  const queries = useQueryClient();
  const thaw = useMutation({
    mutationFn: () => api.thawNetwork(network.id),
    onSuccess: () => queries.invalidateQueries(),
    onError: tellTrouble,
  });
  const { state, since } = network.health;
  if (state === "well") return null;
  const mayThaw = state === "frozen" && may.operate;
  return (
    <Banner
      status="waiting"
      action={
        state === "app_rejected" && may.operate ? (
          <ButtonLink variant="default" to="/networks/$network/setup" params={{ network: network.id }}>
            Check the app
          </ButtonLink>
        ) : (
          mayThaw && (
            <Button variant="default" loading={thaw.isPending} onClick={() => thaw.mutate()}>
              Resume verdicts now
            </Button>
          )
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
