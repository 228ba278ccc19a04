import { IconChevronRight } from "@tabler/icons-react";
import type { Capability, NetworkNotes } from "#sdk/client.ts";
import { Section } from "../../parts/page.tsx";
import { Source } from "../../parts/source.tsx";
import { lasting } from "../../when.ts";
import { capabilityWord, count, list } from "../../words.ts";
import styles from "./notes.module.css";

/** For whoever runs this installation or writes programs against it; folded, because nobody else needs it. */
export function Notes({ network }: { network: NetworkNotes }) {
  const { scopes, roles, limits } = network;
  return (
    <Section title="For operators and programs">
      {limits.length > 0 && (
        <Fold title="Limits" hint={count(limits.length, "limit")}>
          <Limits of={limits} />
        </Fold>
      )}
      {scopes.length > 0 && (
        <Fold title="Permissions that are asked for" hint={count(scopes.length, "permission")}>
          <Scopes network={network} />
        </Fold>
      )}
      {roles.length > 0 && (
        <Fold title="Roles that count" hint={count(roles.length, "role")}>
          <Roles of={roles} />
        </Fold>
      )}
      <Fold title="How a login is kept alive" hint={refreshing[network.refreshing.model].short}>
        <Refreshing network={network} />
      </Fold>
    </Section>
  );
}

function Fold({ title, hint, children }: { title: string; hint: string; children: React.ReactNode }) {
  return (
    <details className={styles.fold}>
      <summary>
        <IconChevronRight size={15} aria-hidden className={styles.chevron} />
        <span className={styles.title}>{title}</span>
        <span className="small quiet">{hint}</span>
      </summary>
      <dl className={styles.facts}>{children}</dl>
    </details>
  );
}

/** One fact: its name, what there is to say, and where that is from. */
function Fact({
  name,
  of,
  children,
}: {
  name: React.ReactNode;
  of: { source: string; readOn: string };
  children: React.ReactNode;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd className={styles.source}>
        <Source of={of.source} readOn={of.readOn} />
      </dd>
    </div>
  );
}

function Limits({ of }: { of: NetworkNotes["limits"] }) {
  return of.map((limit) => (
    <Fact key={limit.what} name={limit.what} of={limit}>
      {limit.limit}
      {limit.unconfirmed && <span className={styles.unsure}> Not confirmed by the network.</span>}
    </Fact>
  ));
}

function Scopes({ network }: { network: NetworkNotes }) {
  const wayOf = (id: string) => network.ways.find((way) => way.id === id)?.label ?? id;
  return network.scopes.map((one) => (
    <Fact key={one.scope} name={<code>{one.scope}</code>} of={one}>
      {one.what}
      <span className={styles.for}>
        {one.capabilities.length > 0 ? `For ${capabilities(one.capabilities)}.` : "For no capability of its own."}
        {one.ways.length > 0 && one.ways.length < network.ways.length && ` ${list(one.ways.map(wayOf))}.`}
      </span>
    </Fact>
  ));
}

function Roles({ of }: { of: NetworkNotes["roles"] }) {
  return of.map((one) => (
    <Fact
      key={one.role}
      name={
        <>
          {one.name} <code>{one.role}</code>
        </>
      }
      of={one}
    >
      Enough for {capabilities(one.capabilities)}.
    </Fact>
  ));
}

const capabilities = (names: readonly Capability[]): string =>
  list(names.map((name) => capabilityWord[name].toLocaleLowerCase()));

type Model = NetworkNotes["refreshing"]["model"];

const refreshing: Record<Model, { short: string; words: string }> = {
  rotating: {
    short: "Refresh tokens for one use",
    words:
      "Each refresh spends the refresh token and brings a new one. Only one program may ever refresh it: take tokens from here, and keep none.",
  },
  renewable: {
    short: "A refresh token that stays",
    words: "A refresh token brings new access tokens and stays as it is.",
  },
  extending: {
    short: "The token itself is extended",
    words: "There is no refresh token: the access token is exchanged for a fresh one while it lives.",
  },
  fixed: { short: "Only by a person", words: "Nothing extends it: when it ends, a person has to sign in again." },
  none: { short: "Nothing to do", words: "It has no end by time, so there is nothing to refresh." },
};

function Refreshing({ network }: { network: NetworkNotes }) {
  const { model, minimumAgeSeconds } = network.refreshing;
  return (
    <Fact name={refreshing[model].short} of={network.refreshing}>
      {refreshing[model].words}
      {minimumAgeSeconds > 0 && ` Not before a token is ${lasting(minimumAgeSeconds)} old.`}
    </Fact>
  );
}
