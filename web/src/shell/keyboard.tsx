import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import styles from "./keyboard.module.css";

const shortcuts: readonly (readonly [string, string])[] = [
  ["/", "Search"],
  ["g h", "Home"],
  ["g p", "Profiles"],
  ["g c", "Connected accounts"],
  ["g i", "Incidents"],
  ["g n", "Networks"],
  ["g e", "Expired tokens"],
  ["r", "Renew the profile in view, or the one in focus"],
  ["?", "This list"],
];

const showEvent = "latchkey-shortcuts";

export const showShortcuts = (): void => {
  window.dispatchEvent(new Event(showEvent));
};

/** Shortcuts of every page; silent while somebody writes or a dialog is open. */
export function Keyboard() {
  const [opened, setOpened] = useState(false);
  useKeys(showShortcuts);
  useEffect(() => {
    const show = () => setOpened(true);
    window.addEventListener(showEvent, show);
    return () => window.removeEventListener(showEvent, show);
  }, []);
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard shortcuts" size={400}>
      <dl className={styles.list}>
        {shortcuts.map(([keys, does]) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function useKeys(showAll: () => void): void {
  const navigate = useNavigate();
  const leader = useRef(false);
  useEffect(() => {
    const acts: Record<string, () => void> = {
      "/": () => document.querySelector<HTMLElement>('[data-shortcut="/"]')?.focus(),
      "?": showAll,
      r: () => {
        const profileId = inView();
        if (profileId !== undefined) void navigate({ to: "/renew/$profileId", params: { profileId } });
      },
      "g h": () => void navigate({ to: "/" }),
      "g p": () => void navigate({ to: "/profiles" }),
      "g c": () => void navigate({ to: "/settings/accounts" }),
      "g i": () => void navigate({ to: "/incidents" }),
      "g n": () => void navigate({ to: "/networks" }),
      "g e": () => {
        const button = document.querySelector<HTMLElement>('[data-shortcut="g e"]');
        // Focused first, so that closing the list comes back to the button.
        button?.focus();
        button?.click();
      },
    };
    function press(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      if (event.key === "g" && !leader.current) {
        leader.current = true;
        return;
      }
      const act = acts[leader.current ? `g ${event.key}` : event.key];
      leader.current = false;
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate, showAll]);
}

/** Somebody writes, or a dialog is open. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return true;
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}

/** The profile that "r" means: the row in focus, else what the page is about. */
function inView(): string | undefined {
  const focused = document.activeElement?.closest<HTMLElement>("[data-renew]");
  return focused?.dataset["renew"] ?? document.querySelector<HTMLElement>("[data-renew-page]")?.dataset["renewPage"];
}
