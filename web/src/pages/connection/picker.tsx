import { Button, Checkbox, Skeleton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Candidate, Network } from "#sdk/client.ts";
import { tellTrouble } from "../../acts.ts";
import { api } from "../../api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Needs } from "../../parts/needs.tsx";
import { Page } from "../../parts/page.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { allOf, candidatesQuery, connectionQuery, networksQuery } from "../../queries.ts";
import { Candidates } from "./candidates.tsx";
import type { Act } from "./connection.tsx";
import styles from "./connection.module.css";
import { useCancel } from "./discovering.tsx";
import { PartialConsent } from "./partial-consent.tsx";

/** Choose what to connect (R34–R36): search, several at once, and nothing is attached before Add. */
export function Picker({ connection, network }: Act) {
  const candidates = useCandidates(connection.id);
  const about = useAbout(connection.network);
  const follows = about?.follows ?? false;
  const [chosen, setChosen] = useChoice(candidates.items, follows);
  const [words, setWords] = useState("");
  const shown = useMemo(() => newFirst(matching(candidates.items, words)), [candidates.items, words]);
  const ofNew = !follows && shown.some((item) => item.alreadyConnected);
  const noun = (number: number) => (number === 1 ? network.profileNoun.one : network.profileNoun.many);
  const lead = `${connection.person?.name ?? "This login"} reaches ${connection.found.toLocaleString()} ${noun(connection.found)} at ${network.name}, ${connection.usable.toLocaleString()} of them usable. Nothing is attached before you add it.`;
  return (
    <Page title={`Choose ${network.profileNoun.many}`} lead={lead}>
      <PartialConsent connection={connection} network={network} />
      {follows && <Following noun={network.profileNoun.many} />}
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
        <SelectAll
          what={ofNew ? "new" : "usable"}
          of={shown.filter(follows ? isUsable : isNew)}
          chosen={chosen}
          onChange={setChosen}
        />
      </div>
      {candidates.pending && <Skeleton h={220} aria-label="Reading the list" />}
      {candidates.error && <Trouble error={candidates.error} retry={candidates.retry} />}
      {!candidates.pending && shown.length === 0 && (
        <Nothing
          words={words}
          noun={network.profileNoun.many}
          needs={about?.guide.needs}
          onClear={() => setWords("")}
        />
      )}
      <Candidates items={shown} network={connection.network} chosen={chosen} onChange={setChosen} />
      <AddBar connection={connection} network={network} chosen={chosen} whole={candidates.whole || !follows} />
    </Page>
  );
}

/** Whoever picks is signed in here, and may read the networks. */
function useAbout(network: string): Network | undefined {
  return useQuery(networksQuery).data?.items.find((item) => item.id === network);
}

const isUsable = (item: Candidate): boolean => item.unusable === null;
const isNew = (item: Candidate): boolean => isUsable(item) && !item.alreadyConnected;

/** What can be added stands first, then what is connected already, then what cannot be used; within each as the network tells it. */
function newFirst(items: readonly Candidate[]): Candidate[] {
  const rank = (item: Candidate) => (isNew(item) ? 0 : isUsable(item) ? 1 : 2);
  return items.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Where everything is followed (R81) all that is usable is ticked, also what is read only later, but for what somebody
 * unticks now or left out before (R82); else what they tick.
 */
function useChoice(items: readonly Candidate[], follows: boolean) {
  const [touched, setTouched] = useState<ReadonlySet<string>>();
  const leftOut = useMemo(() => items.filter((item) => item.leftOut).map((item) => item.remoteId), [items]);
  const changed = touched ?? new Set(follows ? leftOut : []);
  const usable = useMemo(() => items.filter(isUsable).map((item) => item.remoteId), [items]);
  const without = (left: ReadonlySet<string>) => new Set(usable.filter((id) => !left.has(id)));
  const chosen = follows ? without(changed) : changed;
  const choose = (next: ReadonlySet<string>) => setTouched(follows ? without(next) : next);
  return [chosen, choose] as const;
}

function Following({ noun }: { noun: string }) {
  return (
    <p className={styles.follows}>
      New {noun} are added by themselves from now on. Untick what should stay out; each one can also be disconnected
      alone later.
    </p>
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
    whole: query.isSuccess && !hasNextPage,
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

/** All that are usable, of those in view; what is connected already is left alone, unless everything is followed. */
function SelectAll({ what, of: free, chosen, onChange }: Choice & { what: string; of: Candidate[] }) {
  const all = free.length > 0 && free.every((item) => chosen.has(item.remoteId));
  const some = !all && free.some((item) => chosen.has(item.remoteId));
  return (
    <Checkbox
      label={`Select all ${what} (${free.length.toLocaleString()})`}
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

function Nothing(props: { words: string; noun: string; needs: readonly string[] | undefined; onClear: () => void }) {
  const { words, noun, needs = [], onClear } = props;
  // Which of these it was, the network does not tell: it simply names nothing (P35).
  if (words.trim() === "")
    return (
      <Empty title={`This login reaches no ${noun}`} action={needs.length > 0 && <Needs needs={needs} />}>
        The network named none. Either another login was used than you meant, or one of these is missing:
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

/** Where everything is followed, what is not read yet would be left out for good: it is waited for. */
function AddBar({ connection, network, chosen, whole }: Act & { chosen: ReadonlySet<string>; whole: boolean }) {
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
      <Button disabled={chosen.size === 0 || !whole} loading={add.isPending} onClick={() => add.mutate()}>
        {chosen.size === 0 ? "Add" : `Add ${chosen.size.toLocaleString()} ${noun}`}
      </Button>
      <Button variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel
      </Button>
    </div>
  );
}
