import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Connection } from "#sdk/client.ts";
import { Page } from "../../parts/page.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { connectionQuery } from "../../queries.ts";
import { PageLoading } from "../../shell/shell.tsx";
import { Compare } from "./compare.tsx";
import { Discovering, Waiting } from "./discovering.tsx";
import { Mismatch } from "./mismatch.tsx";
import { Picker } from "./picker.tsx";
import { Results } from "./results.tsx";
import { Stopped } from "./stopped.tsx";

export interface Act {
  connection: Connection;
  network: NetworkWords;
}

/** What the pages of a connection say about its network. */
export interface NetworkWords {
  name: string;
  profileNoun: { one: string; many: string };
  otherAccount: string;
}

/** The second half of connecting or renewing, after the network: one page that follows the connection's status. */
export function ConnectionPage() {
  const { connectionId } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(connectionQuery(connectionId ?? ""));
  useFreshLists(data?.status);
  if (error && data === undefined)
    return (
      <Page narrow title="This connection cannot be shown">
        <Trouble error={error} retry={() => void refetch()} />
      </Page>
    );
  if (data === undefined) return <PageLoading />;
  const { networkName: name, profileNoun, otherAccount } = data;
  return <Phase connection={data} network={{ name, profileNoun, otherAccount }} />;
}

function Phase({ connection, network }: Act) {
  const act = { connection, network };
  switch (connection.status) {
    case "waiting":
      return <Waiting {...act} />;
    case "discovering":
      return <Discovering {...act} />;
    case "picking":
      return <Picker {...act} />;
    case "mismatch":
      return <Mismatch {...act} />;
    case "comparing":
      return <Compare {...act} />;
    case "proving":
    case "done":
      return <Results {...act} />;
    case "cancelled":
    case "failed":
    case "expired":
      return <Stopped {...act} />;
  }
}

/** What this act changed is read anew everywhere once it is done, also when no live stream told so. */
function useFreshLists(status: Connection["status"] | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (status !== "done") return;
    for (const key of ["profiles", "profile", "summary", "networks", "incidents"])
      void queries.invalidateQueries({ queryKey: [key] });
  }, [queries, status]);
}
