import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "../queries.ts";
import { ExpiredTokens } from "./expired-tokens.tsx";
import { MeMenu } from "./me-menu.tsx";
import { Search } from "./search.tsx";
import styles from "./top-bar.module.css";

export function TopBar() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <div className={styles.bar}>
      <span className={`${styles.workspace} one-line`}>{session.workspace?.name}</span>
      <div className={styles.search}>
        <Search />
      </div>
      <div className={styles.right}>
        <ExpiredTokens />
        <MeMenu />
      </div>
    </div>
  );
}
