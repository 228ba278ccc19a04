import { Button, Checkbox, Skeleton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Candidate } from "#sdk/client.ts";
import { tellTrouble } from "../../acts.ts";
import { api } from "../../api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Page } from "../../parts/page.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { allOf, candidatesQuery, connectionQuery } from "../../queries.ts";
import { Candidates } from "./candidates.tsx";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";
import { useCancel } from "./discovering.tsx";
import { PartialConsent } from "./partial-consent.tsx";

/** Choose what to connect (R34–R36): search, several at once, and nothing is attached before Add. */
export function Picker({ connection, network }: Act) {
  const candidates = useCandidates(connection.id);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState("");
  const shown = useMemo(() => matching(candidates.items, words), [candidates.items, words]);
  const noun = (number: number) => (number === 1 ? network.profileNoun.one : network.profileNoun.many);
  const lead = `${connection.person?.name ?? "This login"} reaches ${connection.found.toLocaleString()} ${noun(connection.found)} at ${network.name}, ${connection.usable.toLocaleString()} of them usable. Nothing is attached before you add it.`;
  return (
    <Page title={`Choose ${network.profileNoun.many}`} lead={lead}>
      <PartialConsent connection={connection} network={network} />
      <div className={styles.tools}>
        <TextInput
          className="grow"
          maw={360}
          type="search"
          aria-label={`Search ${network.profileNoun.many}`}
          placeholder={`Search ${network.profileNoun.many}`}
          leftSection={<IconSearch size={15} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-autofocus
        />
        <SelectAll shown={shown} chosen={chosen} onChange={setChosen} />
      </div>
      {candidates.pending && <Skeleton h={220} aria-label="Reading the list" />}
      {candidates.error && <Trouble error={candidates.error} retry={candidates.retry} />}
      {!candidates.pending && shown.length === 0 && (
        <Nothing words={words} noun={network.profileNoun.many} onClear={() => setWords("")} />
      )}
      <Candidates items={shown} chosen={chosen} onChange={setChosen} />
      <AddBar connection={connection} network={network} chosen={chosen} />
    </Page>
  );
}

function useCandidates(connectionId: string) {
  const query = useInfiniteQuery(candidatesQuery(connectionId));
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const items = useMemo(() => allOf(query.data), [query.data]);
  return {
    items,
    pending: query.isPending,
    error: query.error,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : query.refetch()),
  };
}

function matching(items: Candidate[], words: string): Candidate[] {
  const wanted = words.trim().toLocaleLowerCase();
  if (wanted === "") return items;
  return items.filter((item) =>
    `${item.name} ${item.handle ?? ""} ${item.kind} ${item.remoteId}`.toLocaleLowerCase().includes(wanted),
  );
}

interface Choice {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** All that are usable, of those in view; what is connected already is left alone. */
function SelectAll({ shown, chosen, onChange }: Choice & { shown: Candidate[] }) {
  const free = shown.filter((item) => item.unusable === null && !item.alreadyConnected);
  const all = free.length > 0 && free.every((item) => chosen.has(item.remoteId));
  const some = !all && free.some((item) => chosen.has(item.remoteId));
  return (
    <Checkbox
      label={`Select all usable (${free.length.toLocaleString()})`}
      checked={all}
      indeterminate={some}
      disabled={free.length === 0}
      onChange={() => {
        const ids = free.map((item) => item.remoteId);
        onChange(all ? new Set([...chosen].filter((id) => !ids.includes(id))) : new Set([...chosen, ...ids]));
      }}
    />
  );
}

function Nothing({ words, noun, onClear }: { words: string; noun: string; onClear: () => void }) {
  if (words.trim() === "")
    return (
      <Empty title={`This login reaches no ${noun}`}>
        At the network, check which of them were chosen on the consent page, and that this person has a role on them.
      </Empty>
    );
  return (
    <Empty
      title={`No ${noun} match “${words.trim()}”`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear search
        </Button>
      }
    />
  );
}

function AddBar({ connection, network, chosen }: Act & { chosen: ReadonlySet<string> }) {
  const queries = useQueryClient();
  const cancel = useCancel(connection.id);
  const add = useMutation({
    mutationFn: () => api.addProfiles(connection.id, { remoteIds: [...chosen] }),
    onSuccess: (next) => queries.setQueryData(connectionQuery(connection.id).queryKey, next),
    onError: tellTrouble,
  });
  const noun = chosen.size === 1 ? network.profileNoun.one : network.profileNoun.many;
  return (
    <div className={styles.addBar}>
      <Button disabled={chosen.size === 0} loading={add.isPending} onClick={() => add.mutate()}>
        {chosen.size === 0 ? "Add" : `Add ${chosen.size.toLocaleString()} ${noun}`}
      </Button>
      <Button variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel
      </Button>
    </div>
  );
}
