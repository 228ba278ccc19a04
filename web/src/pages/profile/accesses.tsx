import type { Access, ProfileStatus } from "#sdk/client.ts";
import { PersonAvatar } from "../../parts/avatar.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Section } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { useRoleName } from "../../role-names.ts";
import { healthWord } from "../../words.ts";
import styles from "./accesses.module.css";

const shape = {
  live: "connected",
  suspect: "unverified",
  unverified: "unverified",
  dead: "expired",
  ended: "disconnected",
} as const satisfies Record<Access["state"], ProfileStatus>;

/** The access tokens as people see them: who set them, when, what was asked and granted, until when (R5, R46). */
export function Accesses({ accesses, network }: { accesses: Access[]; network: string }) {
  return (
    <Section title="Access tokens">
      {accesses.length === 0 && (
        <p className={styles.none}>There is none. Tokens are destroyed when a profile is disconnected.</p>
      )}
      <ul>
        {accesses.map((access) => (
          <AccessItem key={access.id} access={access} network={network} />
        ))}
      </ul>
    </Section>
  );
}

function AccessItem({ access, network }: { access: Access; network: string }) {
  const roleName = useRoleName(network);
  return (
    <li className={styles.access}>
      <div className={styles.head}>
        <PersonAvatar of={access.setter} size={32} />
        <div className="grow">
          <h3>
            <bdi>{access.setter.name}</bdi>
          </h3>
          <p className="small quiet">
            Token setter · authorised <Moment at={access.authorisedAt} />
          </p>
        </div>
        <span className={styles.state} data-state={access.state}>
          <StatusIcon status={shape[access.state]} />
          {healthWord[access.state]}
        </span>
      </div>
      <p className="second">{access.stateText}</p>
      <dl className={styles.facts}>
        <dt>Expected until</dt>
        <dd>
          {access.expectedUntil === null ? "Unknown" : <Moment at={access.expectedUntil} as="until" />}
          <p className="small quiet">{access.expiryText}</p>
        </dd>
        <dt>Last proof</dt>
        <dd>{access.lastProofAt === null ? "None yet" : <Moment at={access.lastProofAt} />}</dd>
        <dt>Next look</dt>
        <dd>{access.nextLookAt === null ? "None planned" : <Moment at={access.nextLookAt} />}</dd>
        {access.roles !== null && access.roles.length > 0 && (
          <>
            <dt>Role there</dt>
            <dd>{access.roles.map(roleName).join(", ")}</dd>
          </>
        )}
        <dt>Permissions</dt>
        <dd>
          <Scopes access={access} />
        </dd>
      </dl>
    </li>
  );
}

/** Asked, granted, declined, in one list: each permission with a mark and a word. */
function Scopes({ access }: { access: Access }) {
  const { scopesAsked: asked, scopesGranted: granted, scopesDeclined: declined } = access;
  const all = [...new Set([...asked, ...(granted ?? []), ...declined])];
  if (all.length === 0) return <>This network has none.</>;
  return (
    <details className={styles.scopes} open={declined.length > 0}>
      <summary>
        {granted === null
          ? `${asked.length} asked; the network has not told which were granted`
          : `${asked.length} asked, ${granted.length} granted${declined.length > 0 ? `, ${declined.length} declined` : ""}`}
      </summary>
      <ul>
        {all.map((scope) => (
          <Scope key={scope} name={scope} state={stateOf(scope, granted, declined)} />
        ))}
      </ul>
    </details>
  );
}

function stateOf(scope: string, granted: string[] | null, declined: string[]): keyof typeof scopeWord {
  if (declined.includes(scope)) return "declined";
  if (granted === null) return "asked";
  return granted.includes(scope) ? "granted" : "withheld";
}

const scopeWord = {
  granted: ["connected", "granted"],
  declined: ["limited", "declined"],
  withheld: ["limited", "not granted"],
  asked: ["unverified", "asked"],
} as const;

function Scope({ name, state }: { name: string; state: keyof typeof scopeWord }) {
  const [icon, word] = scopeWord[state];
  return (
    <li>
      <StatusIcon status={icon} size={14} />
      <code>{name}</code>
      <span className="quiet">{word}</span>
    </li>
  );
}
