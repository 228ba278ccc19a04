import { Skeleton } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useLiveUpdates } from "../live.ts";
import { sessionQuery } from "../queries.ts";
import { DemoStrip } from "./demo-strip.tsx";
import { Dock } from "./dock.tsx";
import { Keyboard } from "./keyboard.tsx";
import { MainMenu } from "./main-menu.tsx";
import styles from "./shell.module.css";
import { TopBar } from "./top-bar.tsx";

/** What stands around every page of somebody who is signed in. */
export function Shell({ children }: { children?: React.ReactNode }) {
  const { data: session } = useSuspenseQuery(sessionQuery);
  useLiveUpdates(useQueryClient(), session.user !== null);
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        Skip to the page
      </a>
      {session.demo && <DemoStrip />}
      <MainMenu />
      <section className={styles.top} aria-label="Top bar">
        <TopBar />
        <Dock />
      </section>
      <main id="content" tabIndex={-1} className={styles.main}>
        <Suspense fallback={<PageLoading />}>{children ?? <Outlet />}</Suspense>
      </main>
      <Keyboard />
    </div>
  );
}

export function PageLoading() {
  return (
    <div className={styles.loading} role="status" aria-label="Loading">
      <Skeleton h={22} w={220} />
      <Skeleton h={14} w={360} maw="80%" />
      <Skeleton h={180} mt={16} />
    </div>
  );
}
