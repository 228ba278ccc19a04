import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconArrowRight } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { RenewalLink } from "#sdk/client.ts";
import { leaveFor } from "../acts.ts";
import { api } from "../api.ts";
import { PersonAvatar, ProfilePicture } from "../parts/avatar.tsx";
import { Moment } from "../parts/moment.tsx";
import { Needs } from "../parts/needs.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { renewalLinkQuery } from "../queries.ts";
import { PageLoading } from "../shell/shell.tsx";
import { count } from "../words.ts";
import styles from "./renewal-link.module.css";

/** What somebody without an account sees who was sent a link: who asks, for what, what it takes, one button. */
export function RenewalLinkPage() {
  const { token } = useParams({ from: "/bare/r/$token" });
  const link = useQuery(renewalLinkQuery(token));
  useDocumentTitle("Renew a login · Latchkey");
  if (link.isPending) return <PageLoading />;
  if (link.error)
    return (
      <div className={styles.page}>
        <Trouble error={link.error} title="This link does not work" />
        <p className="second">
          It may have been cut short when it was copied. Ask the person who sent it for a new one. Nothing was changed.
        </p>
      </div>
    );
  return (
    <div className={styles.page}>
      {link.data.state === "open" ? <Open link={link.data} token={token} /> : <Over link={link.data} />}
    </div>
  );
}

function Open({ link, token }: { link: RenewalLink; token: string }) {
  const start = useMutation({ mutationFn: () => api.startRenewalLink(token), onSuccess: leaveFor });
  return (
    <>
      <ProfilePicture of={link.profile} size={56} />
      <h1>
        {link.workspace} asks you to renew the {link.networkName} login of <bdi>{link.profile.name}</bdi>
      </h1>
      <p className="second">
        {link.invitedBy} sent this link. It takes about half a minute
        {link.profilesHealed > 1 && `, and repairs ${count(link.profilesHealed, "profile")}`}. You need no account here,
        and your password stays with {link.networkName}.
      </p>
      <p className="row">
        <PersonAvatar of={link.person} size={26} />
        <span>
          Expected: <strong>{link.person.name}</strong>
        </span>
      </p>
      <div>
        <h2>What you need</h2>
        <Needs needs={link.needs} />
      </div>
      <Button
        size="md"
        h={44}
        fullWidth
        loading={start.isPending}
        rightSection={<IconArrowRight size={16} />}
        onClick={() => start.mutate()}
      >
        Continue to {link.networkName}
      </Button>
      {start.error && <Trouble error={start.error} />}
      <p className="small quiet">
        The link works once, until <Moment at={link.expiresAt} as="since" />. Did you not expect it? Close this page;
        nothing happens.
      </p>
    </>
  );
}

function Over({ link }: { link: RenewalLink }) {
  const used = link.state === "used";
  return (
    <>
      <ProfilePicture of={link.profile} size={56} />
      <h1>{used ? "This link was used already" : "This link has expired"}</h1>
      <p className="second">
        {used ? `A link works once. If it was you who renewed ${link.profile.name}, all is done.` : "It ended "}
        {!used && (
          <>
            <Moment at={link.expiresAt} />.
          </>
        )}{" "}
        If the login still has to be renewed, ask {link.invitedBy} for a new link.
      </p>
    </>
  );
}
