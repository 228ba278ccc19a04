import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { sessionQuery } from "../../queries.ts";
import { NotFoundPage } from "../not-found.tsx";
import { AccessToken } from "./access-token.tsx";
import styles from "./help.module.css";
import { PermissionsFacebook } from "./permissions-facebook.tsx";
import { WhyExpired } from "./why-expired.tsx";

const topics: Record<string, { title: string; lead: string; Words: () => React.ReactNode }> = {
  "what-is-an-access-token": {
    title: "What is an access token?",
    lead: "The key that a network cuts for us when you say yes, and that only fits what you said yes to.",
    Words: AccessToken,
  },
  "why-did-this-expire": {
    title: "Why did this expire?",
    lead: "Every cause that we can tell apart, and what mends it.",
    Words: WhyExpired,
  },
  "permissions-facebook": {
    title: "Permissions for Facebook and Instagram",
    lead: "What the person who connects a Page must be allowed to do, in the three common cases.",
    Words: PermissionsFacebook,
  },
};

export function HelpPage() {
  const { topic } = useParams({ from: "/either/help/$topic" });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const found = topics[topic];
  if (found === undefined) return <NotFoundPage />;
  return (
    <div className={styles.help}>
      <nav aria-label="Help topics" className={styles.topics}>
        {Object.entries(topics).map(([id, { title }]) => (
          <Link
            key={id}
            to="/help/$topic"
            params={{ topic: id }}
            activeProps={{ "data-here": true }}
            activeOptions={{ includeHash: false }}
          >
            {title}
          </Link>
        ))}
        {session.user !== null && <Link to="/networks">Notes on each network</Link>}
      </nav>
      <Page narrow title={found.title} lead={found.lead}>
        <div className={styles.words}>
          <found.Words />
        </div>
      </Page>
    </div>
  );
}
