import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Profile } from "#sdk/client.ts";
import { ProfileAvatar } from "../parts/avatar.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { allOf, profilesQuery } from "../queries.ts";
import { statusWord } from "../words.ts";
import styles from "./search.module.css";

/** Finds a profile by name from every page; `/` comes here. Enter without a choice shows all that match. */
export function Search() {
  const [words, setWords] = useState("");
  const [asked] = useDebouncedValue(words.trim(), 150);
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useInfiniteQuery({ ...profilesQuery({ q: asked }, 8), enabled: asked !== "" });

  function leave(): void {
    setWords("");
    // The page that opens now takes the keyboard; its shortcuts would be swallowed by this field.
    input.current?.blur();
    combobox.closeDropdown();
  }
  function choose(profileId: string): void {
    leave();
    if (profileId === "all") void navigate({ to: "/profiles", search: { q: words.trim() } });
    else void navigate({ to: "/profiles/$profileId", params: { profileId } });
  }

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={choose}
      shadow="md"
      position="bottom-start"
      width="target"
      classNames={{ dropdown: styles.dropdown ?? "" }}
    >
      <Combobox.Target>
        <TextInput
          ref={input}
          data-shortcut="/"
          type="search"
          aria-label="Search profiles"
          placeholder="Search profiles"
          className={styles.input ?? ""}
          leftSection={<IconSearch size={15} />}
          rightSection={<kbd className={styles.key}>/</kbd>}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === "Enter" && combobox.getSelectedOptionIndex() < 0 && words.trim() !== "") choose("all");
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked === ""}>
        <Combobox.Options aria-label="Profiles found">
          <Found answer={{ items: allOf(found.data), pending: found.isPending, failed: found.isError }} words={asked} />
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface Answer {
  items: Profile[];
  pending: boolean;
  failed: boolean;
}

function Found({ answer, words }: { answer: Answer; words: string }) {
  if (answer.failed) return <Combobox.Empty>The search does not answer. Try again.</Combobox.Empty>;
  if (answer.items.length === 0)
    return <Combobox.Empty>{answer.pending ? "Searching…" : `No profile matches “${words}”.`}</Combobox.Empty>;
  return (
    <>
      {answer.items.map((profile) => (
        <Combobox.Option key={profile.id} value={profile.id}>
          <span className={styles.option}>
            <ProfileAvatar of={profile} network={profile.network} size={26} />
            <span className="grow one-line">
              <bdi>{profile.name}</bdi>
            </span>
            <StatusIcon status={profile.status} />
            <span className="small quiet">{statusWord[profile.status]}</span>
          </span>
        </Combobox.Option>
      ))}
      <Combobox.Option value="all" className={styles.all ?? ""}>
        Show all that match
      </Combobox.Option>
    </>
  );
}
