import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useLocation, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Network } from "#sdk/client.ts";
import { NetworkMark } from "../../parts/avatar.tsx";
import { networksQuery, sessionQuery } from "../../queries.ts";
import { causeHelp } from "../../words.ts";
import styles from "./help.module.css";

/** R19: each cause, why it happens, what to do, who can, and what each network says of itself. Linked from where the cause is shown, by its name as the anchor. */
export function WhyExpired() {
  const { hash } = useLocation();
  const { network: asked } = useSearch({ from: "/either/help/$topic" });
  const networks = useNetworks();
  const here = networks.find(({ id }) => id === asked);
  // The router changes the address without a jump of the browser, so that `:target` alone would stay silent.
  useEffect(() => {
    if (hash !== "") document.getElementById(hash)?.scrollIntoView({ block: "start" });
  }, [hash]);
  return (
    <>
      <p>
        A profile’s page and its incident name the cause, the person and the time. Here is what each cause means in
        general. The network’s own answer, with what is secret taken out, is in the profile’s timeline.
      </p>
      {here && !causeHelp.some(({ cause }) => cause === hash) && <AtNetwork of={here} />}
      <div>
        {causeHelp.map(({ cause, title, why, todo, who }) => (
          <section key={cause} id={cause} className={styles.cause} data-here={hash === cause || undefined}>
            <h2>{title}</h2>
            <p>{why}</p>
            <dl>
              <dt>What to do</dt>
              <dd>{todo}</dd>
              <dt>Who can</dt>
              <dd>{who}</dd>
            </dl>
            {here && hash === cause && <AtNetwork of={here} />}
          </section>
        ))}
      </div>
      {!here && networks.length > 0 && (
        <>
          <h2>At each network</h2>
          {networks.map((network) => (
            <AtNetwork key={network.id} of={network} />
          ))}
        </>
      )}
      <p>
        <Link to="/help/$topic" params={{ topic: "what-is-an-access-token" }}>
          What is an access token at all?
        </Link>
      </p>
    </>
  );
}

/** A network's own answer: what ends there and when, and who mends it. */
function AtNetwork({ of: { id, name, guide } }: { of: Network }) {
  return (
    <section className={styles.network}>
      <h2>
        <NetworkMark network={id} size={18} /> At {name}
      </h2>
      <p>{guide.whatExpires}</p>
      <p className="second">Can renew: {guide.whoCanRenew}</p>
      <p className={`row wrap small ${styles.ways}`}>
        <WayBack />
        <Link to="/networks/$network" params={{ network: id }}>
          More about {name}
        </Link>
      </p>
    </section>
  );
}

/** To what the help was opened about (R18). */
function WayBack() {
  const { profile, incident } = useSearch({ from: "/either/help/$topic" });
  if (profile !== undefined)
    return (
      <Link to="/profiles/$profileId" params={{ profileId: profile }}>
        Back to the profile
      </Link>
    );
  if (incident !== undefined)
    return (
      <Link to="/incidents/$incidentId" params={{ incidentId: incident }}>
        Back to the incident
      </Link>
    );
  return null;
}

/** Strangers who came through a link see the causes alone. */
function useNetworks(): readonly Network[] {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data } = useQuery({ ...networksQuery, enabled: session.user !== null });
  return data?.items ?? [];
}
