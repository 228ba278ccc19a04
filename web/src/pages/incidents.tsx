import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../parts/empty.tsx";
import { IncidentRow } from "../parts/incident-row.tsx";
import { Page } from "../parts/page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { allOf, incidentsQuery } from "../queries.ts";
import styles from "./incidents.module.css";

/** One entry per cause: those that are open, or all there ever were. */
export function IncidentsPage() {
  const [open, setOpen] = useState(true);
  const incidents = useInfiniteQuery(incidentsQuery(open));
  const items = allOf(incidents.data);
  return (
    <Page
      title="Incidents"
      lead="One password change, one outage, one lost role is one incident, however many profiles it hits."
    >
      <div className={styles.choice} role="group" aria-label="Which incidents">
        <button type="button" aria-pressed={open} onClick={() => setOpen(true)}>
          Open
        </button>
        <button type="button" aria-pressed={!open} onClick={() => setOpen(false)}>
          All
        </button>
      </div>
      {incidents.isPending && <Skeleton h={200} aria-label="Reading the incidents" />}
      {incidents.error && items.length === 0 && (
        <Trouble
          error={incidents.error}
          title="The incidents could not be read"
          retry={() => void incidents.refetch()}
        />
      )}
      {incidents.isSuccess && items.length === 0 && (
        <Empty title={open ? "No incident is open" : "There has been no incident yet"}>
          When a login fails, a role is lost or a network has trouble, it appears here once, with its cause and the way
          to mend it.
        </Empty>
      )}
      <ul className={styles.list}>
        {items.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      {incidents.hasNextPage && (
        <Button
          variant="default"
          mt={16}
          loading={incidents.isFetchingNextPage}
          onClick={() => void incidents.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Page>
  );
}
