import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Brandmark } from "../parts/brandmark.tsx";
import { sessionQuery } from "../queries.ts";
import styles from "./bare.module.css";
import { Shell } from "./shell.tsx";

/** One column without menu, for people who are not signed in; made for 360 px first. */
export function Bare() {
  return (
    <div className={styles.bare}>
      <header className={styles.head}>
        <Brandmark />
      </header>
      <main className={styles.main}>
        <Outlet />
      </main>
    </div>
  );
}

/** The shell for people of the workspace, one column for somebody who came through a link. */
export function ShellOrBare() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return session.user === null ? <Bare /> : <Shell />;
}
