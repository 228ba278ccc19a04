import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconLogout, IconShieldLock } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { PersonAvatar } from "../parts/avatar.tsx";
import { sessionQuery } from "../queries.ts";
import { roleHere } from "../words.ts";
import { showShortcuts } from "./keyboard.tsx";

export function MeMenu() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (session.user === null) return null;
  return (
    <Menu closeOnItemClick>
      <Menu.Target>
        <ActionIcon aria-label={`You: ${session.user.name}`} size={36} radius="xl">
          <PersonAvatar of={{ name: session.user.name, avatarUrl: null }} size={28} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.user.name}
          <br />
          {session.role !== null && `${roleHere[session.role].name} of ${session.workspace?.name}`}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconShieldLock size={15} />}
          onClick={() => void navigate({ to: "/settings/security" })}
        >
          Security
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={showShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colour scheme</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as typeof colorScheme)}>
          <Menu.RadioItem value="light">Light</Menu.RadioItem>
          <Menu.RadioItem value="dark">Dark</Menu.RadioItem>
          <Menu.RadioItem value="auto">As the system</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A whole new page: nothing that was read for this person stays in memory. */
async function signOut(): Promise<void> {
  const { auth } = await import("../auth.ts");
  await auth.signOut();
  window.location.assign("/sign-in");
}
