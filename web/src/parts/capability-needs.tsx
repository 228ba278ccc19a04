import type { CapabilityNeeds } from "#sdk/client.ts";
import { roleWord, sentence } from "../words.ts";
import styles from "./capability-needs.module.css";
import { Source } from "./source.tsx";

type Offered = Exclude<CapabilityNeeds, { absent: string }>;

/** What one capability asks for at a network, or why there is none (R16, R85). */
export function CapabilityNeedsList({ needs }: { needs: CapabilityNeeds }) {
  if ("absent" in needs) return <p className="second">{needs.absent}</p>;
  return (
    <div className={styles.needs}>
      <Rights of={needs} />
      {needs.instead && (
        <>
          <p className={styles.or}>or instead</p>
          <Rights of={needs.instead} />
        </>
      )}
      <p className={styles.source}>
        <Source of={needs.source} />
      </p>
    </div>
  );
}

function Rights({ of }: { of: Pick<Offered, "scopes" | "anyRole"> }) {
  return (
    <dl className={styles.rights}>
      <dt>Permissions</dt>
      <dd>
        {of.scopes.length === 0 ? (
          "None by name"
        ) : (
          <ul className={styles.codes}>
            {of.scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        )}
      </dd>
      <dt>Role there</dt>
      <dd>{of.anyRole.length === 0 ? "None needed" : sentence(oneOf(of.anyRole.map(roleWord)))}</dd>
    </dl>
  );
}

const oneOf = (roles: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { style: "long", type: "disjunction" }).format(roles);
