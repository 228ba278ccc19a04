import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { ProfileQuery, ProfileStatus, StatusCounts } from "#sdk/client.ts";
import type { ProfilesSearch } from "../routes.tsx";
import { needsSomebody, statusOrder, statusWord } from "../words.ts";
import { Empty } from "./empty.tsx";
import styles from "./profile-browser.module.css";
import { ProfileList } from "./profile-list.tsx";
import { StatusIcon } from "./status-icon.tsx";

interface Props {
  counts: StatusCounts | undefined;
  search: ProfilesSearch;
  network?: string | undefined;
  onSearch: (search: ProfilesSearch) => void;
  /** Shown when there is no profile at all. */
  nothingYet: React.ReactNode;
}

/** Search, filters and the list: what Profiles and Connected accounts have in common. */
export function ProfileBrowser({ counts, search, network, onSearch, nothingYet }: Props) {
  const filtered = search.q !== undefined || search.status !== undefined;
  const ended = counts?.byStatus.disconnected ?? 0;
  if (counts !== undefined && counts.all + ended === 0 && !filtered) return nothingYet;
  return (
    <>
      <div className={styles.tools}>
        <SearchField words={search.q ?? ""} onWords={(q) => onSearch(withChange(search, { q }))} />
        <Select
          aria-label="Sort"
          size="sm"
          w={150}
          allowDeselect={false}
          value={search.sort ?? "urgency"}
          onChange={(value) => onSearch(withChange(search, { sort: value === "name" ? "name" : "" }))}
          data={[
            { value: "urgency", label: "Urgent first" },
            { value: "name", label: "By name" },
          ]}
        />
      </div>
      <Filters counts={counts} chosen={search.status} onChoose={(status) => onSearch(withChange(search, { status }))} />
      <ProfileList
        query={queryOf(search, network)}
        empty={<NoneMatch search={search} onClear={() => onSearch(withChange(search, { q: "", status: "" }))} />}
      />
    </>
  );
}

type Change = { [Name in keyof ProfilesSearch]?: string };

function withChange(search: ProfilesSearch, change: Change): ProfilesSearch {
  const entries = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(entries) as ProfilesSearch;
}

function queryOf(search: ProfilesSearch, network: string | undefined): ProfileQuery {
  const status = search.status === "problems" ? needsSomebody : [search.status as ProfileStatus];
  return {
    ...(search.q !== undefined && { q: search.q }),
    ...(search.status !== undefined && { status }),
    ...(network !== undefined && { network }),
    ...(search.sort !== undefined && { sort: search.sort }),
  };
}

function SearchField({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const told = useRef(words);
  const tell = useDebouncedCallback((typed: string) => {
    told.current = typed;
    onWords(typed);
  }, 200);
  // Words that came from elsewhere (a link, "Clear filters") go into the field; our own come back late and must not undo typing.
  useEffect(() => {
    if (words !== told.current && input.current !== null) input.current.value = words;
    told.current = words;
  }, [words]);
  return (
    <TextInput
      className="grow"
      maw={360}
      type="search"
      aria-label="Filter by name"
      placeholder="Filter by name"
      leftSection={<IconSearch size={15} />}
      ref={input}
      defaultValue={words}
      onChange={(event) => tell(event.currentTarget.value.trim())}
    />
  );
}

function Filters(props: {
  counts: StatusCounts | undefined;
  chosen: string | undefined;
  onChoose: (status: string) => void;
}) {
  const { counts, chosen, onChoose } = props;
  const shown = [...statusOrder, "disconnected" as const].filter(
    (status) => status === chosen || (counts?.byStatus[status] ?? 0) > 0,
  );
  const chip = (value: string, label: React.ReactNode, number: number | undefined) => (
    <button
      key={value}
      type="button"
      className={styles.chip}
      aria-pressed={(chosen ?? "") === value}
      onClick={() => onChoose(value)}
    >
      {label}
      <span className={styles.number}>{number?.toLocaleString()}</span>
    </button>
  );
  return (
    <div className={styles.chips} role="group" aria-label="Filter by status">
      {chip("", "All", counts?.all)}
      {(counts?.problems ?? 0) > 0 && chip("problems", "Needs you", counts?.problems)}
      {shown.map((status) =>
        chip(
          status,
          <>
            <StatusIcon status={status} size={14} /> {statusWord[status]}
          </>,
          counts?.byStatus[status],
        ),
      )}
    </div>
  );
}

function NoneMatch({ search, onClear }: { search: ProfilesSearch; onClear: () => void }) {
  if (search.q === undefined && search.status === "problems")
    return <Empty title="Nothing here needs you">Every profile works, or waits for a network.</Empty>;
  return (
    <Empty
      title={search.q === undefined ? "No profile has this status" : `No profile matches “${search.q}”`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      }
    />
  );
}
