import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { RestsOn, TimelineEvent } from "#sdk/client.ts";
import { Empty } from "../../parts/empty.tsx";
import { Moment } from "../../parts/moment.tsx";
import { RawAnswer } from "../../parts/raw-answer.tsx";
import { Source } from "../../parts/source.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { allOf, profileEventsQuery } from "../../queries.ts";
import { stamped } from "../../when.ts";
import styles from "./events.module.css";

/** What happened, a line per event in plain words; the network's own redacted answer behind the fold. */
export function Events({ profileId }: { profileId: string }) {
  const events = useInfiniteQuery(profileEventsQuery(profileId));
  const items = allOf(events.data);
  if (events.isPending) return <Skeleton h={140} mt={12} aria-label="Reading the timeline" />;
  if (events.error && items.length === 0)
    return <Trouble error={events.error} title="The timeline could not be read" retry={() => void events.refetch()} />;
  if (items.length === 0) return <Empty title="Nothing has happened yet" />;
  return (
    <>
      <ol className={styles.events} aria-label="Timeline">
        {items.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </>
  );
}

function EventLine({ event }: { event: TimelineEvent }) {
  return (
    <li className={styles.event} data-tone={event.tone}>
      <span className={styles.dot} aria-hidden />
      <div className="grow">
        <p>
          {event.text}
          {event.actor !== null && !event.text.includes(event.actor) && <span className="quiet"> · {event.actor}</span>}
        </p>
        {event.evidence && <Evidence evidence={event.evidence} />}
      </div>
      <span className={styles.at}>
        <Moment at={event.at} />
      </span>
    </li>
  );
}

const restsOnWords = {
  code: "by the network’s own code",
  words: "by the words of the answer",
  status: "by the HTTP status alone",
} as const satisfies Record<RestsOn, string>;

function Evidence({ evidence }: { evidence: NonNullable<TimelineEvent["evidence"]> }) {
  return (
    <details className={styles.evidence}>
      <summary>What the network answered</summary>
      <dl>
        <dt>Call</dt>
        <dd>
          {evidence.act} · {evidence.address}
        </dd>
        <dt>Answer</dt>
        <dd>
          HTTP {evidence.status}
          {evidence.trouble !== undefined && ` · ${evidence.trouble}`} · {stamped(evidence.at)}
        </dd>
        <dt>Read by rule</dt>
        <dd>
          {evidence.rule}
          {evidence.restsOn && ` · ${restsOnWords[evidence.restsOn]}`}
        </dd>
        <dt>Source</dt>
        <dd>
          <Source of={evidence.source} />
        </dd>
      </dl>
      <RawAnswer body={evidence.body} />
    </details>
  );
}
