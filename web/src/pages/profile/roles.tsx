import { useSuspenseQuery } from "@tanstack/react-query";
import type { ProfileDetail } from "#sdk/client.ts";
import { PersonAvatar } from "../../parts/avatar.tsx";
import { Section } from "../../parts/page.tsx";
import { PermissionsLink } from "../../parts/permissions-link.tsx";
import { networksQuery, sessionQuery } from "../../queries.ts";
import { nameOf } from "../../role-names.ts";
import { list, roleHere, sentence } from "../../words.ts";
import styles from "./roles.module.css";

/** Two role systems side by side (R13): the role at the network, and the role here. And who can renew (R67). */
export function Roles({ profile }: { profile: ProfileDetail }) {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data } = useSuspenseQuery(networksQuery);
  const about = data.items.find((item) => item.id === profile.network);
  const network = about?.name ?? profile.network;
  const roleName = (role: string) => nameOf(about?.roleNames, role);
  const held = heldRoles(profile);
  const needed = [...new Set(profile.capabilities.flatMap((one) => one.neededRoles))];
  return (
    <>
      <Section title="Who may act">
        <dl className={styles.roles}>
          <dt>Role at {network}</dt>
          <dd>
            {held === null && needed.length === 0 ? (
              "None needed: whoever signs in to it may do everything"
            ) : (
              <Held
                roles={held?.map(roleName) ?? null}
                stale={profile.status === "expired" || profile.status === "disconnected"}
              />
            )}
            {needed.length > 0 && <p className="small quiet">Needed: {list(needed.map(roleName))}</p>}
          </dd>
          <dt>Your role here</dt>
          <dd>
            {session.role !== null && (
              <>
                {roleHere[session.role].name}
                <p className="small quiet">{roleHere[session.role].may}</p>
              </>
            )}
          </dd>
        </dl>
      </Section>
      <Section title="Who can renew">
        <ul className={styles.people}>
          {profile.whoCanRenew.people.map((person) => (
            <li key={`${person.name}${person.handle}`} className="row">
              <PersonAvatar of={person} size={24} />
              <bdi>{person.name}</bdi>
            </li>
          ))}
        </ul>
        <p className="small quiet">{profile.whoCanRenew.roles}</p>
        <PermissionsLink of={about} words="Permissions guide" />
      </Section>
    </>
  );
}

/** What a token that has died once said is told as that. */
function Held({ roles, stale }: { roles: string[] | null; stale: boolean }) {
  if (roles === null) return <>Not known yet</>;
  if (roles.length === 0) return <>None</>;
  const words = list(roles);
  return (
    <>
      {stale && "Last seen: "}
      {stale ? words : sentence(words)}
    </>
  );
}

function heldRoles(profile: ProfileDetail): string[] | null {
  const told = profile.capabilities.map((one) => one.heldRoles).filter((roles) => roles !== null);
  return told.length === 0 ? null : [...new Set(told.flat())];
}
