import type { Capability, CapabilityNeeds, Network } from "#sdk/client.ts";
import { nameOf } from "../role-names.ts";
import { sentence } from "../words.ts";
import styles from "./capability-needs.module.css";
import { Source } from "./source.tsx";

type Offered = Exclude<CapabilityNeeds, { absent: string }>;

/** What some kinds of profiles never have is not simply offered. */
export function offeredWords(needs: CapabilityNeeds): string {
  if ("absent" in needs) return "Not offered";
  return needs.absentFor.length > 0 ? "Offered in part" : "Offered";
}

/** What one capability asks for at a network, or why there is none, for all or for a kind of profile (R16, R85). */
export function CapabilityNeedsList({ network, capability }: { network: Network; capability: Capability }) {
  const needs = network.capabilities[capability];
  if ("absent" in needs) return <p className="second">{needs.absent}</p>;
  return (
    <div className={styles.needs}>
      <Rights of={needs} names={network.roleNames} />
      {needs.instead && (
        <>
          <p className={styles.or}>or instead</p>
          <Rights of={needs.instead} names={network.roleNames} />
        </>
      )}
      {needs.absentFor.map(({ kind, name, why }) => (
        <p key={kind} className={styles.absent}>
          <strong>Not for {name}.</strong> {why}
        </p>
      ))}
      <p className={styles.source}>
        <Source of={needs.source} readOn={needs.readOn} />
      </p>
    </div>
  );
}

function Rights({ of, names }: { of: Pick<Offered, "scopes" | "anyRole">; names: Network["roleNames"] }) {
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
      <dd>
        {of.anyRole.length === 0 ? "None needed" : sentence(oneOf(of.anyRole.map((role) => nameOf(names, role))))}
      </dd>
    </dl>
  );
}

const oneOf = (roles: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { style: "long", type: "disjunction" }).format(roles);
