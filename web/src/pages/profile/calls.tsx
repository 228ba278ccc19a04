import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty } from "../../parts/empty.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { allOf, profileCallsQuery } from "../../queries.ts";
import styles from "./calls.module.css";

/** Every call made on the profile's behalf (R7). */
export function Calls({ profileId }: { profileId: string }) {
  const calls = useInfiniteQuery(profileCallsQuery(profileId));
  const items = allOf(calls.data);
  if (calls.isPending) return <Skeleton h={140} mt={12} aria-label="Reading the activity log" />;
  if (calls.error && items.length === 0)
    return (
      <Trouble error={calls.error} title="The activity log could not be read" retry={() => void calls.refetch()} />
    );
  if (items.length === 0) return <Empty title="No call has been made for this profile yet" />;
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.calls}>
          <caption className="unseen">Every call made on this profile’s behalf</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What for</th>
              <th scope="col">Call</th>
              <th scope="col">Answer</th>
              <th scope="col">Took</th>
            </tr>
          </thead>
          <tbody>
            {items.map((call) => (
              <tr key={call.id}>
                <td>
                  <Moment at={call.at} />
                </td>
                <td>{call.act}</td>
                <td className={styles.address} title={`${call.method} ${call.address}`}>
                  {call.method} {call.address}
                </td>
                <td data-bad={call.status >= 400 || call.status === 0 || undefined}>
                  {call.status === 0 ? "no answer" : call.status}
                </td>
                <td>{call.milliseconds.toLocaleString()} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {calls.hasNextPage && (
        <Button variant="default" mt={12} loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </>
  );
}
