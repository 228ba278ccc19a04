import { useSuspenseQuery } from "@tanstack/react-query";
import { networksQuery } from "../queries.ts";

/** What the answer means at this network in particular, and what helps there. */
export function Advice({ network, words }: { network: string; words: string | null }) {
  const { data } = useSuspenseQuery(networksQuery);
  if (words === null) return null;
  const name = data.items.find(({ id }) => id === network)?.name ?? network;
  return (
    <p className="second">
      <span className="quiet">At {name}: </span>
      {words}
    </p>
  );
}
