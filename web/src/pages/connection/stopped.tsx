import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRestart } from "../../acts.ts";
import { Page } from "../../parts/page.tsx";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";
import { LeftOut } from "./left-out.tsx";

const titles = {
  cancelled: "Cancelled",
  failed: "That did not work",
  expired: "This took too long",
} as const;

const fallback = {
  cancelled: "You came back without granting anything. Nothing was changed.",
  failed: "The network did not finish the sign-in. Nothing was changed.",
  expired: "A sign-in has to be finished within a few minutes. Nothing was changed.",
} as const;

/** Cancelled, failed, expired: clear words, what is unchanged, the way on (R30). */
export function Stopped({ connection, network }: Act) {
  const navigate = useNavigate();
  const again = useRestart(connection.id);
  const status = connection.status as keyof typeof titles;
  const profile = connection.expected?.profile ?? null;
  return (
    <Page narrow title={titles[status]} lead={connection.message ?? fallback[status]}>
      {profile && <p className="second">The token of {profile.name} is exactly as it was before.</p>}
      {connection.results.length > 1 && <LeftOut connection={connection} />}
      <div className={styles.buttons}>
        <Button loading={again.isPending} onClick={() => again.mutate({})}>
          Try again at {network.name}
        </Button>
        {!connection.viaLink && (
          <Button
            variant="default"
            onClick={() =>
              profile
                ? void navigate({ to: "/profiles/$profileId", params: { profileId: profile.id } })
                : void navigate({ to: "/settings/accounts" })
            }
          >
            {profile ? "Back to the profile" : "Connected accounts"}
          </Button>
        )}
      </div>
    </Page>
  );
}
