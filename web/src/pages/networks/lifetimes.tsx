import type { Network, ProfileStatus } from "#sdk/client.ts";
import { Moment } from "../../parts/moment.tsx";
import { Section } from "../../parts/page.tsx";
import { Source } from "../../parts/source.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { lasting } from "../../when.ts";
import styles from "./network.module.css";

/** What the network has written down. What it returns with a token counts more, and stands on the profile's page. */
export function Lifetimes({ of }: { of: Network["lifetimes"] }) {
  if (of.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {of.map(({ what, seconds, source, readOn }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{seconds === null ? "No fixed end" : lasting(seconds)}</dd>
          <dd className={styles.source}>
            <Source of={source} readOn={readOn} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Version = Network["versions"][number];

const shape = {
  current: "connected",
  ending: "expiring",
  ended: "expired",
} as const satisfies Record<Version["state"], ProfileStatus>;

const word = { current: "In use", ending: "Ends soon", ended: "Ended" } as const satisfies Record<
  Version["state"],
  string
>;

/** Which versions of the network's interface this Latchkey speaks, and until when. */
export function Versions({ network }: { network: Network }) {
  return (
    <Section title="Interface versions">
      <dl className={styles.facts}>
        {network.versions.map((version) => (
          <div key={version.name}>
            <dt>{version.name}</dt>
            <dd>
              <span className={styles.version} data-state={version.state}>
                <StatusIcon status={shape[version.state]} size={14} />
                {word[version.state]}
              </span>
              <span className="quiet">
                {" · "}
                {version.endsAt === null ? (
                  "no end announced"
                ) : (
                  <>
                    until <Moment at={version.endsAt} as="day" />
                  </>
                )}
              </span>
            </dd>
            <dd className={styles.source}>
              <Source of={version.source} readOn={version.readOn} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
