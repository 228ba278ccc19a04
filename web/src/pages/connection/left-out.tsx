import { Button } from "@mantine/core";
import type { Connection, ConnectionResult } from "#sdk/client.ts";
import { useRestart } from "../../acts.ts";
import { ProfileAvatar } from "../../parts/avatar.tsx";
import styles from "./connection.module.css";

/** Picked, refused at its proof, and therefore not here. */
export const isLeftOut = (result: ConnectionResult): boolean => result.proved === false && result.profileId === null;

/** What was picked and could not be added, each with its reason, and the way to try it once more (P23). */
export function LeftOut({ connection }: { connection: Connection }) {
  const left = connection.results.filter(isLeftOut);
  if (left.length === 0) return null;
  return (
    <section className={styles.leftOut} aria-labelledby="left-out">
      <h2 id="left-out">Not added</h2>
      <ul className={styles.results} aria-label="Not added">
        {left.map((result, index) => (
          <li key={`${index} ${result.name}`}>
            <ProfileAvatar of={result} size={26} />
            <p className="grow">
              <strong>
                <bdi>{result.name}</bdi>
              </strong>
              : <span className="second">{result.text}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Once the reason is gone: the same again, with what is added already left alone. */
export function TryAgain({ connection, of: name }: { connection: Connection; of: string }) {
  const again = useRestart(connection.id);
  return (
    <Button variant="default" loading={again.isPending} onClick={() => again.mutate({})}>
      Try the rest again at {name}
    </Button>
  );
}
