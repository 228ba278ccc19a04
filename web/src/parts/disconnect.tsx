import { Button, Modal, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { tellTrouble } from "../acts.ts";
import { networksQuery, profileQuery } from "../queries.ts";
import { capabilityWord, count, list } from "../words.ts";
import styles from "./disconnect.module.css";
import { Trouble } from "./trouble.tsx";

/** The question before the only destructive act: what stops, what is kept, in numbers. */
export function DisconnectDialog(props: { profileId: string; name: string; onClose: () => void }) {
  const { profileId, name, onClose } = props;
  const profile = useQuery(profileQuery(profileId));
  const queries = useQueryClient();
  const disconnect = useMutation({
    mutationFn: () => api.disconnectProfile(profileId),
    onSuccess: async () => {
      onClose();
      notifications.show({
        title: `${name} is disconnected`,
        message: "Its tokens are destroyed, its history is kept.",
      });
      await queries.invalidateQueries();
    },
    onError: tellTrouble,
  });
  return (
    <Modal opened onClose={onClose} title={`Disconnect ${name}?`} size={480}>
      {profile.error && <Trouble error={profile.error} retry={() => void profile.refetch()} />}
      {profile.isPending && <Skeleton h={96} />}
      {profile.data && <Consequences profile={profile.data} />}
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" disabled={!profile.data} loading={disconnect.isPending} onClick={() => disconnect.mutate()}>
          Disconnect
        </Button>
      </div>
    </Modal>
  );
}

function Consequences({ profile }: { profile: Awaited<ReturnType<typeof api.profile>> }) {
  const working = profile.capabilities
    .filter((one) => one.state === "ready")
    .map((one) => capabilityWord[one.capability]);
  const brands = profile.brands.map((one) => one.name);
  const { data } = useSuspenseQuery(networksQuery);
  const network = data.items.find((one) => one.id === profile.network);
  const { otherProfilesOfTheseGrants: others, revokesAtNetwork } = profile.disconnect;
  const alsoEnds = revokesAtNetwork ? (network?.guide.whatRevokingEnds ?? null) : null;
  return (
    <dl className={styles.list}>
      <dt>Stops</dt>
      <dd>
        {working.length > 0 ? `${list(working)} for this profile` : "Nothing that works now"}
        {working.length > 0 && brands.length > 0 && `, in ${count(brands.length, "brand")}: ${list(brands)}`}.
      </dd>
      <dt>Is destroyed</dt>
      <dd>
        {count(profile.accesses.length, "access token")} of this profile.{" "}
        {revokesAtNetwork
          ? "The permission is taken back at the network too."
          : "The permission at the network stays; you can remove it there."}
      </dd>
      {alsoEnds !== null && (
        <>
          <dt>Ends with it</dt>
          <dd>{alsoEnds}</dd>
        </>
      )}
      <dt>Is kept</dt>
      <dd>
        The whole history of this profile
        {others > 0 &&
          `, and ${count(others, "other profile")} of the same ${others === 1 ? "login" : "logins"}: they go on working`}
        . You can connect it again at any time.
        {network?.follows === true &&
          ` New ${network.profileNoun.many} go on being added by themselves; this one stays out until you do.`}
      </dd>
    </dl>
  );
}
