import { Button, Skeleton } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ApiProblem, type Network, type NetworkSetup } from "#sdk/client.ts";
import { NetworkMark } from "../../parts/avatar.tsx";
import { CopyLine } from "../../parts/copy-line.tsx";
import { Empty } from "../../parts/empty.tsx";
import { NetworkAlarms } from "../../parts/network-alarms.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { networkSetupQuery, networksQuery } from "../../queries.ts";
import { NotFoundPage } from "../not-found.tsx";
import { AppForm } from "./app-form.tsx";
import styles from "./setup.module.css";
import { NetworkTrail } from "./trail.tsx";

/** The operator's road to an app at a network: what to do there, what to enter here, proved by a call. */
export function NetworkSetupPage() {
  const { network: id } = useParams({ from: "/inside/networks/$network/setup" });
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((item) => item.id === id);
  const setup = useQuery(networkSetupQuery(id));
  if (network === undefined) return <NotFoundPage />;
  return (
    <Page
      narrow
      title={network.configured ? `The app at ${network.name}` : `Set up ${network.name}`}
      mark={<NetworkMark network={network.id} size={36} />}
      trail={<NetworkTrail network={network} />}
      lead="Done once for this installation. People’s logins and profiles are not touched by it."
    >
      {setup.isPending && <Skeleton h={280} aria-label="Reading the setup" />}
      {setup.error && <Refused error={setup.error} network={network} retry={() => void setup.refetch()} />}
      {setup.data && <Road network={network} setup={setup.data} />}
    </Page>
  );
}

function Refused({ error, network, retry }: { error: Error; network: Network; retry: () => void }) {
  if (!(error instanceof ApiProblem) || error.status !== 403) return <Trouble error={error} retry={retry} />;
  return (
    <Empty title="This is the operator’s page">
      {network.name} needs an app that serves everybody on this installation, so only the owners and admins of its first
      workspace can look after it. Ask one of them; nothing is needed from you.
    </Empty>
  );
}

function Road({ network, setup }: { network: Network; setup: NetworkSetup }) {
  const addresses = [
    { name: "Redirect URL", url: setup.redirectUrl },
    ...setup.hooks.map((hook) => ({ name: `Webhook: ${plain(hook.name)}`, url: hook.url })),
    ...setup.documents.map((document) => ({ name: `Document: ${plain(document.name)}`, url: document.url })),
  ];
  return (
    <>
      <NetworkAlarms network={network} alarms={network.alarms.filter((alarm) => alarm.kind === "consent_refused")} />
      {setup.portal && (
        <Section
          title={`At ${network.name}`}
          aside={
            <Button
              component="a"
              href={setup.portal.url}
              target="_blank"
              rel="noreferrer"
              variant="default"
              rightSection={<IconExternalLink size={15} />}
            >
              Open {setup.portal.name}
            </Button>
          }
        >
          <ol className={styles.steps}>
            {setup.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Section>
      )}
      <Section title={setup.portal ? "Enter there, letter for letter" : "Addresses of this installation"}>
        <dl>
          {addresses.map(({ name, url }) => (
            <CopyLine key={name} name={name} text={url} />
          ))}
        </dl>
      </Section>
      {setup.apps.map((app) => (
        <AppForm key={app.instance} network={network} app={app} only={setup.apps.length === 1} />
      ))}
    </>
  );
}

/** `data-deletion` → "data deletion". */
const plain = (name: string): string => name.replaceAll(/[-_.]+/g, " ");
