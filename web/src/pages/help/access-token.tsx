import { Link } from "@tanstack/react-router";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { statusMeaning, statusOrder, statusWord } from "../../words.ts";
import styles from "./help.module.css";

export function AccessToken() {
  return (
    <>
      <p>
        When you connect a profile, you sign in at the network itself, on its own page. The network asks what we may do,
        and you say yes. It then gives us a long, random word: the access token. With it we can do what you allowed, for
        the profiles that you chose, and nothing else.
      </p>
      <p>Latchkey never sees your password. No field here takes one, and none is needed.</p>
      <h2>Who does it belong to?</h2>
      <p>
        A token belongs to three things at once: the network, the profile, and the person who said yes. We call that
        person the <em>token setter</em>. When something happens to their account at the network, everything that hangs
        on their token is hit together; we show that as one problem, not as many. A profile can have several tokens, set
        by different people: while one of them works, the profile works.
      </p>
      <h2>Why does it end?</h2>
      <p>
        Because the network says so: a password was changed, somebody took the permission back, a role was lost, or a
        fixed time is over. That is normal, and it is nobody’s fault.{" "}
        <Link to="/help/$topic" params={{ topic: "why-did-this-expire" }}>
          All causes, and what mends them
        </Link>
        .
      </p>
      <p>
        Where a network allows it, we refresh tokens in the background, so that most of them never end. Networks rarely
        promise a date; therefore we say “expected until”, or “unknown”.
      </p>
      <h2>What do the signs mean?</h2>
      <dl className={styles.states}>
        {[...statusOrder, "disconnected" as const].map((status) => (
          <div key={status}>
            <StatusIcon status={status} size={18} />
            <dt>{statusWord[status]}</dt>
            <dd className="second">{statusMeaning[status]}</dd>
          </div>
        ))}
      </dl>
      <h2>Where is it kept?</h2>
      <p>
        Encrypted, on the server that your team runs. It reaches no browser, no log and no error message. When you
        disconnect a profile, its tokens are destroyed, and taken back at the network where that is possible.
      </p>
      <p>
        <Link to="/settings/accounts">To Connected accounts</Link>
      </p>
    </>
  );
}
