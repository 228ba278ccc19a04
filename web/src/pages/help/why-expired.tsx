import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { causeHelp } from "../../words.ts";
import styles from "./help.module.css";

/** R19: each cause, why it happens, what to do, who can. Linked from where the cause is shown, by its name as the anchor. */
export function WhyExpired() {
  const { hash } = useLocation();
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
          </section>
        ))}
      </div>
      <p>
        <Link to="/help/$topic" params={{ topic: "what-is-an-access-token" }}>
          What is an access token at all?
        </Link>
      </p>
    </>
  );
}
