import { Button, Progress } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tellTrouble, useRestart } from "../../acts.ts";
import { api } from "../../api.ts";
import { Page } from "../../parts/page.tsx";
import { connectionQuery } from "../../queries.ts";
import type { Act } from "./connection.tsx";

/** Ends the act; nothing that works today is touched. */
export function useCancel(connectionId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.cancelConnection(connectionId),
    onSuccess: (connection) => queries.setQueryData(connectionQuery(connectionId).queryKey, connection),
    onError: tellTrouble,
  });
}

export function Waiting({ connection, network }: Act) {
  const again = useRestart(connection.id);
  const cancel = useCancel(connection.id);
  return (
    <Page
      narrow
      title={`Waiting for you at ${network.name}`}
      lead="Finish signing in there, and this page goes on by itself. Until then nothing is changed."
    >
      <div className="row wrap">
        <Button loading={again.isPending} onClick={() => again.mutate({})}>
          Open {network.name} again
        </Button>
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      </div>
    </Page>
  );
}

export function Discovering({ connection, network }: Act) {
  const cancel = useCancel(connection.id);
  const noun = connection.found === 1 ? network.profileNoun.one : network.profileNoun.many;
  return (
    <Page narrow title={`Looking at what ${connection.person?.name ?? "this login"} reaches at ${network.name}`}>
      <div role="status">
        <Progress value={100} animated striped size="sm" maw={420} color="var(--ink-3)" aria-label="Looking" />
        <p className="second" style={{ marginTop: 12 }}>
          {connection.found.toLocaleString()} {noun} found so far. Nothing is attached yet.
        </p>
      </div>
      <Button variant="default" mt={20} loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel
      </Button>
    </Page>
  );
}
