import { Button } from "@mantine/core";
import { IconArrowRight, IconLink } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Network, ProfileDetail } from "#sdk/client.ts";
import { useRenew } from "../acts.ts";
import { useMay } from "../may.ts";
import { PersonAvatar, ProfileAvatar } from "../parts/avatar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Needs } from "../parts/needs.tsx";
import { Page } from "../parts/page.tsx";
import { PermissionsLink } from "../parts/permissions-link.tsx";
import { PrivateLinkDialog } from "../parts/private-link.tsx";
import { Step, Steps } from "../parts/steps.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { networksQuery, profileQuery } from "../queries.ts";
import { list } from "../words.ts";

/** The first half of a renewal: who, what is needed, and off to the network. The second half is /connections/…. */
export function RenewPage() {
  const { profileId } = useParams({ from: "/inside/renew/$profileId" });
  const { data: profile } = useSuspenseQuery(profileQuery(profileId));
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((item) => item.id === profile.network);
  const may = useMay();
  if (network === undefined) return null;
  if (!may.act)
    return (
      <Page narrow title={`Renew ${profile.name}`} lead={<Lead profile={profile} />}>
        <Empty title="Your role here may look, and not renew">
          {`${network.guide.whoCanRenew} They need a role here that may act, or a link from somebody who has one.`}
        </Empty>
      </Page>
    );
  return (
    <Page narrow title={`Renew ${profile.name}`} lead={<Lead profile={profile} />}>
      <Steps label="Renewal">
        <Step number={1} title="Who" state="now">
          <Who profile={profile} network={network} />
        </Step>
        <Step number={2} title="What you need" state="now">
          <Needs needs={network.guide.needs} />
          <PermissionsLink of={network} words="Not sure about your rights? The permissions guide" />
        </Step>
        <Step number={3} title={`Sign in at ${network.name}`} state="now">
          <Go profile={profile} network={network} />
        </Step>
        <Step number={4} title="Compare" state="later">
          <p className="quiet">You see what would change before anything is saved.</p>
        </Step>
        <Step number={5} title="Proved" state="later">
          <p className="quiet">A real call proves every profile that comes back.</p>
        </Step>
      </Steps>
    </Page>
  );
}

function Lead({ profile }: { profile: ProfileDetail }) {
  return (
    <span className="row" style={{ marginTop: 8 }}>
      <ProfileAvatar of={profile} network={profile.network} status={profile.status} size={28} />
      <span>{profile.statusText}</span>
    </span>
  );
}

function Who({ profile, network }: { profile: ProfileDetail; network: Network }) {
  const [linking, setLinking] = useState(false);
  const [expected, ...others] = profile.whoCanRenew.people;
  return (
    <>
      {expected ? (
        <p className="row">
          <PersonAvatar of={expected} size={28} />
          <span>
            <strong>{expected.name}</strong> is expected
            {expected.handle !== null && <span className="quiet"> · {expected.handle}</span>}
          </span>
        </p>
      ) : (
        <p>{network.guide.whoCanRenew}</p>
      )}
      {others.length > 0 && <p className="second">{list(others.map((person) => person.name))} can do it too.</p>}
      <p className="small quiet" style={{ marginTop: 6 }}>
        {expected && `Can renew: ${profile.whoCanRenew.roles} `}
        Not you? {network.guide.otherAccount}
      </p>
      <Button variant="default" mt={10} leftSection={<IconLink size={15} />} onClick={() => setLinking(true)}>
        Copy private-window link
      </Button>
      {linking && <PrivateLinkDialog profileId={profile.id} name={profile.name} onClose={() => setLinking(false)} />}
    </>
  );
}

function Go({ profile, network }: { profile: ProfileDetail; network: Network }) {
  const renew = useRenew();
  const again = profile.cause === "scope_missing";
  const start = (more: { switchAccount?: boolean }) =>
    renew.mutate({ profileId: profile.id, ...(again && { rerequest: true }), ...more });
  return (
    <>
      <div className="row wrap">
        <Button
          loading={renew.isPending}
          rightSection={<IconArrowRight size={15} />}
          onClick={() => start({})}
          data-autofocus
        >
          Continue to {network.name}
        </Button>
        {network.accountSwitch !== "none" && (
          <Button variant="subtle" disabled={renew.isPending} onClick={() => start({ switchAccount: true })}>
            Use another login
          </Button>
        )}
      </div>
      <p className="small quiet" style={{ marginTop: 8 }}>
        The token of today stays as it is until the new one is proved. If you cancel at {network.name}, nothing is
        changed.
      </p>
      {renew.error && <Trouble error={renew.error} />}
    </>
  );
}
