import { Button, Modal, Skeleton, TextInput } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { clockTime } from "../when.ts";
import { Moment } from "./moment.tsx";
import { Trouble } from "./trouble.tsx";

/** Makes a link that works once and without an account here: for a private window, or for the person who can renew (R69). */
export function PrivateLinkDialog({
  profileId,
  name,
  onClose,
}: {
  profileId: string;
  name: string;
  onClose: () => void;
}) {
  const link = useQuery({
    queryKey: ["made-link", profileId],
    queryFn: () => api.startRenewal({ profileId, as: "link" }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const clipboard = useClipboard({ timeout: 3000 });
  return (
    <Modal opened onClose={onClose} title={`Link to renew ${name}`} size={480}>
      <p className="second">
        Open it in a private window to use another login, or send it to the person who can renew. They need no account
        here.
      </p>
      {link.error && <Trouble error={link.error} retry={() => void link.refetch()} />}
      {link.isPending && <Skeleton h={36} mt={16} />}
      {link.data && (
        <>
          <div className="row" style={{ marginTop: 16 }}>
            <TextInput
              className="grow"
              value={link.data.url}
              readOnly
              aria-label="Private-window link"
              data-autofocus
            />
            <Button
              h={36}
              leftSection={clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={() => clipboard.copy(link.data.url)}
            >
              {clipboard.copied ? "Copied" : "Copy link"}
            </Button>
          </div>
          <p className="small quiet" style={{ marginTop: 8 }}>
            Works once, until {clockTime(link.data.expiresAt)} (<Moment at={link.data.expiresAt} />
            ).
          </p>
        </>
      )}
    </Modal>
  );
}
