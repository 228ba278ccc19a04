import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconExternalLink,
  IconLink,
  IconPlugConnectedX,
  IconRefresh,
  IconStethoscope,
  IconUser,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Profile } from "#sdk/client.ts";
import { useCheckNow } from "../acts.ts";
import { useMay } from "../may.ts";
import { DisconnectDialog } from "./disconnect.tsx";
import { PrivateLinkDialog } from "./private-link.tsx";

/** The three-dot menu of a profile (R47). */
export function ProfileMenu({ profile, onPage = false }: { profile: Profile; onPage?: boolean }) {
  const [dialog, setDialog] = useState<"link" | "disconnect" | null>(null);
  const close = () => setDialog(null);
  const may = useMay();
  const acts = may.act && profile.status !== "disconnected";
  if (!acts && onPage && profile.url === null) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${profile.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MenuItems profile={profile} onPage={onPage} acts={acts} ask={setDialog} />
        </Menu.Dropdown>
      </Menu>
      {dialog === "link" && <PrivateLinkDialog profileId={profile.id} name={profile.name} onClose={close} />}
      {dialog === "disconnect" && <DisconnectDialog profileId={profile.id} name={profile.name} onClose={close} />}
    </>
  );
}

function MenuItems(props: {
  profile: Profile;
  onPage: boolean;
  acts: boolean;
  ask: (dialog: "link" | "disconnect") => void;
}) {
  const { profile, onPage, acts, ask } = props;
  const navigate = useNavigate();
  const check = useCheckNow(profile.id);
  const params = { profileId: profile.id };
  return (
    <>
      {acts && (
        <>
          <Menu.Item
            leftSection={<IconRefresh size={15} />}
            onClick={() => void navigate({ to: "/renew/$profileId", params })}
          >
            Renew token
          </Menu.Item>
          <Menu.Item leftSection={<IconLink size={15} />} onClick={() => ask("link")}>
            Copy private-window link
          </Menu.Item>
          <Menu.Item leftSection={<IconStethoscope size={15} />} onClick={() => check.mutate()}>
            Check now
          </Menu.Item>
        </>
      )}
      {!onPage && (
        <Menu.Item
          leftSection={<IconUser size={15} />}
          onClick={() => void navigate({ to: "/profiles/$profileId", params })}
        >
          Profile page
        </Menu.Item>
      )}
      {profile.url !== null && (
        <Menu.Item
          leftSection={<IconExternalLink size={15} />}
          component="a"
          href={profile.url}
          target="_blank"
          rel="noreferrer"
        >
          Open at the network
        </Menu.Item>
      )}
      {acts && (
        <>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconPlugConnectedX size={15} />} onClick={() => ask("disconnect")}>
            Disconnect
          </Menu.Item>
        </>
      )}
    </>
  );
}
