import { Button, Select, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, type UnrecognisedAnswer } from "#sdk/client.ts";
import { tellTrouble } from "../../acts.ts";
import { api } from "../../api.ts";
import { NetworkMark } from "../../parts/avatar.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { RawAnswer } from "../../parts/raw-answer.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { allOf, networksQuery, unrecognisedQuery } from "../../queries.ts";
import { stamped } from "../../when.ts";
import { callWord, count, sentence } from "../../words.ts";
import { NetworkTrail } from "./trail.tsx";
import styles from "./unrecognised.module.css";

/** What networks answered and no row of ours fits: no verdict was taken from it, and a row can be added. */
export function UnrecognisedPage() {
  const [network, setNetwork] = useState<string>();
  const answers = useInfiniteQuery(unrecognisedQuery(network));
  const items = allOf(answers.data);
  return (
    <Page
      title="Unrecognised answers"
      trail={<NetworkTrail />}
      lead="What networks said and Latchkey does not know yet. No profile was judged by it. Report it to the makers of Latchkey, so that the next version knows it."
    >
      {(items.length > 0 || network !== undefined) && <ByNetwork chosen={network} onChoose={setNetwork} />}
      {answers.isPending && <Skeleton h={200} aria-label="Reading the answers" />}
      {answers.error && items.length === 0 && <Refused error={answers.error} retry={() => void answers.refetch()} />}
      {answers.isSuccess && items.length === 0 && <None filtered={network !== undefined} />}
      <ul className={styles.answers} aria-label="Unrecognised answers" aria-busy={answers.isPlaceholderData}>
        {items.map((answer) => (
          <AnswerRow key={answer.id} answer={answer} />
        ))}
      </ul>
      {answers.hasNextPage && (
        <Button
          variant="default"
          mt={16}
          loading={answers.isFetchingNextPage}
          onClick={() => void answers.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Page>
  );
}

function ByNetwork({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string | undefined) => void }) {
  const { data } = useSuspenseQuery(networksQuery);
  return (
    <Select
      aria-label="Network"
      placeholder="All networks"
      size="sm"
      w={200}
      mb={12}
      clearable
      value={chosen ?? null}
      onChange={(id) => onChoose(id ?? undefined)}
      data={data.items.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function Refused({ error, retry }: { error: Error; retry: () => void }) {
  if (error instanceof ApiProblem && error.status === 403)
    return (
      <Empty title="This is the operator’s page">
        Only the owners and admins of this installation’s first workspace can see it. Nothing is needed from you.
      </Empty>
    );
  return <Trouble error={error} title="The answers could not be read" retry={retry} />;
}

function None({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="Every answer of this network was understood" />;
  return (
    <Empty title="Every answer was understood">
      When a network says something that fits no row of its table, it appears here once, with how often it was met.
    </Empty>
  );
}

function AnswerRow({ answer }: { answer: UnrecognisedAnswer }) {
  const { data } = useSuspenseQuery(networksQuery);
  const name = data.items.find((one) => one.id === answer.network)?.name ?? answer.network;
  const codes = [answer.code, answer.subcode].filter((code) => code !== null);
  return (
    <li className={styles.answer}>
      <span className={styles.mark}>
        <NetworkMark network={answer.network} size={20} />
      </span>
      <div className={styles.words}>
        <h2 className={styles.said}>{sentence(answer.words)}</h2>
        <p className="small second">
          {name} · {callWord(answer.call)} · {answer.status === 0 ? "no answer" : `HTTP ${answer.status}`}
          {codes.length > 0 && ` · code ${codes.join(" / ")}`}
        </p>
        <p className="small quiet">
          {howOften(answer)}
          {" · last "}
          <Moment at={answer.lastSeenAt} />
          {answer.count > 1 && (
            <>
              {", first "}
              <Moment at={answer.firstSeenAt} as="since" />
            </>
          )}
        </p>
        <details className={styles.fold}>
          <summary>The newest one, without what is secret</summary>
          <p className={styles.address}>
            {answer.sample.address} · {stamped(answer.sample.at)}
          </p>
          <RawAnswer body={answer.sample.body} />
        </details>
      </div>
      <Done answer={answer} />
    </li>
  );
}

function howOften({ count: all, reported }: UnrecognisedAnswer): string {
  const times = all === 1 ? "once" : count(all, "time");
  if (reported === 0) return `Met ${times}`;
  return reported === all ? `Reported ${times}` : `Met ${times}, ${reported.toLocaleString()} of them reported`;
}

function Done({ answer }: { answer: UnrecognisedAnswer }) {
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: () => api.forgetUnrecognised(answer.id),
    onSuccess: async () => {
      notifications.show({ title: "Struck from the list", message: "Met again, it comes back." });
      await queries.invalidateQueries({ queryKey: ["unrecognised"] });
    },
    onError: tellTrouble,
  });
  return (
    <Button
      variant="default"
      aria-label={`Done with “${answer.words}”`}
      loading={forget.isPending}
      onClick={() => forget.mutate()}
    >
      Done with it
    </Button>
  );
}
