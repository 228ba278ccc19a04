import { Button } from "@mantine/core";
import { useRestart } from "../../acts.ts";
import { Banner } from "../../parts/banner.tsx";
import { capabilityWord, count, list } from "../../words.ts";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";

/** Something was not granted at the network: what is lost by that, by name, and the way to grant it again (R31, R32). */
export function PartialConsent({ connection, network }: Act) {
  const again = useRestart(connection.id);
  const { scopes } = connection;
  if (scopes === null || scopes.declined.length === 0) return null;
  const lost = scopes.lostCapabilities.map((capability) => capabilityWord[capability]);
  return (
    <Banner
      status="limited"
      action={
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate({ rerequest: true })}>
          Grant it again
        </Button>
      }
    >
      <p>
        <strong>
          {count(scopes.declined.length, "permission")} not granted at {network.name}.
        </strong>{" "}
        {lost.length > 0
          ? `${list(lost)} will not work. All permissions are recommended.`
          : "All permissions are recommended."}
      </p>
      <p className={`small ${styles.codes}`}>
        {scopes.declined.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
      </p>
    </Banner>
  );
}
