import { Link } from "@tanstack/react-router";
import { useMay } from "../may.ts";
import { Page } from "./page.tsx";
import styles from "./settings-page.module.css";

/** Settings opens on Connected accounts (R27); its other pages are one press away. */
export function SettingsPage(props: {
  title: string;
  lead?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}) {
  const may = useMay();
  return (
    <div className={styles.settings}>
      <nav aria-label="Settings" className={styles.tabs}>
        <Tab to="/settings/accounts" name="Connected accounts" />
        {may.operate && <Tab to="/settings/api-keys" name="API keys" />}
        <Tab to="/settings/security" name="Security" />
      </nav>
      <Page {...props} />
    </div>
  );
}

function Tab({ to, name }: { to: string; name: string }) {
  return (
    <Link to={to} activeProps={{ "data-here": true }} activeOptions={{ includeSearch: false }}>
      {name}
    </Link>
  );
}
