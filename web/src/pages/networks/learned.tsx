import type { LearnedLifetime, Lifetime, NetworkNotes } from "#sdk/client.ts";
import { lasting, roughly } from "../../when.ts";
import { causeHelp, count, list } from "../../words.ts";
import styles from "./network.module.css";

/** What the network writes about the life of a whole login, and beside it what was seen on this installation. */
export function Learned({ network }: { network: NetworkNotes }) {
  const { learned, lifetimes } = network;
  const ways = learned.ways.length > 1 ? learned.ways : [];
  const documented = (way: string | null) =>
    lifetimes.filter((life) => life.ofLogin && (life.way === null || way === null || life.way === way));
  return (
    <div className={styles.learned} role="group" aria-label="How long a login lives">
      {ways.length === 0 && (
        <Beside name={network.name} documented={documented(null)} learned={learned} enough={learned.enough} />
      )}
      {ways.map((way) => (
        <div key={way.id}>
          <h3>{way.label}</h3>
          <Beside name={network.name} documented={documented(way.id)} learned={way} enough={learned.enough} />
        </div>
      ))}
    </div>
  );
}

interface Both {
  name: string;
  documented: readonly Lifetime[];
  learned: LearnedLifetime;
  enough: number;
}

function Beside({ name, documented, learned, enough }: Both) {
  return (
    <dl className={styles.beside}>
      {documented.length > 0 && (
        <>
          <dt>Documented</dt>
          <dd>
            {documented.map((life) => (
              <p key={life.what}>
                <strong>{life.seconds === null ? "No fixed end" : lasting(life.seconds)}</strong>{" "}
                <span className="second">{life.what}</span>
              </p>
            ))}
          </dd>
        </>
      )}
      <dt>Seen here</dt>
      <dd>
        <Seen name={name} learned={learned} enough={enough} />
      </dd>
    </dl>
  );
}

function Seen({ name, learned, enough }: Omit<Both, "documented">) {
  const { ended, medianSeconds, alive, oldestAliveSeconds } = learned;
  const living = oldestAliveSeconds !== null && alive > 0 && (
    <span className="second">{livingWords(alive, oldestAliveSeconds)}</span>
  );
  if (ended === 0)
    return (
      <p>
        <strong>None has ended</strong> {living || <span className="second">Nothing of it is connected here.</span>}
      </p>
    );
  return (
    <>
      <p>
        <strong>{medianSeconds === null ? "Too few to say" : roughly(medianSeconds)}</strong>{" "}
        <span className="second">{endedWords(learned, { name, enough })}</span> {living}
      </p>
      <p className="small quiet">Why they ended: {why(learned)}.</p>
    </>
  );
}

const livingWords = (alive: number, oldestSeconds: number): string =>
  alive === 1
    ? `1 lives, for ${roughly(oldestSeconds)} so far.`
    : `${alive.toLocaleString()} live, the oldest for ${roughly(oldestSeconds)} so far.`;

function endedWords(learned: LearnedLifetime, { name, enough }: { name: string; enough: number }): string {
  const { ended, shortestSeconds: shortest, longestSeconds: longest, medianSeconds } = learned;
  const from = shortest === null ? "" : roughly(shortest);
  const to = longest === null ? "" : roughly(longest);
  const after = from === to ? `after ${to}` : `after ${from} to ${to}`;
  if (medianSeconds !== null) return `is the median of ${count(ended, "login")} that ended at ${name}, ${after}.`;
  return `${ended === 1 ? "1 login has" : `${ended.toLocaleString()} logins have`} ended at ${name}, ${after}; a median is told from ${enough} on.`;
}

function why({ causes }: LearnedLifetime): string {
  return list(
    causes.map((one) => {
      const title = causeHelp.find((help) => help.cause === one.cause)?.title ?? "it is not known";
      return `${title.charAt(0).toLocaleLowerCase()}${title.slice(1)} (${one.count.toLocaleString()})`;
    }),
  );
}
