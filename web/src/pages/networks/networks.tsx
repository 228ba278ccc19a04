import { useSuspenseQuery } from "@tanstack/react-query";
import { useMay } from "../../may.ts";
import { ButtonLink } from "../../parts/button-link.tsx";
import { NetworkAlarms } from "../../parts/network-alarms.tsx";
import { Page } from "../../parts/page.tsx";
import { networksQuery } from "../../queries.ts";
import { Matrix } from "./matrix.tsx";

/** What works at which network, and what each of it asks for (R16). */
export function NetworksPage() {
  const { data } = useSuspenseQuery(networksQuery);
  const may = useMay();
  return (
    <Page
      title="Networks"
      lead="What can be done at each network, and what the person who connects must be allowed to do there."
      actions={
        may.operate && (
          <ButtonLink variant="default" to="/networks/unrecognised">
            Unrecognised answers
          </ButtonLink>
        )
      }
    >
      {data.items.map((network) => (
        <NetworkAlarms key={network.id} network={network} />
      ))}
      <Matrix networks={data.items.toSorted((a, b) => Number(b.configured) - Number(a.configured))} />
    </Page>
  );
}
