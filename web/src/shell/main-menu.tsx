import {
  IconAlertCircle,
  IconHelp,
  IconHome,
  IconPlugConnected,
  IconSettings,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Brandmark } from "../parts/brandmark.tsx";
import styles from "./main-menu.module.css";

/** The menu: at the left with Settings at its bottom (R26), a bar at the bottom of a phone. */
export function MainMenu() {
  return (
    <nav className={styles.menu} data-part="menu" aria-label="Main menu">
      <div className={styles.inner}>
        <div className={styles.brand}>
          <Brandmark />
        </div>
        <Entry to="/" exact icon={<IconHome size={18} />} name="Home" />
        <Entry to="/profiles" icon={<IconUsersGroup size={18} />} name="Profiles" />
        <Entry to="/incidents" icon={<IconAlertCircle size={18} />} name="Incidents" />
        <Entry to="/networks" icon={<IconPlugConnected size={18} />} name="Networks" />
        <div className={styles.gap} />
        <Entry to="/help/what-is-an-access-token" under="/help" icon={<IconHelp size={18} />} name="Help" />
        <Entry to="/settings/accounts" under="/settings" icon={<IconSettings size={18} />} name="Settings" />
      </div>
    </nav>
  );
}

function Entry(props: { to: string; icon: React.ReactNode; name: string; exact?: boolean; under?: string }) {
  return (
    <Link
      to={props.to}
      className={styles.entry}
      activeOptions={{ exact: props.exact ?? false }}
      activeProps={{ "data-here": true }}
    >
      {props.icon}
      <span>{props.name}</span>
    </Link>
  );
}
