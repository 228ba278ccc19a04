import { Button, Loader, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Connection, ConnectionResult } from "#sdk/client.ts";
import { ProfileAvatar } from "../../parts/avatar.tsx";
import { Page } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { allOf, incidentsQuery } from "../../queries.ts";
import { count, list } from "../../words.ts";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";
import { isLeftOut, LeftOut, TryAgain } from "./left-out.tsx";
import { PartialConsent } from "./partial-consent.tsx";

/** Step 5: a real call for each profile, its result as it comes. Green only when proved (R37, R38); what fails is not added. */
export function Results({ connection, network }: Act) {
  const done = connection.status === "done";
  const results = done ? connection.results.filter((result) => !isLeftOut(result)) : connection.results;
  const proved = results.filter((result) => result.proved === true).length;
  // For a moment what was picked is being added, and there is nothing to be proved yet.
  const adding = !done && results.length === 0;
  return (
    <Page
      narrow
      title={adding ? `Adding the ${network.profileNoun.many}` : titleOf(connection, results)}
      lead={done ? undefined : "A real call proves each profile. You may leave this page; it goes on by itself."}
    >
      <PartialConsent connection={connection} network={network} />
      {done && <LeftOut connection={connection} />}
      <p role="status" className={styles.tally} hidden={adding}>
        {done && proved === results.length ? <StatusIcon status="connected" size={20} /> : null}
        <span>
          {proved.toLocaleString()} of {results.length.toLocaleString()} proved
          {brandsOf(results).length > 0 && done && <span className="quiet">, in {list(brandsOf(results))}</span>}
        </span>
      </p>
      {adding && <Skeleton h={120} aria-label="Adding" />}
      <ul className={styles.results} aria-label="Results">
        {results.map((result, index) => (
          <Result key={result.profileId ?? `${index} ${result.name}`} result={result} viaLink={connection.viaLink} />
        ))}
      </ul>
      {done && (connection.viaLink ? <Thanks /> : <Onward connection={connection} network={network} />)}
    </Page>
  );
}

function titleOf(connection: Connection, results: ConnectionResult[]): string {
  const all = results.length;
  const proved = results.filter((result) => result.proved === true).length;
  if (connection.status === "proving") return `Proving ${count(all, "profile")}`;
  const left = connection.results.length - all;
  if (left > 0) return `${all.toLocaleString()} added, ${left.toLocaleString()} could not be`;
  if (proved === all)
    return connection.purpose === "renew"
      ? `Renewed: ${count(proved, "profile")} proved`
      : `${count(proved, "profile")} connected`;
  return `${proved.toLocaleString()} of ${count(all, "profile")} proved`;
}

const brandsOf = (results: ConnectionResult[]): string[] => [
  ...new Set(results.flatMap((result) => result.brands.map((brand) => brand.name))),
];

function Result({ result, viaLink }: { result: ConnectionResult; viaLink: boolean }) {
  const name = <bdi>{result.name}</bdi>;
  return (
    <li>
      <ProfileAvatar of={result} size={26} />
      <div className="grow">
        {viaLink || result.profileId === null ? (
          <strong>{name}</strong>
        ) : (
          <Link to="/profiles/$profileId" params={{ profileId: result.profileId }} className="plain-link">
            <strong>{name}</strong>
          </Link>
        )}
        <p className="small second">{result.text}</p>
      </div>
      {result.proved === null ? (
        <Loader size={15} color="var(--ink-3)" role="img" aria-label="Being proved" />
      ) : (
        <Verdict result={result} />
      )}
    </li>
  );
}

function Verdict({ result }: { result: ConnectionResult }) {
  const inPart = result.proved === true && result.status === "limited";
  // Proved and not saved yet: what it will be called is known in a moment.
  const status = result.proved === true && result.status === "unverified" ? "connected" : result.status;
  return (
    <span className={styles.verdict} data-proved={inPart ? "in-part" : result.proved}>
      <StatusIcon status={status} />
      {inPart ? "Proved in part" : result.proved === true ? "Proved" : "Not proved"}
    </span>
  );
}

function Thanks() {
  return <p style={{ marginTop: 24 }}>Thank you, that was all. You can close this page.</p>;
}

/** Where next: the following login of the renewal round, or back to the list. */
function Onward({ connection, network }: Act) {
  const navigate = useNavigate();
  const open = allOf(useInfiniteQuery(incidentsQuery(true)).data);
  const healed = new Set(connection.results.map((result) => result.profileId));
  // What this login just repaired may still be counted as open for a moment.
  const next = open.find(
    (one) =>
      (one.reach === "grant" || one.reach === "access") &&
      one.person?.name !== connection.person?.name &&
      one.profiles.some((profile) => !healed.has(profile.id)),
  );
  const profileId = next?.profiles.find((profile) => !healed.has(profile.id))?.id;
  return (
    <div className={styles.onward}>
      {next !== undefined && profileId !== undefined && (
        <div className={styles.next}>
          <div className="grow">
            <p className="small quiet">Next in the renewal round</p>
            <p>{next.headline}</p>
          </div>
          <Button onClick={() => void navigate({ to: "/renew/$profileId", params: { profileId } })}>Renew</Button>
        </div>
      )}
      {connection.results.some(isLeftOut) && <TryAgain connection={connection} of={network.name} />}
      <Button variant="default" onClick={() => void navigate({ to: "/settings/accounts" })}>
        Connected accounts
      </Button>
      <Button variant="subtle" onClick={() => void navigate({ to: "/" })}>
        Home
      </Button>
    </div>
  );
}
